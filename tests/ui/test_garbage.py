"""Cycles are collected on the GUI thread, never on the thread of a worker."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from desktop.ui.garbage import GuiGarbage
from tests.helpers.sessions import gone


class Cycle:
    """Garbage that tells on which thread it went."""

    gone_on: list[threading.Thread]

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        self.gone_on.append(threading.current_thread())


@pytest.fixture
def cycles() -> type[Cycle]:
    class Fresh(Cycle):
        gone_on: list[threading.Thread] = []  # noqa: RUF012 - one list for each test's class

    return Fresh


@pytest.fixture
def garbage(qapp: object) -> Iterator[GuiGarbage]:
    gc.collect()
    made = GuiGarbage()
    yield made
    made.stop()
    gone(made)


def busy_elsewhere() -> None:
    """Another thread that allocates far more than Python waits for."""
    worker = threading.Thread(target=lambda: [[at] for at in range(20_000)])
    worker.start()
    worker.join()


def test_a_busy_worker_collects_nothing(garbage: GuiGarbage, cycles: type[Cycle]) -> None:
    cycles()
    busy_elsewhere()
    assert cycles.gone_on == []


def test_the_gui_thread_collects_what_is_due(garbage: GuiGarbage, cycles: type[Cycle]) -> None:
    made = [cycles() for _ in range(2_000)]
    del made
    garbage.collect()
    assert len(cycles.gone_on) == 2_000
    assert set(cycles.gone_on) == {threading.main_thread()}


def test_python_collects_again_when_it_is_stopped(garbage: GuiGarbage) -> None:
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()

"""Work off the GUI thread: results come back to it, it is never blocked, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, QTimer
from pytestqt.qtbot import QtBot

from common.errors import RuleViolation, VanThuError
from desktop.jobs.cancel import Cancelled
from desktop.jobs.lanes import Lane, Lanes
from desktop.ui.tasks import Tasks
from tests.helpers.sessions import gone


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    made = Tasks(Lanes())
    yield made
    made.close()
    gone(made)


class Asker(QObject):
    """Somebody who asks, and remembers what it was told and where."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[VanThuError] = []
        self.on_gui_thread: list[bool] = []

    def take(self, result: object) -> None:
        self.results.append(result)
        self.on_gui_thread.append(QThread.currentThread() is self.thread())

    def refuse(self, error: VanThuError) -> None:
        self.errors.append(error)


def test_the_result_is_told_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    asker, threads = Asker(), []
    tasks.start(
        Lane.READ,
        lambda: threads.append(threading.current_thread()),
        owner=asker,
        on_done=asker.take,
    )
    qtbot.waitUntil(lambda: bool(asker.results))
    assert asker.on_gui_thread == [True]
    assert threads[0] is not threading.main_thread()


def test_the_window_lives_while_slow_work_runs(tasks: Tasks, qtbot: QtBot) -> None:
    asker, go, beats = Asker(), threading.Event(), []
    pulse = QTimer(asker)
    pulse.timeout.connect(lambda: beats.append(1))
    pulse.start(1)
    tasks.start(Lane.WRITE, lambda: go.wait(10), owner=asker, on_done=asker.take)
    qtbot.waitUntil(lambda: len(beats) > 20)
    assert asker.results == []
    go.set()
    qtbot.waitUntil(lambda: asker.results == [True])


def test_commands_are_done_in_the_order_in_which_they_were_asked_for(
    tasks: Tasks, qtbot: QtBot
) -> None:
    asker, done = Asker(), []
    for number in range(30):
        tasks.start(
            Lane.WRITE,
            lambda number=number: done.append(number),  # type: ignore[misc]
            owner=asker,
            on_done=asker.take,
        )
    qtbot.waitUntil(lambda: len(asker.results) == 30)
    assert done == list(range(30))


def test_a_refusal_is_told_to_whoever_asked(tasks: Tasks, qtbot: QtBot) -> None:
    asker = Asker()
    tasks.start(Lane.READ, refuse, owner=asker, on_done=asker.take, on_error=asker.refuse)
    qtbot.waitUntil(lambda: bool(asker.errors))
    assert (asker.errors[0].code, asker.results) == ("nothing_changed", [])


def refuse() -> None:
    raise RuleViolation("nothing_changed")


def test_a_refusal_that_nobody_wants_is_announced(tasks: Tasks, qtbot: QtBot) -> None:
    asker = Asker()
    with qtbot.waitSignal(tasks.failed) as told:
        tasks.start(Lane.READ, refuse, owner=asker, on_done=asker.take)
    assert told.args[0].code == "nothing_changed"


def test_a_bug_comes_up_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    asker = Asker()
    with qtbot.captureExceptions() as raised:
        tasks.start(Lane.READ, lambda: 1 // 0, owner=asker, on_done=asker.take)
        qtbot.waitUntil(lambda: tasks.under_way == 0)
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]


def test_a_dropped_ticket_is_told_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    asker, go = Asker(), threading.Event()
    ticket = tasks.start(Lane.READ, lambda: go.wait(10), owner=asker, on_done=asker.take)
    ticket.drop()
    go.set()
    qtbot.waitUntil(lambda: tasks.under_way == 0)
    assert asker.results == []


def test_somebody_who_is_gone_is_told_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    asker, go = Asker(), threading.Event()
    tasks.start(Lane.READ, lambda: go.wait(10), owner=asker, on_done=asker.take)
    results = asker.results
    gone(asker)
    go.set()
    qtbot.waitUntil(lambda: tasks.under_way == 0)
    assert results == []


def test_work_that_was_cancelled_is_no_error(tasks: Tasks, qtbot: QtBot) -> None:
    asker = Asker()

    def stop() -> None:
        raise Cancelled

    tasks.start(Lane.NETWORK, stop, owner=asker, on_done=asker.take, on_error=asker.refuse)
    qtbot.waitUntil(lambda: tasks.under_way == 0)
    assert (asker.results, asker.errors) == ([], [])


def test_closing_still_writes_what_was_asked_for(qapp: object) -> None:
    tasks, asker, written = Tasks(Lanes()), Asker(), []
    for number in range(10):
        tasks.start(
            Lane.WRITE,
            lambda number=number: written.append(number),  # type: ignore[misc]
            owner=asker,
            on_done=asker.take,
        )
    tasks.close()
    assert written == list(range(10))
    gone(tasks)

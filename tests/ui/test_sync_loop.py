"""When the window syncs: by itself, at once, soon after work, slower while there is no network."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from common.errors import ProtocolFault
from desktop.jobs.cancel import Cancel
from desktop.jobs.lanes import Lanes
from desktop.sync.state import SyncReport
from desktop.ui.sync_loop import Pace, SyncLoop
from desktop.ui.tasks import Tasks
from tests.helpers.sessions import gone

PACE = Pace(every_ms=60_000, after_work_ms=1_000, offline_max_ms=300_000, jitter=0.1)


class Engine:
    """A sync that does what it is told to."""

    def __init__(self) -> None:
        self.runs = 0
        self.offline = ""
        self.fault = ""
        self.go = threading.Event()
        self.go.set()
        self.cancelled = False

    def sync(self, cancel: Cancel) -> SyncReport:
        self.runs += 1
        self.go.wait(10)
        if self.fault:
            raise ProtocolFault(self.fault)
        return SyncReport(offline=self.offline)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def loop(engine: Engine, qapp: object) -> Iterator[SyncLoop]:
    tasks = Tasks(Lanes())
    made = SyncLoop(tasks, engine.sync, chance=lambda: 0.5, pace=PACE)
    yield made
    made.stop()
    engine.go.set()
    tasks.close()
    gone(made)
    gone(tasks)


def test_a_run_is_followed_by_one_a_minute_later(loop: SyncLoop, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loop.finished):
        loop.sync_now()
    assert loop.planned_ms == 60_000


def test_offline_the_pauses_grow_up_to_five_minutes(
    loop: SyncLoop, engine: Engine, qtbot: QtBot
) -> None:
    engine.offline = "offline"
    waits = []
    for _ in range(5):
        with qtbot.waitSignal(loop.finished):
            loop.sync_now()
        waits.append(loop.planned_ms // 1_000)
    assert waits == [60, 120, 240, 300, 300]


def test_the_network_back_ends_the_long_pauses(
    loop: SyncLoop, engine: Engine, qtbot: QtBot
) -> None:
    engine.offline = "offline"
    for _ in range(3):
        with qtbot.waitSignal(loop.finished):
            loop.sync_now()
    engine.offline = ""
    with qtbot.waitSignal(loop.finished):
        loop.sync_now()
    assert loop.planned_ms == 60_000


def test_work_is_sent_a_second_later(loop: SyncLoop, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loop.finished):
        loop.sync_now()
    loop.sync_soon()
    assert loop.planned_ms == 1_000


def test_work_done_offline_waits_for_the_next_try(
    loop: SyncLoop, engine: Engine, qtbot: QtBot
) -> None:
    engine.offline = "offline"
    with qtbot.waitSignal(loop.finished):
        loop.sync_now()
    loop.sync_soon()
    assert loop.planned_ms == 60_000


def test_work_done_during_a_run_is_sent_soon_after_it(
    loop: SyncLoop, engine: Engine, qtbot: QtBot
) -> None:
    engine.go.clear()
    loop.sync_now()
    qtbot.waitUntil(lambda: engine.runs == 1)
    loop.sync_soon()
    with qtbot.waitSignal(loop.finished):
        engine.go.set()
    assert loop.planned_ms == 1_000


def test_only_one_run_is_under_way_at_a_time(loop: SyncLoop, engine: Engine, qtbot: QtBot) -> None:
    engine.go.clear()
    loop.sync_now()
    qtbot.waitUntil(lambda: engine.runs == 1)
    loop.sync_now()
    loop.sync_now()
    with qtbot.waitSignal(loop.finished):
        engine.go.set()
    assert engine.runs == 1
    assert loop.planned_ms == 1_000, "what was asked for meanwhile is done soon"


def test_a_refusal_is_told_and_tried_again_later(
    loop: SyncLoop, engine: Engine, qtbot: QtBot
) -> None:
    engine.fault = "forked"
    with qtbot.waitSignal(loop.refused) as told:
        loop.sync_now()
    assert told.args[0].code == "forked"
    assert loop.planned_ms == 60_000


def test_a_stopped_loop_starts_nothing(loop: SyncLoop, engine: Engine) -> None:
    loop.stop()
    loop.sync_now()
    loop.sync_soon()
    assert (engine.runs, loop.planned_ms) == (0, -1)


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 54_000), (0.5, 60_000), (1.0, 66_000)])
def test_offices_do_not_come_all_at_once(chance: float, pause: int) -> None:
    assert PACE.pause_ms(0, chance) == pause

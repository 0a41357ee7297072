"""The best known time, and how far it can be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from common.clock import BestTime, SystemClock, to_millis

BEGAN = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)


class TwoClocks:
    """A wall clock that may be moved, and a monotonic one that may not."""

    def __init__(self) -> None:
        self.moved = timedelta(0)
        self.elapsed_s = 0.0

    def now(self) -> datetime:
        return BEGAN + self.moved + timedelta(seconds=self.elapsed_s)

    def monotonic_s(self) -> float:
        return self.elapsed_s


@pytest.fixture
def clock() -> TwoClocks:
    return TwoClocks()


def test_server_time_runs_on_by_the_monotonic_clock(clock: TwoClocks) -> None:
    best = BestTime(clock)
    assert best.server_age_s is None
    best.learn(to_millis(BEGAN + timedelta(hours=3)))
    clock.elapsed_s, clock.moved = 60, timedelta(days=400)
    assert best.now() == BEGAN + timedelta(hours=3, seconds=60)
    assert best.server_age_s == 60


@pytest.mark.parametrize(("days", "jumped"), [(0.9, False), (1.1, True), (-1.1, True)])
def test_a_clock_moved_by_more_than_a_day_is_noticed(
    clock: TwoClocks, days: float, jumped: bool
) -> None:
    best = BestTime(clock)
    clock.moved = timedelta(days=days)
    assert best.has_jumped is jumped


def test_time_that_passes_is_no_jump(clock: TwoClocks) -> None:
    best = BestTime(clock)
    clock.elapsed_s = 10 * 86_400
    assert not best.has_jumped


def test_with_server_time_the_pc_s_clock_does_not_matter(clock: TwoClocks) -> None:
    best = BestTime(clock)
    clock.moved = timedelta(days=30)
    best.learn(to_millis(BEGAN))
    assert not best.has_jumped


def test_a_clock_that_a_person_has_looked_at_is_believed(clock: TwoClocks) -> None:
    best = BestTime(clock)
    clock.moved = timedelta(days=30)
    best.believe_clock()
    assert not best.has_jumped
    clock.moved = timedelta(days=32)
    assert best.has_jumped


def test_the_system_s_clocks_go_forward() -> None:
    system = SystemClock()
    first, second = system.monotonic_s(), system.monotonic_s()
    assert first <= second
    assert system.now().tzinfo is UTC

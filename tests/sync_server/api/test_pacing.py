"""The bucket that slows down guessing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from common.errors import NotAllowed
from sync_server.api.pacing import ADDRESSES_MAX, Pace


class HandClock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_s, UTC)

    def monotonic_s(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def pace(clock: HandClock) -> Pace:
    return Pace(6, clock)


def spend(pace: Pace, address: str = "10.0.0.5") -> int:
    """How many requests pass at once."""
    for count in range(1_000):
        try:
            pace.take(address)
        except NotAllowed:
            return count
    raise AssertionError("no limit")


def test_a_minutes_worth_passes_at_once(pace: Pace) -> None:
    assert spend(pace) == 6


def test_it_fills_again_with_time(pace: Pace, clock: HandClock) -> None:
    spend(pace)
    clock.now_s += 20
    assert spend(pace) == 2
    clock.now_s += 600
    assert spend(pace) == 6


def test_the_wait_that_is_told_is_enough(pace: Pace, clock: HandClock) -> None:
    spend(pace)
    with pytest.raises(NotAllowed) as refusal:
        pace.take("10.0.0.5")
    clock.now_s += refusal.value.params["retry_after_s"]
    pace.take("10.0.0.5")


def test_addresses_do_not_spend_each_others(pace: Pace) -> None:
    spend(pace)
    assert spend(pace, "10.0.0.6") == 6


def test_the_memory_of_addresses_is_bounded(pace: Pace) -> None:
    for number in range(ADDRESSES_MAX + 5):
        pace.take(str(number))
    assert len(pace._buckets) == ADDRESSES_MAX

"""Where time comes from: handed in through the door, so that one seed replays one run.

Instants are aware UTC datetimes. Document dates are plain dates in Vietnam time, which is UTC+7
all year (domain §12.4).
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

_DAY_S = 86_400
_BOOT_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Where the system has one: there the plain monotonic clock stands still while a PC sleeps."""
VIETNAM = timezone(timedelta(hours=7), "UTC+7")


class Clock(Protocol):
    """A wall clock, which may be wrong, and a monotonic one, which only measures."""

    def now(self) -> datetime:
        """The wall clock's instant, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic() if _BOOT_CLOCK is None else time.clock_gettime(_BOOT_CLOCK)


def vietnam_date(instant: datetime) -> date:
    """The calendar day in Vietnam at an aware ``instant``."""
    return instant.astimezone(VIETNAM).date()


def to_millis(instant: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC, the form in which instants travel."""
    return round(instant.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """The aware UTC instant of :func:`to_millis`."""
    return datetime.fromtimestamp(millis / 1000, UTC)


class BestTime:
    """The best known time: the last server time plus monotonic time since (design §7).

    Until the server has answered in this run it is the PC's own clock, which may be wrong.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.monotonic_s(), clock.now()
        self._learnt: tuple[float, int] | None = None

    def learn(self, server_ms: int) -> None:
        """The server's clock just now."""
        self._learnt = self._clock.monotonic_s(), server_ms

    def believe_clock(self) -> None:
        """A person has looked at the calendar: the PC's clock is right as it is now."""
        self._began = self._clock.monotonic_s(), self._clock.now()

    @property
    def server_age_s(self) -> float | None:
        """Seconds since the server's clock was learnt in this run; ``None`` where it was not."""
        return None if self._learnt is None else self._clock.monotonic_s() - self._learnt[0]

    @property
    def has_jumped(self) -> bool:
        """Whether the PC's clock was moved by more than a day in this run, and nothing but that
        clock is known."""
        if self._learnt is not None:
            return False
        began_s, began = self._began
        by_wall_s = (self._clock.now() - began).total_seconds()
        return abs(by_wall_s - (self._clock.monotonic_s() - began_s)) > _DAY_S

    def now(self) -> datetime:
        """The best known instant, in UTC."""
        if self._learnt is None:
            return self._clock.now()
        learnt_s, server_ms = self._learnt
        elapsed_ms = round((self._clock.monotonic_s() - learnt_s) * 1000)
        return from_millis(server_ms + elapsed_ms)

"""Deadlines in working days, and whose deadline counts.

Monday to Friday are worked, less public holidays, plus the weekend days that the Government swaps
in each year. The calendar is data that the caller hands in; nothing is built in.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from common.errors import RuleViolation

DAYS_MAX = 3650
"""Ten years: a longer deadline is a slip of the keyboard."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date], swaps: Collection[date] = ()) -> bool:
    """Whether ``day`` is worked. ``swaps`` are weekend days worked in exchange for another day.

    A day in both lists is a holiday.
    """
    return day not in holidays and (day.weekday() < _SATURDAY or day in swaps)


def add_working_days(
    start: date, days: int, holidays: Collection[date], swaps: Collection[date] = ()
) -> date:
    """The last day of a time limit of ``days`` working days (0 to :data:`DAYS_MAX`).

    The day it starts on is not counted (Civil Code 2015 Đ.147). Zero means the same day, or the
    next working day when that one is not worked.

    Raises:
        RuleViolation: ``deadline_days_invalid``.
    """
    if not 0 <= days <= DAYS_MAX:
        raise RuleViolation("deadline_days_invalid", value=days, days_max=DAYS_MAX)
    off, worked = frozenset(holidays), frozenset(swaps)
    day, left = start, days
    while left > 0 or not is_working_day(day, off, worked):
        day += _ONE_DAY
        left -= is_working_day(day, off, worked)
    return day


def working_days_between(
    start: date, end: date, holidays: Collection[date], swaps: Collection[date] = ()
) -> int:
    """How many working days come after ``start`` up to and including ``end``.

    Below zero when ``end`` lies before ``start``: so many days overdue. The time taken depends on
    the calendar's length, not on the distance, so that a long list may ask for each row.
    """
    if end < start:
        return -working_days_between(end, start, holidays, swaps)
    off = frozenset(holidays)
    closed = sum(start < day <= end and day.weekday() < _SATURDAY for day in off)
    opened = sum(start < day <= end and day.weekday() >= _SATURDAY for day in set(swaps) - off)
    return _weekdays_until(end) - _weekdays_until(start) - closed + opened


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, to ``day``."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def due_date(
    *,
    received: date,
    leaders: date | None,
    documents_own: date | None,
    default_days: int | None,
    holidays: Collection[date],
    swaps: Collection[date] = (),
) -> date | None:
    """The day by which an incoming document is to be dealt with; None where nobody set one.

    The leader's deadline, else the document's own "hạn trả lời", else the office's default for its
    type or urgency, in working days after it was received; the law has none.

    Raises:
        RuleViolation: ``deadline_days_invalid``, from the default.
    """
    if leaders is not None:
        return leaders
    if documents_own is not None:
        return documents_own
    if default_days is None:
        return None
    return add_working_days(received, default_days, holidays, swaps)

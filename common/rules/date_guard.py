"""The guard of dates: in a register a later number carries no earlier date (NĐ 30/2020 Đ.15(1)).

A date before that of the number before it is refused. What the clock may be wrong about is asked:
the clerk looks at the calendar and says so again (``confirmed``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_lowercase

from common.errors import RuleViolation
from common.rules.numbering import LastNumber

DAYS_AHEAD_MAX = 1
DAYS_WITHOUT_SERVER_MAX = 30
CONFIRMABLE = frozenset({"date_ahead", "new_year_unconfirmed", "clock_jumped"})
"""Codes of what a clerk may pass by confirming the date."""


@dataclass(frozen=True)
class KnownDay:
    """Today in Vietnam as well as this PC knows it.

    ``server_days_ago``: how old the last server time is, ``None`` where there is none that could
    be believed; ``jumped``: the PC's own clock was moved by more than a day and no server time has
    come since.
    """

    day: date
    server_days_ago: int | None = 0
    jumped: bool = False


def check_date(
    dated: date, *, last: LastNumber, today: KnownDay, confirmed: bool, field: str = "issued_date"
) -> None:
    """The guard of the next number: not before the number before it, not more than a day ahead.

    A year's first number without server time in the last 30 days is always confirmed (design §7).

    Raises:
        RuleViolation: ``date_before_last_number``, which nobody passes; one of
            :data:`CONFIRMABLE` unless ``confirmed``.
    """
    if last.dated is not None and dated < last.dated:
        raise RuleViolation(
            "date_before_last_number",
            field=field,
            dated=dated.isoformat(),
            last_number=last.number,
            last_date=last.dated.isoformat(),
        )
    if not confirmed:
        _ask(dated, begins_year=last.begins_year, today=today, field=field)


def check_between(
    dated: date,
    *,
    before: date | None,
    after: date | None,
    today: KnownDay,
    confirmed: bool,
    field: str = "issued_date",
) -> None:
    """The guard of a number inside the run: between the nearest dates before and after it.

    Raises:
        RuleViolation: ``date_not_between``, which nobody passes; one of :data:`CONFIRMABLE` unless
            ``confirmed``.
    """
    if (before and dated < before) or (after and dated > after):
        raise RuleViolation(
            "date_not_between",
            field=field,
            dated=dated.isoformat(),
            earliest=before.isoformat() if before else "…",
            latest=after.isoformat() if after else "…",
        )
    if not confirmed:
        _ask(dated, begins_year=False, today=today, field=field)


def _ask(dated: date, *, begins_year: bool, today: KnownDay, field: str) -> None:
    days = today.server_days_ago
    told = {"dated": dated.isoformat(), "today": today.day.isoformat()}
    if dated > today.day + timedelta(days=DAYS_AHEAD_MAX):
        raise RuleViolation("date_ahead", field=field, **told)
    if today.jumped:
        raise RuleViolation("clock_jumped", field=field, **told)
    if begins_year and (days is None or not 0 <= days <= DAYS_WITHOUT_SERVER_MAX):
        raise RuleViolation("new_year_unconfirmed", field=field, year=dated.year, **told)


def date_inside(*, before: date | None, after: date | None, today: date) -> date:
    """The date of a number inside the run where nobody states one: today, else the nearest."""
    latest = min(today, after) if after else today
    return max(latest, before) if before else latest


def day_of_entry(arrived: date, *, year: int, last: LastNumber, today: date) -> date:
    """The day that the ledger shows for an arrival numbered after it came.

    Its day of arrival where the run allows it, else the day of entry, at latest the last one of
    the book's year; the register shows the arrival's own date and time in either case.
    """
    if arrived.year == year and (last.dated is None or arrived >= last.dated):
        return arrived
    return min(today, date(year, 12, 31))


def next_suffix(taken: Collection[str]) -> str:
    """The next free letter behind a number: ``a`` to ``z``.

    Raises:
        RuleViolation: ``suffixes_used_up``.
    """
    for letter in ascii_lowercase:
        if letter not in taken and not any(one > letter for one in taken):
            return letter
    raise RuleViolation("suffixes_used_up", field="after")

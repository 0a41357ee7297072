"""Deadlines in working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from common.rules.deadlines import (
    DAYS_MAX,
    add_working_days,
    due_date,
    is_working_day,
    working_days_between,
)

days = st.dates(date(2026, 4, 1), date(2026, 5, 31))
calendars = st.frozensets(days, max_size=40)
FRIDAY = date(2026, 4, 24)
HOLIDAYS = [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)]
SWAPS = [date(2026, 5, 9)]


def counted(start: date, end: date, holidays: frozenset[date], swaps: frozenset[date]) -> int:
    """Working days after ``start`` to ``end``, one by one."""
    span = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(step), holidays, swaps) for step in span)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (FRIDAY, True),
        (date(2026, 4, 25), False),
        (date(2026, 4, 26), False),
        (date(2026, 4, 30), False),
        (date(2026, 5, 9), True),
    ],
)
def test_weekends_and_holidays_are_off_and_swapped_days_are_worked(day: date, works: bool) -> None:
    assert is_working_day(day, HOLIDAYS, SWAPS) is works


def test_a_day_in_both_lists_is_a_holiday() -> None:
    assert not is_working_day(SWAPS[0], SWAPS, SWAPS)


@pytest.mark.parametrize(
    ("count", "end"),
    [
        (0, FRIDAY),
        (1, date(2026, 4, 28)),
        (2, date(2026, 4, 29)),
        (3, date(2026, 5, 4)),
        (8, date(2026, 5, 9)),
        (9, date(2026, 5, 11)),
    ],
)
def test_a_time_limit_skips_what_is_not_worked(count: int, end: date) -> None:
    assert add_working_days(FRIDAY, count, HOLIDAYS, SWAPS) == end


def test_no_days_from_a_day_off_is_the_next_working_day() -> None:
    assert add_working_days(date(2026, 4, 25), 0, HOLIDAYS) == date(2026, 4, 28)


@pytest.mark.parametrize("count", [-1, DAYS_MAX + 1])
def test_an_impossible_time_limit_is_refused(count: int) -> None:
    with pytest.raises(RuleViolation, match="deadline_days_invalid"):
        add_working_days(FRIDAY, count, [])


@given(days, st.integers(1, 60), calendars, calendars)
def test_counting_undoes_adding(
    start: date, count: int, holidays: frozenset[date], swaps: frozenset[date]
) -> None:
    end = add_working_days(start, count, holidays, swaps)
    assert working_days_between(start, end, holidays, swaps) == count
    assert is_working_day(end, holidays, swaps)


def test_the_day_that_counting_starts_on_is_not_counted() -> None:
    assert working_days_between(SWAPS[0], date(2026, 5, 11), HOLIDAYS, SWAPS) == 1
    assert working_days_between(HOLIDAYS[1], date(2026, 5, 4), HOLIDAYS, SWAPS) == 1


@given(days, days, calendars, calendars)
def test_the_count_is_that_of_going_day_by_day(
    one: date, other: date, holidays: frozenset[date], swaps: frozenset[date]
) -> None:
    start, end = sorted((one, other))
    count = counted(start, end, holidays, swaps)
    assert working_days_between(start, end, holidays, swaps) == count
    assert working_days_between(end, start, holidays, swaps) == -count


@given(days, st.integers(0, 40), st.integers(1, 40), calendars)
def test_two_time_limits_in_a_row_are_their_sum(
    start: date, first: int, second: int, holidays: frozenset[date]
) -> None:
    halfway = add_working_days(start, first, holidays)
    if first == 0:
        start = halfway
    whole = add_working_days(start, first + second, holidays)
    assert add_working_days(halfway, second, holidays) == whole


LEADERS, OWN = date(2026, 5, 20), date(2026, 5, 15)


@pytest.mark.parametrize(
    ("leaders", "own", "default", "due"),
    [
        (LEADERS, OWN, 2, LEADERS),
        (None, OWN, 2, OWN),
        (None, None, 2, date(2026, 4, 29)),
        (None, None, None, None),
    ],
)
def test_the_leaders_deadline_counts_then_the_documents_then_the_default(
    leaders: date | None, own: date | None, default: int | None, due: date | None
) -> None:
    assert due == due_date(
        received=FRIDAY,
        leaders=leaders,
        documents_own=own,
        default_days=default,
        holidays=HOLIDAYS,
        swaps=SWAPS,
    )

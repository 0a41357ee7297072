"""The guard of dates, for the next number and inside the run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from common.rules.date_guard import (
    KnownDay,
    check_between,
    check_date,
    date_inside,
    day_of_entry,
    next_suffix,
)
from common.rules.numbering import LastNumber

TODAY = date(2026, 9, 14)
DAYS = st.integers(-400, 400).map(lambda offset: TODAY + timedelta(offset))


def passes(dated: date, **more: object) -> bool:
    asked = {"last": LastNumber(5, None), "today": KnownDay(TODAY), "confirmed": False}
    try:
        check_date(dated, **{**asked, **more})
    except RuleViolation:
        return False
    return True


@given(DAYS, DAYS, st.booleans())
def test_a_date_passes_only_between_its_predecessor_and_tomorrow(
    dated: date, last: date, confirmed: bool
) -> None:
    may_pass = dated >= last and (dated <= TODAY + timedelta(1) or confirmed)
    assert passes(dated, last=LastNumber(5, last), confirmed=confirmed) is may_pass


@given(DAYS, DAYS, DAYS, st.booleans())
def test_inside_the_run_a_date_passes_only_between_its_neighbours(
    dated: date, one: date, other: date, confirmed: bool
) -> None:
    before, after = sorted((one, other))
    may_pass = before <= dated <= after and (dated <= TODAY + timedelta(1) or confirmed)
    try:
        check_between(dated, before=before, after=after, today=KnownDay(TODAY), confirmed=confirmed)
        assert may_pass
    except RuleViolation:
        assert not may_pass


@given(DAYS, DAYS)
def test_a_date_that_nobody_states_fits_between_the_neighbours(one: date, other: date) -> None:
    before, after = sorted((one, other))
    assert before <= date_inside(before=before, after=after, today=TODAY) <= after


@pytest.mark.parametrize(
    ("days_ago", "asks"), [(0, False), (30, False), (31, True), (-1, True), (None, True)]
)
def test_a_year_s_first_number_without_server_time_for_30_days_asks(
    days_ago: int | None, asks: bool
) -> None:
    today = KnownDay(TODAY, days_ago)
    assert passes(TODAY, last=LastNumber(0, None), today=today) is not asks
    assert passes(TODAY, last=LastNumber(0, None), today=today, confirmed=True)


def test_later_numbers_of_a_year_do_not_ask() -> None:
    assert passes(TODAY, last=LastNumber(1, TODAY), today=KnownDay(TODAY, None))


def test_a_clock_that_jumped_asks() -> None:
    jumped = KnownDay(TODAY, jumped=True)
    assert not passes(TODAY, today=jumped)
    assert passes(TODAY, today=jumped, confirmed=True)


@given(DAYS, st.none() | DAYS)
def test_the_day_of_entry_never_leaves_the_book_s_year(arrived: date, last: date | None) -> None:
    day = day_of_entry(arrived, year=2026, last=LastNumber(5, last), today=TODAY)
    assert day.year == 2026
    assert day == arrived or (last and arrived < last) or arrived.year != 2026


def test_an_arrival_of_last_year_is_booked_on_that_year_s_last_day() -> None:
    last = LastNumber(5, date(2025, 12, 31))
    day = day_of_entry(date(2025, 12, 30), year=2025, last=last, today=TODAY)
    assert day == date(2025, 12, 31)


def test_letters_follow_each_other_and_end_with_z() -> None:
    taken: list[str] = []
    for _ in range(26):
        taken.append(next_suffix(taken))
    assert "".join(taken) == "abcdefghijklmnopqrstuvwxyz"
    with pytest.raises(RuleViolation, match="suffixes_used_up"):
        next_suffix(taken)

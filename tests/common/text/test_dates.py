"""Dates as people write them."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from common.text.dates import (
    YEAR_MAX,
    YEAR_MIN,
    format_date,
    long_date,
    parse_date,
    place_and_date,
)

days = st.dates(date(YEAR_MIN, 1, 1), date(YEAR_MAX, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "08/10/2013", "8/10/2013", "08-10-2013", "08.10.2013", "08.10.13", " 8 / 10 / 2013 ",
        "2013-10-08", "2013/10/08", "ngày 08 tháng 10 năm 2013", "Ngày 8 tháng 10 năm 2013",
        "8 tháng 10 năm 2013", "ngày 8/10/2013", "ngay 8 thang 10 nam 2013",
        unicodedata.normalize("NFD", "ngày 08 tháng 10 năm 2013"),
    ],
)  # fmt: skip
def test_the_ways_of_writing_a_date_are_read(typed: str) -> None:
    assert parse_date(typed) == date(2013, 10, 8)


@pytest.mark.parametrize(
    "typed",
    [
        "", "hôm nay", "31/02/2013", "10/31/2013", "08/10", "08/10/213", "08/10/0213", "08/10/3013",
        "08/10-2013", "2013-10", "08/10/2013 và 09/10/2013", "0/1/2013",
        "31/12/1899", "01/01/2200", "٠٨/١٠/٢٠١٣",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_text(typed: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        parse_date(typed)
    assert (refused.value.code, refused.value.params) == ("date_invalid", {"value": typed})


def test_the_day_comes_before_the_month() -> None:
    assert parse_date("03/04/2013") == date(2013, 4, 3)


@pytest.mark.parametrize(("typed", "year"), [("1/1/44", 2044), ("1/1/45", 1945), ("1/1/00", 2000)])
def test_two_digit_years_reach_from_1945_to_2044(typed: str, year: int) -> None:
    assert parse_date(typed).year == year


@pytest.mark.parametrize("typed", ["01/01/1900", "31/12/2199"])
def test_years_reach_from_1900_to_2199(typed: str) -> None:
    assert format_date(parse_date(typed)) == typed


@given(days)
def test_what_is_written_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(long_date(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789/-. "), max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(RuleViolation):
        assert YEAR_MIN <= parse_date(text).year <= YEAR_MAX


@given(days)
def test_the_short_form_has_ten_characters(day: date) -> None:
    assert len(format_date(day)) == 10


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2013, 10, 8), "ngày 08 tháng 10 năm 2013"),
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020"),
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
    ],
)
def test_only_days_below_ten_and_the_first_two_months_take_a_zero(day: date, written: str) -> None:
    assert long_date(day) == written


def test_the_place_stands_before_the_date() -> None:
    line = place_and_date("Hải Dương", date(2013, 10, 8))
    assert line == "Hải Dương, ngày 08 tháng 10 năm 2013"

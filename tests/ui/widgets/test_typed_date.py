"""Short forms of a date mean what a clerk means by them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from desktop.ui.widgets.typed_date import typed_date

TODAY = date(2026, 10, 8)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hôm nay", TODAY),
        ("Hôm Qua", date(2026, 10, 7)),
        ("8/10", TODAY),
        ("0810", TODAY),
        ("8 10", TODAY),
        ("08102013", date(2013, 10, 8)),
        ("081013", date(2013, 10, 8)),
        ("08.10.2013", date(2013, 10, 8)),
        ("2013-10-08", date(2013, 10, 8)),
        ("ngày 08 tháng 10 năm 2013", date(2013, 10, 8)),
    ],
)
def test_a_typed_date_is_read(typed: str, meant: date) -> None:
    assert typed_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "8", "10/31", "31022026", "12/2026/10", "mai kia", "1234567"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation, match="date_invalid"):
        typed_date(typed, TODAY)


@given(st.dates(date(1950, 1, 1), date(2040, 12, 31)))
def test_eight_digits_are_day_month_and_year(day: date) -> None:
    assert typed_date(day.strftime("%d%m%Y"), TODAY) == day

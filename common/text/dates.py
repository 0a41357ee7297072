"""Document dates as people write them: «08/10/2013», «ngày 08 tháng 10 năm 2013».

Stored dates are ISO; the day always comes before the month when people write, never the other way.
Locale functions of the system are not asked: they differ from PC to PC.
"""

from __future__ import annotations

import re
from datetime import date

from common.errors import RuleViolation
from common.text.fold import fold

YEAR_MIN = 1900
YEAR_MAX = 2199
"""Years outside are slips of the keyboard (0213 for 2013)."""

_TWO_DIGIT_YEAR_PIVOT = 45
"""Two-digit years mean 1945–2044: the Republic's papers begin in 1945."""

_DAY_FIRST = re.compile(r"(?:ngay )?([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
_LONG = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})")


def parse_date(text: str) -> date:
    """The date that ``text`` writes.

    ``08/10/2013``, ``8/10/2013``, ``08-10-2013``, ``08.10.13``, ``ngày 08 tháng 10 năm 2013`` (with
    or without "ngày", marks and capitals), ISO ``2013-10-08`` and the exchange's ``2013/10/08``.

    Raises:
        RuleViolation: ``date_invalid`` (``value`` is the text).
    """
    parts = _year_month_day(fold(text))
    if parts is None or not YEAR_MIN <= parts[0] <= YEAR_MAX:
        raise RuleViolation("date_invalid", value=text)
    try:
        return date(*parts)
    except ValueError:
        raise RuleViolation("date_invalid", value=text) from None


def _year_month_day(folded: str) -> tuple[int, int, int] | None:
    if found := _DAY_FIRST.fullmatch(folded):
        return _full_year(found[4]), int(found[3]), int(found[1])
    if found := _YEAR_FIRST.fullmatch(folded):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _LONG.fullmatch(folded):
        return int(found[3]), int(found[2]), int(found[1])
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= _TWO_DIGIT_YEAR_PIVOT else 2000)


def format_date(day: date) -> str:
    """``dd/mm/yyyy``, 10 characters."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def long_date(day: date) -> str:
    """``ngày 08 tháng 10 năm 2013``: as printed on documents (NĐ 30/2020 PL I.II.4.b).

    Days below 10 and the months 1 and 2 take a leading zero, the months 3 to 9 do not.
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def place_and_date(place: str, day: date) -> str:
    """``Hải Dương, ngày 08 tháng 10 năm 2013``."""
    return f"{place}, {long_date(day)}"

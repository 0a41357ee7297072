"""Dates as a clerk types them in a hurry: «8/10», «0810», «08102026», «hôm nay».

What is written in full is read by :mod:`common.text.dates`, as everywhere; the short forms need to
know today, and belong to typing alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from common.text.dates import parse_date
from common.text.fold import fold

_WORDS = {"hom nay": 0, "hn": 0, "hom qua": -1, "hq": -1, "ngay mai": 1}
_DAY_MONTH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})|([0-9]{2})([0-9]{2})")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")


def typed_date(text: str, today: date) -> date:
    """The date meant by ``text`` on the day ``today``; without a year it is this year's.

    Raises:
        RuleViolation: ``date_invalid``, as :func:`common.text.dates.parse_date`.
    """
    folded = fold(text).strip()
    if folded in _WORDS:
        return today + timedelta(days=_WORDS[folded])
    if found := _DAY_MONTH.fullmatch(folded):
        day, month = found[1] or found[3], found[2] or found[4]
        return parse_date(f"{day}/{month}/{today.year}")
    if found := _DIGITS.fullmatch(folded):
        return parse_date(f"{found[1]}/{found[2]}/{found[3]}")
    return parse_date(text)


class TypedDates:
    """Reads typed dates by the day of ``today()``: what a ``DateEdit`` is given as its parser."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def __call__(self, text: str) -> date:
        """As :func:`typed_date`."""
        return typed_date(text, self._today())

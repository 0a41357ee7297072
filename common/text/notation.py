"""Reading and writing the number and notation of documents: «2257/QĐ-UBND», «399-QĐ/TW».

Both sides split and join a code the same way, so that what was typed, pasted or received is
compared, sorted and printed alike (NĐ 30/2020 PL I.II.3). Nothing here folds or upper-cases:
``QyĐ`` is not ``QĐ`` and ``HD`` is not ``HĐ``.

Three forms, told apart by what follows the number::

    2257/QĐ-UBND      number "2257"              notation "QĐ-UBND"    administrative
    11/2015/QĐ-UBND   number "11"    year 2015   notation "QĐ-UBND"    legal (VBQPPL)
    399-QĐ/TW         number "399"               notation "-QĐ/TW"     Party: the hyphen is kept
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.errors import RuleViolation
from common.text.fold import clean_line, fold

_DASHES_AND_SLASHES = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"),
        **dict.fromkeys("\u2044\u2215\uff0f", "/"),
        **dict.fromkeys("ÐƉ", "Đ"),
    }
)
_LABEL = r"s[ốo](?:\W*(?:và\s+)?k[ýí]\s+hiệu|\s+hiệu)?(?![^\W\d_])\s*[:.]?\s*"
_LEAD = re.compile(rf"(?:{_LABEL}|[.…_]*(/)[-/.…_]*)+", re.IGNORECASE)
_NO_NUMBER = frozenset({"", "khong", "khong so", "khong co so", "k/so", "ko so"})
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = r"[0-9]+(?:\.[0-9]{3})*(?:[a-zđ]{1,3}|[A-ZĐ])?(?:-[0-9]+[a-zđ]?)?"
_CODE = re.compile(rf"({_NUMBER})(?:(-[^\W\d_].*)|/[-/]*(.*))?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:/[-/]*(.*))?")

_MIXED_CASE = frozenset({"QyĐ", "CTr", "TTr", "TrS", "TTg"})
_MIXED_CASE_LOST = frozenset(token.upper() for token in _MIXED_CASE)
_MARK_LOST = frozenset({"QD", "ND", "CD", "QyD", "QYD"})


@dataclass(frozen=True)
class Notation:
    """A document's number as printed (``""`` for none), its year (legal documents) and notation."""

    number: str
    year: int | None
    notation: str

    @property
    def code_number(self) -> str:
        """What the field CodeNumber holds."""
        return self.number

    @property
    def code_notation(self) -> str:
        """What the field CodeNotation holds: all after the number, so with the year."""
        return "/".join(part for part in (_year_text(self.year), self.notation) if part)


def _year_text(year: int | None) -> str:
    return "" if year is None else str(year)


def parse_notation(text: str) -> Notation:
    """Number, year and notation of what was typed, pasted or received. Never raises.

    Accepts the forms above with "Số:" before them, spaces round ``/`` and ``-``, long dashes, Eth
    for Đ, and a number left blank (``…/QĐ-UBND``); "không số" gives an empty notation. What is none
    of them comes back whole in ``notation`` with number ``""``: nothing typed is lost.
    """
    typed = clean_line(text)
    body, number_is_blank = _without_lead(_tidied(typed))
    if fold(typed) in _NO_NUMBER or fold(body) in _NO_NUMBER:
        return Notation("", None, "")
    dated = _YEAR.fullmatch(body) if number_is_blank else None
    if dated and dated[2] and _LETTER.search(dated[2]):
        return Notation("", int(dated[1]), dated[2])
    return _parsed_code(body) or Notation("", None, body if number_is_blank else typed)


def _tidied(text: str) -> str:
    """One kind of dash, slash and Đ, and no spaces round dash and slash."""
    return re.sub(r"\s*([-/])\s*", r"\1", text.translate(_DASHES_AND_SLASHES)).strip()


def _without_lead(text: str) -> tuple[str, bool]:
    """``text`` without "Số:" and dots for a number to come; whether there was such a blank."""
    lead = _LEAD.match(text)
    if lead is None:
        return text, False
    return text[lead.end() :], lead[1] is not None


def _parsed_code(body: str) -> Notation | None:
    found = _CODE.fullmatch(body)
    if found is None:
        return None
    number, party, rest = found[1], found[2], found[3] or ""
    if party:
        return Notation(number, None, party)
    dated = _YEAR.fullmatch(rest)
    year, notation = (int(dated[1]), dated[2] or "") if dated else (None, rest)
    if notation and not _LETTER.search(notation):
        return None
    return Notation(number, year, notation)


def format_notation(notation: Notation) -> str:
    """The code as it is printed after "Số: ": ``11/2015/QĐ-UBND``; ``""`` for "không số"."""
    return join_code(notation.code_number, notation.code_notation)


def join_code(code_number: str, code_notation: str) -> str:
    """The printed code of the two stored fields CodeNumber and CodeNotation."""
    if not code_number:
        dated = _YEAR.fullmatch(code_notation)
        has_year = dated and dated[2] and _LETTER.search(dated[2])
        return f"/{code_notation}" if has_year else code_notation
    if not code_notation or code_notation.startswith("-"):
        return code_number + code_notation
    return f"{code_number}/{code_notation}"


def of_year(code_notation: str, year: int) -> str:
    """The notation of a document issued in ``year``: a legal document's carries the year in which
    it is issued (NĐ 30/2020 Đ.15(1)a), whenever it was drafted; any other comes back as it is."""
    dated = _YEAR.fullmatch(code_notation)
    if dated and dated[2] and _LETTER.search(dated[2]):
        return f"{year}/{dated[2]}"
    return code_notation


def compose_notation(
    *, type_abbreviation: str, organ: str, unit: str, is_legal: bool, year: int | None
) -> str:
    """All that follows ``NUMBER/`` on an outgoing document (NĐ 30/2020 PL I.II.3).

    ``QĐ-UBND``; with the year for a legal document, ``2015/QĐ-UBND``. A công văn has no
    ``type_abbreviation``: ``UBND-VX``, where ``unit`` is the drafting unit or the field; without
    one only the organ is left, of which :func:`notation_warnings` warns.

    Raises:
        RuleViolation: ``notation_organ_missing``; for a legal document ``notation_type_missing``
            or ``notation_year_missing``.
    """
    kind, drafted_by = _tidied(clean_line(type_abbreviation)), _tidied(clean_line(unit))
    body = _tidied(clean_line(organ))
    if not body:
        raise RuleViolation("notation_organ_missing", field="code_notation")
    if not is_legal:
        parts = (kind, body) if kind else (body, drafted_by)
        return "-".join(part for part in parts if part)
    if not kind:
        raise RuleViolation("notation_type_missing", field="code_notation")
    if year is None:
        raise RuleViolation("notation_year_missing", field="code_notation")
    return f"{year}/{kind}-{body}"


def format_number(number: int, suffix: str = "") -> str:
    """``number`` as printed: a leading zero below 10, no thousands separator, then the suffix.

    Raises:
        RuleViolation: ``number_invalid`` below 1 (NĐ 30/2020 Đ.15: numbers start from 01).
    """
    if number < 1:
        raise RuleViolation("number_invalid", field="code_number", number=number)
    return f"{number:02}{suffix}"


def notation_warnings(notation: Notation | str, *, outgoing: bool) -> list[str]:
    """Codes of what an office should not write itself: hints, never a refusal.

    ``notation`` is parsed, or text with or without a number. What others wrote is taken as it is:
    for an incoming document the list is empty.

    ``cong_van_with_type`` (45/CV-UBND), ``notation_without_unit`` (12/UBND), ``notation_mark_lost``
    (QD for QĐ), ``notation_letter_case`` (qđ, TTR for TTr), ``notation_with_space``.
    """
    if not outgoing:
        return []
    code = parse_notation(notation) if isinstance(notation, str) else notation
    tokens = [token for token in re.split(r"[-/\s]+", code.notation) if token]
    checks = {
        "cong_van_with_type": tokens[:1] == ["CV"] and not code.notation.startswith("-"),
        "notation_without_unit": len(tokens) == 1 and code.year is None,
        "notation_mark_lost": not _MARK_LOST.isdisjoint(tokens[:1]),
        "notation_letter_case": any(map(_is_oddly_cased, tokens)),
        "notation_with_space": " " in code.notation,
    }
    return [warning for warning, holds in checks.items() if holds]


def _is_oddly_cased(token: str) -> bool:
    if token in _MIXED_CASE:
        return False
    return token in _MIXED_CASE_LOST or token != token.upper()

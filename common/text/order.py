"""Sort keys by the Vietnamese alphabet, for names of people, and for numbers of documents.

Byte order puts Đạt after Ơn, and databases differ in which collations they were built with; one key
made here sorts equally on the PC, on the server and in Python (CLDR ``vi``).

A key is bytes, compared byte by byte, with three levels: letters (a ă â b c d đ …), then tones
(ngang, huyền, hỏi, ngã, sắc, nặng), then case. Texts that differ only in white space, invisible
characters or the form of Unicode have equal keys; all others differ.
"""

from __future__ import annotations

import re
import unicodedata

from common.text.fold import VIETNAMESE_VOWELS, clean_line

_END_OF_PART = b"\x00"
_END_OF_LEVEL = b"\x01"
_PLAIN = b"\x02"
_UPPER = b"\x03"
_OTHER_SIGN = b"\x03"  # then the code point: signs that have no place of their own below
_SIGNS = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_DIGITS = "0123456789"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_OTHER_LETTER = b"\xfe"
_OTHER_MARK = b"\x08"
_TONES = "\u0300\u0309\u0303\u0301\u0323"

_PRIMARY = {sign: bytes([4 + place]) for place, sign in enumerate(_SIGNS + _DIGITS + _LETTERS)}
_PRIMARY[" "] = b"\x02"
_SECONDARY = {tone: bytes([3 + place]) for place, tone in enumerate(_TONES)}

Weights = tuple[bytes, bytes, bytes]
"""What one character adds to the letters', the tones' and the case level."""

_NUMBER = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?![0-9])(.*)", re.DOTALL)
_DIGITS_MAX = 18
"""Longer runs of digits are text: they do not fit the 64 bits of a database's integer."""


def _code_point(character: str) -> bytes:
    return ord(character).to_bytes(3, "big")


def _base_weights(character: str) -> Weights:
    """A character without marks; a place after z for letters that the alphabet lacks."""
    lower = character.lower()
    if lower in _PRIMARY:
        return _PRIMARY[lower], _PLAIN, _PLAIN if lower == character else _UPPER
    if unicodedata.category(character)[0] in "LMN":
        return _OTHER_LETTER + _code_point(character), _PLAIN, _PLAIN
    return _OTHER_SIGN + _code_point(character), _PLAIN, _PLAIN


def _mark_weight(mark: str) -> bytes:
    return _SECONDARY.get(mark) or _OTHER_MARK + _code_point(mark)


class _WeightTable(dict[str, Weights]):
    """Weights of the Vietnamese letters and ASCII; those of other characters are worked out."""

    def __missing__(self, character: str) -> Weights:
        if unicodedata.combining(character):
            return b"", _mark_weight(character), b""
        parts = unicodedata.normalize("NFD", character)
        letter, tone, case = _base_weights(parts[0])
        return letter, tone + b"".join(map(_mark_weight, parts[1:])), case


def _vietnamese_weights() -> _WeightTable:
    table = _WeightTable((sign, _base_weights(sign)) for sign in _PRIMARY)
    for vowel_and_toned in VIETNAMESE_VOWELS.split():
        vowel = _PRIMARY[vowel_and_toned[0]]
        for tone, toned in zip(_TONES, vowel_and_toned[1:], strict=True):
            table[toned] = vowel, _PLAIN + _SECONDARY[tone], _PLAIN
    for lower, (primary, secondary, _) in list(table.items()):
        table.setdefault(lower.upper(), (primary, secondary, _UPPER))
    return table


_WEIGHTS = _vietnamese_weights()


def sort_key(text: str) -> bytes:
    """The key of ``text`` by the Vietnamese alphabet (CLDR ``vi``; digits are not read as numbers).

    Signs come before digits, digits before letters, and what the alphabet lacks (Greek, Han) last.
    """
    weights = [_WEIGHTS[character] for character in clean_line(text)]
    return _END_OF_LEVEL.join(b"".join(weight[level] for weight in weights) for level in range(3))


def name_key(full_name: str) -> bytes:
    """The key of a person's name: given name (the last word), family name, then what is between."""
    words = clean_line(full_name).split()
    parts = (words[-1:], words[:1] if len(words) > 1 else [], words[1:-1])
    return b"".join(sort_key(" ".join(part)) + _END_OF_PART for part in parts)


def number_key(code_number: str) -> tuple[int, int, bytes]:
    """The key of a document's number: 9 < 10 < 125 < 125a < 126; text without a number comes last.

    The parts are (0, integer, key of the suffix), or (1, 0, key of the whole text). ``05`` and
    ``5`` are equal, and so are ``1.245`` and ``1245`` (neither belongs into a number, both occur).
    """
    text = clean_line(code_number)
    found = _NUMBER.match(text)
    if found:
        digits = found[1].replace(".", "")
        if len(digits) <= _DIGITS_MAX:
            return 0, int(digits), sort_key(found[2])
    return 1, 0, sort_key(text)

"""Cleaning, search keys and words of Vietnamese text.

SQLite folds ASCII only, and no database knows đ or the two ways of placing a tone mark, so both
sides fold here, before anything is stored, indexed or compared.
"""

from __future__ import annotations

import re
import unicodedata

VIETNAMESE_VOWELS = (
    "aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ"
)
"""The vowels, each followed by its tones in alphabetical order: huyền, hỏi, ngã, sắc, nặng."""

_VOWELS = VIETNAMESE_VOWELS.replace(" ", "")
_ETHS = "ÐƉðɖ"
_D_OF_ETH = str.maketrans(_ETHS, "ĐĐđđ")
_LETTER = f"[A-Za-zĐđ{_ETHS}{_VOWELS}{_VOWELS.upper()}]"
_ETH = re.compile(f"(?<={_LETTER})[{_ETHS}]|[{_ETHS}](?={_LETTER})")

_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad"  # controls, soft hyphen
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"  # zero width, directions, byte order mark
)
_SURROGATE = re.compile("[\ud800-\udfff]")

_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # U+034F joins nothing visible, marks nothing
_ANY_MARK = re.compile(f"[\u0300-\u034e\u0350-\u036fĐđ{_ETHS}]")

_OLD_TONE = re.compile("[òỏõóọ][ae]|[ùủũúụ]y")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


def nfc(text: str) -> str:
    """``text`` in NFC, with the look-alikes of Đ (U+00D0, U+0189) made Đ beside a Latin letter.

    cp1258 text read as cp1252 turns every Đ into Eth. An Eth that stands alone is left: it may
    be meant.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or not any(eth in text for eth in _ETHS):
        return text
    return _ETH.sub(lambda match: match[0].translate(_D_OF_ETH), text)


def _without_invisible(text: str) -> str:
    """No control, zero-width or direction character, no half of a surrogate pair.

    They come with text copied from PDF and Word; PostgreSQL refuses NUL, UTF-8 refuses surrogates,
    and a direction mark can make a file name read as another one.
    """
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))


def clean_line(text: str) -> str:
    """``text`` for a one-line field: NFC, nothing invisible, white space collapsed and stripped."""
    return " ".join(nfc(_without_invisible(text)).split())


def clean_text(text: str) -> str:
    """``text`` for a field of several lines: NFC, nothing invisible, every line end ``\\n``.

    Windows and other systems end lines differently; two people's equal text must be equal.
    """
    lines = nfc(_without_invisible(_BREAK.sub("\n", text))).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def fold(text: str) -> str:
    """The search key of ``text``: no marks, đ as d, no case, spaces collapsed. Idempotent.

    The tone-placement variants are equal here by themselves, since tones are dropped.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    if not folded.isascii():
        folded = _MARKS.sub("", unicodedata.normalize("NFD", folded))
        folded = folded.replace("đ", "d").replace("ð", "d").replace("ɖ", "d")
    return " ".join(folded.split())


def exact(text: str) -> str:
    """The key for matching *with* marks: NFC, no case, tones as in hoà, khoẻ, thuỷ. Idempotent.

    Only for comparing: people keep the placement that they typed.
    """
    lowered = nfc(unicodedata.normalize("NFC", text).casefold())
    return " ".join(_OLD_TONE.sub(_new_tone, lowered).split())


def _new_tone(match: re.Match[str]) -> str:
    """The tone moved from the first vowel of oa, oe, uy to the second."""
    first = unicodedata.normalize("NFD", match[0][0])
    return first[0] + unicodedata.normalize("NFC", match[0][1] + first[1])


def has_marks(word: str) -> bool:
    """Whether ``word`` was typed with any mark (a tone, a hat, a horn) or with đ."""
    return not word.isascii() and bool(_ANY_MARK.search(unicodedata.normalize("NFD", word)))


def search_words(query: str) -> list[str]:
    """The words of ``query`` as SQLite's ``unicode61`` tokenizer parts them: letters and digits.

    Words keep case and marks, so that :func:`has_marks` can be asked of each; fold them to look
    them up.
    """
    return _WORD.findall(nfc(query))

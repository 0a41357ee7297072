"""Passwords that are tried first: listed words, keyboard runs, years, and what is built from them.

A word list alone misses `Matkhau@2026`; so a password is taken to pieces, and one that is nothing
but a few listed pieces counts as listed itself. Words are Vietnamese without marks, as people type
them into password fields.
"""

from __future__ import annotations

import unicodedata

PIECES_MAX = 3
"""From four listed words on it is a phrase, whose words are not guessed one by one."""

LOOSE_CHARACTERS_MAX = 2
"""A digit or a sign hung on a listed password does not mend it."""

DISTINCT_CHARACTERS_MAX = 3
RUN_LENGTH_MIN = 3
PIECED_LENGTH_MAX = 64
"""Three listed pieces are never longer, except by repetition; a long phrase is not searched."""

_UNIT_LENGTH_MAX = 16

_LISTED_WORDS = """
    matkhau matkhaumoi doimatkhau matma bimat khoa khongco khongbiet khongnho xinchao
    vietnam vietnamese hanoi saigon hochiminh haiphong danang cantho haiduong thanhhoa nghean
    vanthu vanphong congvan congchuc coquan congty uyban ubnd nhanuoc quantri quanly nguoidung
    anhyeuem emyeuanh yeuem yeuanh anhem nhoem nhoanh giadinh conyeu bome meyeu meocon chocon
    nguyen nguyenvan tran tranvan pham hoang phan dang bui thanh minh tuan hung dung linh huong
    admin administrator root user guest test demo login system server computer office windows
    password passwd pass changeme default secret welcome letmein hello iloveyou loveyou lovely
    master dragon monkey football baseball sunshine princess superman batman pokemon michael
    shadow freedom whatever trustno killer google facebook zalo samsung iphone internet
"""
WORDS = frozenset(_LISTED_WORDS.split())

_RUNS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()",
)
_BOTH_WAYS = tuple(run[::step] for run in _RUNS for step in (1, -1))
_WORD_LENGTH_MAX = max(map(len, WORDS))
_AS_LETTERS = str.maketrans("@4310!$57", "aaeioisst")
_BETWEEN_WORDS = str.maketrans("", "", " -_.,")


def is_listed(password: str) -> bool:
    """Whether ``password`` is made of at most three listed pieces and two loose characters."""
    text = _folded(password)
    if len(set(text)) <= DISTINCT_CHARACTERS_MAX or _is_repeated(text):
        return True
    return len(text) <= PIECED_LENGTH_MAX and _falls_to_pieces(text)


def _folded(password: str) -> str:
    """Lower case without marks or separators: `Mật-Khẩu` → `matkhau`."""
    lowered = unicodedata.normalize("NFKD", password.casefold()).replace("đ", "d")
    bare = "".join(character for character in lowered if not unicodedata.combining(character))
    return bare.translate(_BETWEEN_WORDS)


def _is_repeated(text: str) -> bool:
    """Whether a short unit, or a listed one, is said again and again: `abcdabcdab`."""
    for size in range(1, min(_UNIT_LENGTH_MAX, len(text) // 2) + 1):
        unit = text[:size]
        if (unit * (len(text) // size + 1)).startswith(text):
            return size <= 4 or _falls_to_pieces(unit)
    return False


def _falls_to_pieces(text: str) -> bool:
    """Whether few listed pieces cover ``text``. Words are also seen through `p@ssw0rd` spelling."""
    letters = text.translate(_AS_LETTERS)
    fewest = [{0: 0}]  # at each position: loose characters so far → fewest pieces so far
    fewest += [{} for _ in text]
    for at in range(len(text)):
        for loose, pieces in fewest[at].items():
            _note(fewest[at + 1], loose + 1, pieces)
            for length in _piece_lengths(text[at:], letters[at:]):
                _note(fewest[at + length], loose, pieces + 1)
    return bool(fewest[-1])


def _note(fewest: dict[int, int], loose: int, pieces: int) -> None:
    if loose <= LOOSE_CHARACTERS_MAX and pieces <= PIECES_MAX:
        fewest[loose] = min(pieces, fewest.get(loose, pieces))


def _piece_lengths(text: str, letters: str) -> set[int]:
    """Lengths of the listed pieces with which ``text`` begins."""
    longest_word = min(_WORD_LENGTH_MAX, len(text))
    found = {n for n in range(1, longest_word + 1) if {text[:n], letters[:n]} & WORDS}
    found |= {n for n in range(2, len(text) + 1) if _is_run(text[:n])}
    if len(text) >= 4 and text[:4].isdecimal() and text[:2] in ("19", "20"):
        found.add(4)
    return found


def _is_run(text: str) -> bool:
    """One character again and again, or neighbours in the alphabet or on the keyboard."""
    if len(set(text)) == 1:
        return True
    return len(text) >= RUN_LENGTH_MIN and any(text in run for run in _BOTH_WAYS)

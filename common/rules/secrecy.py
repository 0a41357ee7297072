"""What may not enter the system because it is a state secret, and what looks like one.

A PC that syncs is never on an independent LAN, so the law bars it from holding anything Mật, Tối
mật or Tuyệt mật (Luật BVBMNN 2018 Đ.5, 2025). The level is refused; a stamp found in
words is only warned of, since "bí mật", "mật độ", "mật ong" are ordinary.
"""

from __future__ import annotations

import re

from common.errors import RuleViolation
from common.text.fold import clean_line, exact

TEXT_LENGTH_MAX = 200_000
"""Characters of a text that are looked at: stamps stand on the first pages."""

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


def _spread(word: str) -> str:
    """A pattern for ``word`` with spaces or dots between its letters, as stamps are set."""
    return r"[ .]{0,2}".join(word)


_LEVEL = rf"(?:(?:{_spread('TỐI')}|{_spread('TUYỆT')})[ ._-]{{0,3}})?{_spread('MẬT')}"
_LEVEL_WITHOUT_MARKS = r"(?:TOI|TUYET)[ _-]?MAT"
_BEARER = r"(?:(?:TÀI LIỆU|VĂN BẢN|CÔNG VĂN|HỒ SƠ) )?"
_STAMP = re.compile(rf"(?<![^\W_]){_BEARER}(?:{_LEVEL}|{_LEVEL_WITHOUT_MARKS})(?![^\W_])")
_BRACKETED = re.compile(
    rf"[(\[{{<]\s*(?:{_LEVEL}|{_LEVEL_WITHOUT_MARKS}|MAT|(?:Tối|Tuyệt) [Mm]ật|Mật)\s*[)\]}}>]"
)
_LABELLED = re.compile(r"\bđộ mật\s*:\s*(?:tối |tuyệt )?mật\b", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([^\W_]+)([\W_]*)$")
_WORD_AFTER = re.compile(r"([\W_]*)([^\W_]+)")

_CONTEXT_LENGTH = 40
"""Characters looked at on each side of a stamp: enough for one word."""

_ORDINARY_BEFORE = frozenset(
    exact(word)
    for word in ("bí", "cơ", "thân", "trù", "túi", "sỏi", "gan", "đường", "nước", "ong", "trăng")
)
_ORDINARY_AFTER = frozenset(
    exact(word)
    for word in ("độ", "ong", "mã", "khẩu", "thiết", "vụ", "ước", "danh", "hiệu", "mía", "hoa")
)


def check_confidentiality(level: int) -> None:
    """Let only *thường* (0) pass.

    Raises:
        RuleViolation: ``secret_refused`` with ``level``, for every other value.
    """
    if level != 0:
        raise RuleViolation("secret_refused", field="confidentiality", level=level)


def looks_secret(text: str) -> bool:
    """Whether a subject, a file name or a text carries a secrecy stamp. A reason to warn only.

    A stamp is MẬT, TỐI MẬT or TUYỆT MẬT in capitals (NFC or NFD, letters set apart or not) that
    stands apart from the words round it: alone on its line, cut off by a sign ("MẬT - Báo cáo",
    ``MẬT_bao_cao.pdf``), or in capitals among small letters ("Báo cáo MẬT về"). Not a stamp are the
    ordinary compounds ("BÍ MẬT NHÀ NƯỚC", "MẬT ĐỘ", "MẬT ONG") and words in running capitals ("CHẾ
    ĐỘ MẬT VÀ …"). Also counted: "(Mật)", "[Tối mật]", "Độ mật: Tối mật".

    Without marks TOI MAT and TUYET MAT count alike, but MAT only in brackets or as the whole name:
    ``MAT_TRAN_…``, ``MAT_BANG_…`` are everyday names (Mặt trận, mặt bằng).
    """
    lines = text[:TEXT_LENGTH_MAX].splitlines()
    return any(_line_looks_secret(clean_line(line)) for line in lines)


def _line_looks_secret(line: str) -> bool:
    if _BRACKETED.search(line) or _LABELLED.search(line):
        return True
    name = _EXTENSION.sub("", line)
    return name == "MAT" or any(_stands_apart(found) for found in _STAMP.finditer(name))


def _stands_apart(stamp: re.Match[str]) -> bool:
    line, start, end = stamp.string, stamp.start(), stamp.end()
    before = _WORD_BEFORE.search(line[max(0, start - _CONTEXT_LENGTH) : start])
    after = _WORD_AFTER.match(line[end : end + _CONTEXT_LENGTH])
    return not (
        (before and _belongs(before[1], before[2], _ORDINARY_BEFORE))
        or (after and _belongs(after[2], after[1], _ORDINARY_AFTER))
    )


def _belongs(word: str, gap: str, ordinary: frozenset[str]) -> bool:
    """Whether a neighbouring ``word`` and the stamp, ``gap`` between them, read as one phrase."""
    joined = gap in (" ", "_", "-")
    return (joined and exact(word) in ordinary) or (gap == " " and word.isupper())

"""`vanthu search "…"`: everything at once, in the order that people expect (design §12)."""

from __future__ import annotations

from typing import Any

from desktop.cli import records, texts
from desktop.cli.documents import label_of
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session, index
from desktop.queries.search import Found
from desktop.queries.search import search as find
from desktop.store.view import Row

_LIMIT_DEFAULT = 20
_HEADINGS = ("LOẠI", "SỐ ĐẾN", "SỐ, KÝ HIỆU", "NGÀY VB", "TRÍCH YẾU", "MÃ BẢN GHI")
_MATCH_WORDS = {"number": "theo số đến", "exact": "đúng dấu", "folded": "không kể dấu"}


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("search", help="tìm trong mọi văn bản")
    parser.add_argument("query", metavar="TỪ_CẦN_TÌM", help="có dấu hoặc không; số đến: 1245/2026")
    parser.add_argument("--limit", type=int, default=_LIMIT_DEFAULT, metavar="N", help="nhiều nhất")
    parser.set_defaults(run=_search)


def _search(session: Session) -> int:
    """What a killed program left unindexed is indexed first, as far as the machine lets it."""
    options = session.options
    with session.office() as office:
        index(office)
        with office.read() as connection:
            found = find(connection, options.query, limit=max(1, options.limit))
    if found.not_indexed:
        session.output.say(f"Còn {found.not_indexed} văn bản mới chưa tìm được.")
    matches = [_match(found, place) for place in range(len(found.hits))]
    session.output.result(
        [
            {**records.row_document(row), "match": match}
            for row, match in zip(found.hits, matches, strict=True)
        ],
        _text(found, matches),
    )
    return DONE


def _match(found: Found, place: int) -> str:
    """Why a hit stands where it stands: ``number``, ``exact`` or ``folded``."""
    if place < found.jumps:
        return "number"
    return "exact" if place < found.jumps + found.exact else "folded"


def _text(found: Found, matches: list[str]) -> str:
    """A table a group, the groups in order."""
    if not found.hits:
        return "Không tìm thấy."
    parts = []
    for kind, title in _MATCH_WORDS.items():
        rows = [row for row, match in zip(found.hits, matches, strict=True) if match == kind]
        if rows:
            table = texts.table(_HEADINGS, [_cells(row) for row in rows], empty="")
            parts.append(f"— {title}\n{table}")
    return "\n".join(parts)


def _cells(row: Row) -> list[str]:
    return [
        label_of(row.entity),
        str(row.values.get("arrival_number") or ""),
        records.code_of(row.values),
        texts.day(row.values.get("issued_date")),
        str(row.values.get("subject") or ""),
        row.id,
    ]

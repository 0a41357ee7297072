"""Rows as they travel: an id that both sides can derive is left out.

The id of a ledger's row follows from series, year, number and suffix (design §4): 36 characters
that no compressor can guess, a tenth of what a pull of registered documents weighs.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from common.changes.record import decode_values
from common.errors import ProtocolFault
from common.protocol.messages import Row, SyncAnswer
from common.rules.numbering import number_id

LEDGER = "number"
_DERIVED = ""


def bare(answer: SyncAnswer) -> SyncAnswer:
    """The answer to be sent: rows of the ledger without the ids that follow from their values."""
    return _with_rows(answer, _bare)


def whole(answer: SyncAnswer) -> SyncAnswer:
    """The answer as it was before :func:`bare`.

    Raises:
        ProtocolFault: ``answer_malformed`` for a row without an id from which none follows.
    """
    return _with_rows(answer, _whole)


def _with_rows(answer: SyncAnswer, changed: Callable[[Row], Row]) -> SyncAnswer:
    if not any(one.page.rows for one in answer.scopes):
        return answer
    scopes = [
        replace(one, page=replace(one.page, rows=[changed(row) for row in one.page.rows]))
        for one in answer.scopes
    ]
    return replace(answer, scopes=scopes)


def _bare(row: Row) -> Row:
    if row.entity != LEDGER or _id_of(row) != row.id:
        return row
    return Row(row.entity, _DERIVED, row.seq, row.values, row.heads)


def _whole(row: Row) -> Row:
    if row.id != _DERIVED:
        return row
    found = _id_of(row) if row.entity == LEDGER else None
    if found is None:
        raise ProtocolFault("answer_malformed", part="rows")
    return Row(row.entity, found, row.seq, row.values, row.heads)


def _id_of(row: Row) -> str | None:
    """The id that follows from the values, where they have what it is made of."""
    try:
        values = decode_values(row.values)
    except msgspec.MsgspecError:
        return None
    series, suffix = values.get("series_id"), values.get("suffix")
    year, number = values.get("year"), values.get("number")
    if not (isinstance(series, str) and isinstance(suffix, str)):
        return None
    if not (isinstance(year, int) and isinstance(number, int)):
        return None
    return number_id(series, year, number, suffix)

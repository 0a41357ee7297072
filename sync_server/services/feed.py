"""A pull: the records of a scope after a cursor, in pages, and what a device has confirmed.

A pull runs to the log's head at its *last* page: a record that moves on between two pages comes
again with a later one. Were the end fixed at the first page, that record would be missing where the
pull ends, and half of an action would be seen (R11).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from common.protocol.codes import CURSOR_UNKNOWN
from common.protocol.messages import Cursor, Page, Position, Row, ScopeAsk
from common.rules.workflow import ARRIVED
from sync_server.db import changesets, cursors, postbox, records
from sync_server.db.scopes import ScopeRow
from sync_server.services import letters
from sync_server.services.consequences import status_letter
from sync_server.services.scope_work import ScopeWork, log_genesis
from sync_server.services.working_set import as_record

PAGE_BYTES_MAX = 4_000_000
_ROW_OVERHEAD_BYTES = 60
"""About what a row costs beside its values: entity, id, seq and lengths."""


@dataclass(frozen=True)
class Fed:
    """A page, the digest at the log's head, and a problem of the cursor."""

    page: Page
    digest: bytes
    problem: str = ""


def read_page(conn: Connection, row: ScopeRow, ask: ScopeAsk, rows_bytes_max: int) -> Fed:
    """The page that a device asks for.

    A cursor of another history is told ``cursor_unknown`` and pulls from the start, to replace all
    that it has (R3). The digest is that of the log's head, where each pull ends (R13).
    """
    known = cursor_is_known(conn, row, ask.cursor)
    position = ask.position if known else None
    if position and not _is_inside(position, row):
        known, position = False, None
    up_to = row.seq
    if position:
        after = position.seq, position.entity, position.id
    else:
        after = (ask.cursor.seq + 1 if ask.cursor and known else 1), "", ""
    rows, position = _rows(conn, row.scope, after, up_to, min(rows_bytes_max, PAGE_BYTES_MAX))
    head = Cursor(row.incarnation, up_to, entry_hash_at(conn, row, up_to))
    page = Page(rows, None if head == ask.cursor else head, position)
    return Fed(page, row.digest, "" if known else CURSOR_UNKNOWN)


def cursor_is_known(conn: Connection, row: ScopeRow, cursor: Cursor | None) -> bool:
    """Whether the cursor is a place in this history; none at all is its start."""
    if cursor is None:
        return True
    if cursor.incarnation != row.incarnation or not 0 <= cursor.seq <= row.seq:
        return False
    return cursor.hash == entry_hash_at(conn, row, cursor.seq)


def entry_hash_at(conn: Connection, row: ScopeRow, seq: int) -> bytes:
    """The hash of the log's entry ``seq``, 0 ≤ seq ≤ head."""
    if seq == row.seq:
        return row.entry_hash
    if seq == 0:
        return log_genesis(row.scope, row.incarnation)
    found = changesets.entry_hash(conn, row.scope, seq)
    assert found is not None, "a log has no gaps"
    return found


def confirm(work: ScopeWork, device: int, cursor: Cursor) -> None:
    """Note that a device has everything up to ``cursor``, which is known here.

    A delivery that it passes has arrived: status 01 goes back, once (domain §9.2).
    """
    before = cursors.confirmed(work.conn, work.scope, device)
    if cursor.seq <= before:
        return
    cursors.save(work.conn, work.scope, device, seq=cursor.seq, at=work.now_ms)
    passed = records.changed_between(
        work.conn, work.scope, "delivery", after=before, up_to=cursor.seq
    )
    deliveries = (as_record(one) for one in passed)
    arrived = [
        status_letter(work, delivery, letters.ARRIVED)
        for delivery in deliveries
        if delivery.values.get("state") == ARRIVED
    ]
    postbox.post(work.conn, arrived)


def _is_inside(position: Position, row: ScopeRow) -> bool:
    """Whether a position lies in this history and holds nothing that the database cannot."""
    return 0 <= position.seq <= position.up_to <= row.seq and "\0" not in (
        position.entity + position.id
    )


def _rows(
    conn: Connection, scope: str, after: tuple[int, str, str], up_to: int, bytes_max: int
) -> tuple[list[Row], Position | None]:
    """Rows up to ``bytes_max`` together, one at least; where to go on if there are more."""
    rows: list[Row] = []
    size = 0
    for one in records.in_feed(conn, scope, after=after, up_to=up_to):
        size += len(one.values) + len(one.heads) + _ROW_OVERHEAD_BYTES
        if rows and size > bytes_max:
            last = rows[-1]
            return rows, Position(last.seq, last.entity, last.id, up_to)
        rows.append(Row(one.entity, one.id, one.seq, one.values, one.heads))
    return rows, None

"""The postbox: what travels between scopes, one row per dispatch, recipient and kind (R4).

Rows are written in the transaction of the sender's scope and applied, each once, in one of the
receiver's; no transaction ever holds two scopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from sync_server.db import tables
from sync_server.db.engine import insert_missing

WAITING = "waiting"
HELD = "held"
DONE = "done"
WITHDRAWN = "withdrawn"
"""It was taken back before it left, and never goes."""

_table = tables.postbox


@dataclass(frozen=True)
class Letter:
    """``recipient`` is an office's code; ``kind`` is ``delivery``, ``recall`` or ``status:`` with
    its code.

    ``body`` is encoded by the caller; ``held_why`` says what a held one waits for, or why it was
    withdrawn; ``place`` counts up in the order of posting. ``document_id`` is what a delivery
    sends.
    """

    dispatch_id: str
    recipient: str
    kind: str
    from_scope: str
    to_scope: str
    body: bytes
    state: str
    created_at: int
    held_why: str = ""
    place: int = 0
    document_id: str = ""


_COLUMNS = (
    _table.c.dispatch_id,
    _table.c.recipient,
    _table.c.kind,
    _table.c.from_scope,
    _table.c.to_scope,
    _table.c.body,
    _table.c.state,
    _table.c.created_at,
    _table.c.held_why,
    _table.c.place,
    _table.c.document_id,
)


def post(conn: Connection, letters: Sequence[Letter]) -> None:
    """Post letters; one that was posted before is left as it is."""
    rows = [
        {
            "dispatch_id": letter.dispatch_id,
            "recipient": letter.recipient,
            "kind": letter.kind,
            "from_scope": letter.from_scope,
            "to_scope": letter.to_scope,
            "document_id": letter.document_id,
            "body": letter.body,
            "state": letter.state,
            "held_why": letter.held_why,
            "created_at": letter.created_at,
            "done_at": 0,
        }
        for letter in letters
    ]
    insert_missing(conn, _table, rows)


def waiting(conn: Connection, limit: int) -> list[Letter]:
    """The oldest letters that can be delivered, at most ``limit``."""
    query = select(*_COLUMNS).where(_table.c.state == WAITING).order_by(_table.c.place).limit(limit)
    return [_letter(row) for row in conn.execute(query)]


def held(conn: Connection, from_scope: str) -> list[Letter]:
    """The letters of a sender that wait for something."""
    query = (
        select(*_COLUMNS)
        .where(_table.c.state == HELD, _table.c.from_scope == from_scope)
        .order_by(_table.c.place)
    )
    return [_letter(row) for row in conn.execute(query)]


def sending(conn: Connection, from_scope: str, document_id: str) -> list[Letter]:
    """Every letter that sends a document, whatever became of it, in the order of posting."""
    query = (
        select(*_COLUMNS)
        .where(_table.c.from_scope == from_scope, _table.c.document_id == document_id)
        .order_by(_table.c.place)
    )
    return [_letter(row) for row in conn.execute(query)]


def read(conn: Connection, place: int) -> Letter | None:
    """One letter as it is now."""
    found = conn.execute(select(*_COLUMNS).where(_table.c.place == place)).one_or_none()
    return _letter(found) if found else None


def change(conn: Connection, letter: Letter) -> None:
    """Write a letter's state, reason and body."""
    conn.execute(
        update(_table)
        .where(_table.c.place == letter.place)
        .values(state=letter.state, held_why=letter.held_why, body=letter.body)
    )


def rewrite(conn: Connection, place: int, body: bytes) -> None:
    """Put another body into a letter, whatever has become of it meanwhile."""
    conn.execute(update(_table).where(_table.c.place == place).values(body=body))


def of_dispatches(conn: Connection, from_scope: str, dispatch_ids: Sequence[str]) -> list[Letter]:
    """Every letter of a sender that belongs to these dispatches, of any kind."""
    query = select(*_COLUMNS).where(
        _table.c.from_scope == from_scope, _table.c.dispatch_id.in_(dispatch_ids)
    )
    return [_letter(row) for row in conn.execute(query)]


def take(conn: Connection, place: int, at: int) -> bool:
    """Mark a waiting letter as delivered; false where it is not waiting any more.

    Whoever takes it first has it: a postman and a sender who withdraws it never both do.
    """
    values = {"state": DONE, "done_at": at}
    return _move(conn, place, (WAITING,), values)


def hold(conn: Connection, place: int, why: str) -> None:
    """Set a waiting letter that cannot be applied aside, with the reason."""
    _move(conn, place, (WAITING,), {"state": HELD, "held_why": why})


def withdraw(conn: Connection, place: int, why: str) -> bool:
    """Take a letter back that has not left; false where it has."""
    return _move(conn, place, (WAITING, HELD), {"state": WITHDRAWN, "held_why": why})


def _move(conn: Connection, place: int, before: Sequence[str], values: dict[str, Any]) -> bool:
    is_there = _table.c.place == place, _table.c.state.in_(before)
    return conn.execute(update(_table).where(*is_there).values(**values)).rowcount == 1


def _letter(row: Any) -> Letter:
    return Letter(**row._asdict())

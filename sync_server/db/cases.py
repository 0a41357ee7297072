"""Changesets that were set aside whole: what waits for a person, with the reason (R9)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, delete, func, insert, select

from common.changes.changeset import Changeset
from sync_server.db import tables

_table = tables.cases
_changesets = tables.changesets


@dataclass(frozen=True)
class Case:
    """``state`` is ``quarantined``, ``held`` or ``parked``; ``params`` as encoded by the caller."""

    device: int
    seq: int
    state: str
    code: str
    params: bytes
    opened_at: int


def add(conn: Connection, scope: str, case: Case) -> None:
    """Open a case, in place of the same changeset's before."""
    remove(conn, scope, case.device, case.seq)
    conn.execute(insert(_table), {"scope": scope, **asdict(case)})


def remove(conn: Connection, scope: str, device: int, seq: int) -> None:
    """Close a case."""
    of_changeset = _table.c.scope == scope, _table.c.device == device, _table.c.seq == seq
    conn.execute(delete(_table).where(*of_changeset))


def of_scope(conn: Connection, scope: str) -> list[Case]:
    """The scope's open cases, oldest first."""
    query = (
        select(*(_table.c[field.name] for field in fields(Case)))
        .where(_table.c.scope == scope)
        .order_by(_table.c.opened_at, _table.c.device, _table.c.seq)
    )
    return [Case(*row) for row in conn.execute(query)]


def count_by_scope(conn: Connection) -> dict[tuple[str, str], int]:
    """How many cases are open, by scope and state."""
    query = select(_table.c.scope, _table.c.state, func.count()).group_by(
        _table.c.scope, _table.c.state
    )
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def changesets_in(conn: Connection, scope: str) -> list[tuple[int, int, Changeset]]:
    """(device, seq, changeset) of every case of the scope."""
    query = (
        select(
            _table.c.device,
            _table.c.seq,
            _changesets.c.header,
            _changesets.c.salt,
            _changesets.c.payload,
        )
        .join(
            _changesets,
            (_changesets.c.scope == _table.c.scope)
            & (_changesets.c.device == _table.c.device)
            & (_changesets.c.seq == _table.c.seq),
        )
        .where(_table.c.scope == scope)
    )
    return [(row[0], row[1], Changeset(*row[2:])) for row in conn.execute(query)]

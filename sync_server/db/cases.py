"""Quarantined and held changesets: what waits for a person, with the reason (R9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from common.changes.changeset import Changeset
from sync_server.db import tables

_table = tables.cases
_changesets = tables.changesets


@dataclass(frozen=True)
class Case:
    """``state`` is ``quarantined`` or ``held``; ``params`` as encoded by the caller."""

    device: int
    seq: int
    state: str
    code: str
    params: bytes
    opened_at: int


def add(conn: Connection, scope: str, new: Sequence[Case]) -> None:
    """Open cases."""
    rows = [
        {
            "scope": scope,
            "device": case.device,
            "seq": case.seq,
            "state": case.state,
            "code": case.code,
            "params": case.params,
            "opened_at": case.opened_at,
        }
        for case in new
    ]
    if rows:
        conn.execute(insert(_table), rows)


def of_scope(conn: Connection, scope: str) -> list[Case]:
    """The scope's cases, oldest first."""
    query = (
        select(
            _table.c.device,
            _table.c.seq,
            _table.c.state,
            _table.c.code,
            _table.c.params,
            _table.c.opened_at,
        )
        .where(_table.c.scope == scope)
        .order_by(_table.c.opened_at, _table.c.device, _table.c.seq)
    )
    return [Case(*row) for row in conn.execute(query)]


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

"""Who may give the numbers of a series, and under which epoch (design §7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from sync_server.db import tables

HELD = "held"
RELEASED = "released"

_table = tables.leases


@dataclass(frozen=True)
class LeaseRow:
    """The last lease of a series; ``device`` keeps its last holder when it is released."""

    scope: str
    series_id: str
    device: int
    epoch: int
    state: str


def of_scope(conn: Connection, scope: str) -> dict[str, LeaseRow]:
    """The scope's leases by series."""
    rows = conn.execute(select(_table).where(_table.c.scope == scope))
    return {row.series_id: LeaseRow(**row._asdict()) for row in rows}


def held_by(conn: Connection, device: int) -> list[LeaseRow]:
    """All leases that a device holds, by scope and series."""
    query = (
        select(_table)
        .where(_table.c.device == device, _table.c.state == HELD)
        .order_by(_table.c.scope, _table.c.series_id)
    )
    return [LeaseRow(**row._asdict()) for row in conn.execute(query)]


def save(conn: Connection, row: LeaseRow) -> None:
    """Write a series' lease in place of the one before."""
    conn.execute(
        delete(_table).where(_table.c.scope == row.scope, _table.c.series_id == row.series_id)
    )
    conn.execute(insert(_table), asdict(row))

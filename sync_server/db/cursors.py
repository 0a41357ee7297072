"""What each device has confirmed of a scope: the cursor that it sent last."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from sync_server.db import tables

_table = tables.cursors


def confirmed(conn: Connection, scope: str, device: int) -> int:
    """The seq up to which the device has everything; 0 where it has confirmed nothing."""
    query = select(_table.c.seq).where(_table.c.scope == scope, _table.c.device == device)
    return conn.scalars(query).one_or_none() or 0


def save(conn: Connection, scope: str, device: int, *, seq: int, at: int) -> None:
    """Note a later cursor."""
    moved = conn.execute(
        update(_table)
        .where(_table.c.scope == scope, _table.c.device == device)
        .values(seq=seq, confirmed_at=at)
    )
    if not moved.rowcount:
        row = {"scope": scope, "device": device, "seq": seq, "confirmed_at": at}
        conn.execute(insert(_table), row)

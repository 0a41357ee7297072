"""Where the open conflict over a field is: conflicts themselves are records of the scope."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from common.changes.record import Key
from sync_server.db import tables

_table = tables.open_conflicts


def of_scope(conn: Connection, scope: str) -> dict[tuple[Key, str], str]:
    """Ids of the scope's open conflicts by record and field."""
    rows = conn.execute(select(_table).where(_table.c.scope == scope))
    return {((row.entity, row.record_id), row.field): row.conflict_id for row in rows}


def open_over(conn: Connection, scope: str, key: Key, field: str, conflict_id: str) -> None:
    """Note the open conflict over a field, in place of one before."""
    close_over(conn, scope, key, field)
    row = {
        "scope": scope,
        "entity": key[0],
        "record_id": key[1],
        "field": field,
        "conflict_id": conflict_id,
    }
    conn.execute(insert(_table), row)


def close_over(conn: Connection, scope: str, key: Key, field: str) -> None:
    """Forget the conflict over a field."""
    conn.execute(delete(_table).where(*_of(scope, key), _table.c.field == field))


def _of(scope: str, key: Key) -> tuple[ColumnElement[bool], ...]:
    return _table.c.scope == scope, _table.c.entity == key[0], _table.c.record_id == key[1]

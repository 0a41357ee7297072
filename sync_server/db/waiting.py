"""Which documents wait for a number, in which series, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from sync_server.db import tables

_KEYS_PER_QUERY = 500
_table = tables.waiting_documents


@dataclass(frozen=True)
class Waiting:
    """A document in state *chờ số*; ``since`` in milliseconds since 1970 UTC."""

    document_id: str
    entity: str
    series_id: str
    since: int


def note(conn: Connection, scope: str, waiting: Iterable[Waiting]) -> None:
    """Documents wait; each was noted once, or not at all."""
    rows = [{"scope": scope, **asdict(one)} for one in waiting]
    forget(conn, scope, [str(row["document_id"]) for row in rows])
    if rows:
        conn.execute(insert(_table), rows)


def forget(conn: Connection, scope: str, document_ids: Sequence[str]) -> None:
    """Documents wait no more."""
    for start in range(0, len(document_ids), _KEYS_PER_QUERY):
        chunk = document_ids[start : start + _KEYS_PER_QUERY]
        conn.execute(delete(_table).where(_table.c.scope == scope, _table.c.document_id.in_(chunk)))


def oldest_first(conn: Connection, scope: str, series_ids: Collection[str]) -> list[Waiting]:
    """What waits in any of the series; of one instant, in the order in which it came here."""
    columns = (_table.c.document_id, _table.c.entity, _table.c.series_id, _table.c.since)
    query = (
        select(*columns)
        .where(_table.c.scope == scope, _table.c.series_id.in_(series_ids))
        .order_by(_table.c.since, _table.c.place)
    )
    return [Waiting(*row) for row in conn.execute(query)]

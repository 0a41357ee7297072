"""Where each series stands in each year: its last number, and the last date that guards the next.

Kept beside the ledger's records, in the transaction that changes them, because a ledger of many
thousand rows is not read through for its last one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, tuple_

from sync_server.db import tables

Place = tuple[str, int]
"""(series id, year)."""

_KEYS_PER_QUERY = 200
_table = tables.runs


@dataclass(frozen=True)
class Run:
    """``last_date`` is that of ``dated_number``, the last one in order; empty where none has any.

    ``closed`` once the year's register was closed.
    """

    series_id: str
    year: int
    last_number: int = 0
    dated_number: int = 0
    last_date: str = ""
    closed: bool = False

    @property
    def place(self) -> Place:
        """(series id, year)."""
        return self.series_id, self.year


def load(conn: Connection, scope: str, places: Collection[Place]) -> dict[Place, Run]:
    """Those of the runs that have begun."""
    found: dict[Place, Run] = {}
    listed = list(places)
    for start in range(0, len(listed), _KEYS_PER_QUERY):
        chunk = listed[start : start + _KEYS_PER_QUERY]
        query = _select(scope).where(tuple_(_table.c.series_id, _table.c.year).in_(chunk))
        found.update((run.place, run) for run in (Run(*row) for row in conn.execute(query)))
    return found


def of_series(conn: Connection, scope: str, series_id: str) -> list[Run]:
    """The runs of a series, by year."""
    query = _select(scope).where(_table.c.series_id == series_id).order_by(_table.c.year)
    return [Run(*row) for row in conn.execute(query)]


def save(conn: Connection, scope: str, changed: Iterable[Run]) -> None:
    """Write runs in place of what they were."""
    rows = [{"scope": scope, **asdict(run)} for run in changed]
    for row in rows:
        conn.execute(
            delete(_table).where(
                _table.c.scope == scope,
                _table.c.series_id == row["series_id"],
                _table.c.year == row["year"],
            )
        )
    if rows:
        conn.execute(insert(_table), rows)


def _select(scope: str) -> Select[Any]:
    columns = (
        _table.c.series_id,
        _table.c.year,
        _table.c.last_number,
        _table.c.dated_number,
        _table.c.last_date,
        _table.c.closed,
    )
    return select(*columns).where(_table.c.scope == scope)

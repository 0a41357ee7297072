"""Rows as they come from the database, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

_ROWS_PER_FETCH = 200


def stream(conn: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query, a few in memory at a time."""
    with conn.execute(query.execution_options(yield_per=_ROWS_PER_FETCH)) as rows:
        yield from rows

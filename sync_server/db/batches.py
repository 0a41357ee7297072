"""Many rows of one table at once, straight to the driver.

SQLAlchemy makes the statement, once; preparing each of the thousands of rows of a long push through
it would cost as much as the database takes to keep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write new rows, each with all columns of the table in their order.

    Raises:
        What SQLAlchemy raises for a statement of its own.
    """
    if not rows:
        return
    statement, is_positional = _compiled(table, conn.dialect)
    if is_positional:
        conn.exec_driver_sql(statement, list(rows))
        return
    names = [column.name for column in table.columns]
    conn.exec_driver_sql(statement, [dict(zip(names, row, strict=True)) for row in rows])


@lru_cache(maxsize=64)
def _compiled(table: Table, dialect: Dialect) -> tuple[str, bool]:
    """The statement in the dialect's words, and whether its parameters go by place."""
    names = [column.name for column in table.columns]
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    is_positional = bool(compiled.positional)
    if is_positional:
        assert compiled.positiontup == names, "by place means in the columns' order"
    return str(compiled), is_positional

"""A register of any length for a table on the screen: all row numbers first, rows when painted.

A row number is SQLite's, eight bytes: a million of them fit in memory, a million records do not.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from common.changes.merge import Fate
from desktop.queries.listing import Listing, row_numbers_sql
from desktop.store import view
from desktop.store.connection import Connection
from desktop.store.view import Row

_CHUNK = 10_000
_AT_ONCE_MAX = 500
"""Values bound in one statement."""


@dataclass(frozen=True)
class ListedRow:
    """A record as a line of a register: with the fates of own work that lies over it."""

    number: int
    row: Row
    fates: tuple[Fate, ...] = ()
    in_conflict: bool = False


def row_numbers(connection: Connection, listing: Listing, limit: int = -1) -> array[int]:
    """Row numbers of the listing in its order; the first ``limit`` where that is not negative.

    Raises:
        RuleViolation: ``field_unknown``, as :mod:`desktop.queries.listing`.
    """
    statement, parameters = row_numbers_sql(listing, limit)
    cursor = connection.execute(statement, parameters)
    numbers = array("q")
    while chunk := cursor.fetchmany(_CHUNK):
        numbers.extend([number for (number,) in chunk])
    return numbers


def rows_at(connection: Connection, entity: str, numbers: Collection[int]) -> list[ListedRow]:
    """The records with these row numbers, in no order; those that are gone are left out."""
    found = []
    for part in _parts(numbers):
        clause = f"WHERE rowid IN ({_places(part)})"
        number_of = {
            record_id: number
            for number, record_id in connection.execute(
                f"SELECT rowid, id FROM {entity} {clause}", part
            )
        }
        rows = view.find(connection, entity, clause, part)
        fates = _fates(connection, entity, list(number_of))
        clashing = _in_conflict(connection, list(number_of))
        found += [
            ListedRow(number_of[row.id], row, tuple(fates.get(row.id, ())), row.id in clashing)
            for row in rows
        ]
    return found


def number_of(connection: Connection, entity: str, record_id: str) -> int | None:
    """The row number of a record, or ``None``."""
    row = connection.execute(f"SELECT rowid FROM {entity} WHERE id = ?", (record_id,)).fetchone()
    return int(row[0]) if row else None


def _fates(connection: Connection, entity: str, ids: list[str]) -> dict[str, list[Fate]]:
    fates: dict[str, list[Fate]] = {}
    rows = connection.execute(
        "SELECT o.id, c.fate FROM overlay o JOIN changesets c ON c.scope = o.scope "
        f"AND c.seq = o.seq WHERE o.id IN ({_places(ids)}) AND o.entity = ? ORDER BY o.seq",
        (*ids, entity),
    )
    for record_id, fate in rows:
        fates.setdefault(record_id, []).append(Fate(fate))
    return fates


def _in_conflict(connection: Connection, ids: list[str]) -> set[str]:
    rows = connection.execute(
        "SELECT DISTINCT record_id FROM conflict "
        f"WHERE state = 'open' AND record_id IN ({_places(ids)})",
        ids,
    )
    return {record_id for (record_id,) in rows}


def _parts(numbers: Iterable[int]) -> Iterable[list[int]]:
    wanted = list(numbers)
    for start in range(0, len(wanted), _AT_ONCE_MAX):
        yield wanted[start : start + _AT_ONCE_MAX]


def _places(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))

"""Pages of a register: filtered and sorted by a white-list of columns, newest first by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.entities.registry import ENTITIES
from common.entities.schema import Value
from common.errors import RuleViolation
from desktop.store import view
from desktop.store.connection import Connection

_NEWEST_FIRST = {
    "incoming_document": "arrival_date DESC, arrival_number DESC, rowid DESC",
    "outgoing_document": "issued_date IS NOT NULL, issued_date DESC, rowid DESC",
    "case_file": "file_catalog DESC, rowid DESC",
    "delivery": "urgency >= 3 DESC, delivered_at DESC, rowid DESC",
}


@dataclass(frozen=True)
class Listing:
    """Which records, in which order. ``filters`` are field → value, all must hold."""

    entity: str
    filters: Mapping[str, Value] | None = None
    sort: str = ""
    descending: bool = False


def rows(
    connection: Connection, listing: Listing, *, limit: int = 200, offset: int = 0
) -> list[view.Row]:
    """One page of records that were not removed.

    Raises:
        RuleViolation: ``field_unknown`` for a filter or sort that is no field.
    """
    where, parameters = _where(listing)
    return view.find(
        connection,
        listing.entity,
        f"{where} ORDER BY {_order(listing)} LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )


def count(connection: Connection, listing: Listing) -> int:
    """How many records the listing has."""
    where, parameters = _where(listing)
    row = connection.execute(f"SELECT count(*) FROM {listing.entity} {where}", parameters)
    return int(row.fetchone()[0])


def row_numbers_sql(listing: Listing, limit: int) -> tuple[str, tuple[Value, ...]]:
    """The statement that gives SQLite's row numbers in the listing's order, and its parameters.

    Raises:
        RuleViolation: ``field_unknown``, as :func:`rows`.
    """
    where, parameters = _where(listing)
    statement = f"SELECT rowid FROM {listing.entity} {where} ORDER BY {_order(listing)} LIMIT ?"
    return statement, (*parameters, limit)


def _where(listing: Listing) -> tuple[str, tuple[Value, ...]]:
    clauses, parameters = ["removed_at IS NULL"], []
    for name, value in (listing.filters or {}).items():
        _require_field(listing.entity, name)
        clauses.append(f"{name} IS ?")
        parameters.append(value)
    return "WHERE " + " AND ".join(clauses), tuple(parameters)


def _order(listing: Listing) -> str:
    if not listing.sort:
        return _NEWEST_FIRST.get(listing.entity, "rowid")
    _require_field(listing.entity, listing.sort)
    return f"{listing.sort} {'DESC' if listing.descending else 'ASC'}, rowid"


def _require_field(entity: str, name: str) -> None:
    if name not in ENTITIES[entity].by_name:
        raise RuleViolation("field_unknown", field=name)

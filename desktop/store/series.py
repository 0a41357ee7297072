"""The series of this office, and which of them numbers a document (domain §4.2)."""

from __future__ import annotations

from dataclasses import dataclass

from common.errors import RuleViolation
from desktop.store import lookups, view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class Series:
    """A series of this office. ``by_server``: the office lets the server give its numbers;
    ``ask_first``: what waits is numbered only when a person says so."""

    id: str
    code: str
    name: str
    kind: str
    type_codes: tuple[str, ...]
    by_server: bool = False
    ask_first: bool = False


def all_series(connection: Connection) -> list[Series]:
    """Every series of the office, by code."""
    rows = view.find(connection, "series", "WHERE removed_at IS NULL ORDER BY code")
    return [read_series(row) for row in rows]


def series_of_kind(connection: Connection, kind: str) -> list[Series]:
    """The office's series of one kind, by code."""
    return [read_series(row) for row in lookups.series_of_kind(connection, kind)]


def series_by_code(connection: Connection, code: str) -> Series:
    """One series. Raises RuleViolation ``series_unknown``."""
    return read_series(lookups.require_series(connection, code))


def series_by_id(connection: Connection, series_id: str) -> Series:
    """One series. Raises RuleViolation ``series_unknown``."""
    row = view.get(connection, "series", series_id)
    if row is None:
        raise RuleViolation("series_unknown", field="series", series=series_id)
    return read_series(row)


def incoming_series(connection: Connection) -> Series:
    """The office's register of arrivals; the first where it keeps several."""
    found = series_of_kind(connection, "incoming")
    if not found:
        raise RuleViolation("series_unknown", field="series", series="den")
    return found[0]


def outgoing_series(connection: Connection, type_code: str | None) -> Series:
    """The series that numbers a document of this type: its own, else the administrative one."""
    series = [
        one for kind in ("outgoing", "legal", "copy") for one in series_of_kind(connection, kind)
    ]
    for one in series:
        if type_code is not None and type_code in one.type_codes:
            return one
    for one in series:
        if one.kind == "outgoing" and not one.type_codes:
            return one
    raise RuleViolation("series_unknown", field="series", series="di")


def read_series(row: view.Row) -> Series:
    """The series that a record describes."""
    values = row.values
    codes = values.get("type_codes")
    return Series(
        row.id,
        str(values.get("code")),
        str(values.get("name")),
        str(values.get("kind")),
        tuple(str(code) for code in codes) if isinstance(codes, list) else (),
        by_server=values.get("numbering") == "server",
        ask_first=values.get("ask_first") is True,
    )

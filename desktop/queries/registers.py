"""The register books: each series, its year's run, and who may number it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common.rules.workflow import WAITING
from desktop.store import leases, ledger, view
from desktop.store.connection import Connection
from desktop.store.series import Series, read_series


@dataclass(frozen=True)
class RegisterState:
    """One series in one year. ``last_number`` is ``None`` while no book was started."""

    series_id: str
    code: str
    name: str
    kind: str
    year: int
    book: str
    last_number: int | None
    last_date: date | None
    held_by: int
    """The device that gives the numbers, 0 for none."""
    held_here: bool
    by_server: bool = False
    """Whether the office lets the server give the numbers."""
    ask_first: bool = False
    """Whether what waits is numbered only when a person says so."""
    waiting: int = 0
    """Documents that wait for a number of the series, of whatever year."""
    reserved: int = 0
    unaccounted: int = 0
    closed_at_ms: int = 0
    """When the office closed the year's book, 0 while it stands open."""


def registers(connection: Connection, year: int) -> list[RegisterState]:
    """All series of the office, arrivals first."""
    rows = view.find(
        connection,
        "series",
        "WHERE removed_at IS NULL ORDER BY kind <> 'incoming', kind <> 'outgoing', code",
    )
    return [_state(connection, row, year) for row in rows]


def _state(connection: Connection, row: view.Row, year: int) -> RegisterState:
    series = read_series(row)
    last = ledger.last_number(connection, row.id, year)
    book = ledger.book(connection, row.id, year)
    held_by = row.values.get("held_by")
    closed_at = book.values.get("closed_at") if book else None
    counts = _counts(connection, row.id, year)
    return RegisterState(
        series_id=row.id,
        code=series.code,
        name=series.name,
        kind=series.kind,
        year=year,
        book=str(book.values.get("name") or "") if book else "",
        last_number=last.number if last else None,
        last_date=last.dated if last else None,
        held_by=held_by if isinstance(held_by, int) else 0,
        held_here=leases.held(connection, row.id) is not None and not series.by_server,
        by_server=series.by_server,
        ask_first=series.ask_first,
        waiting=_waiting(connection, series),
        reserved=counts.get("reserved", 0),
        unaccounted=counts.get("unaccounted", 0),
        closed_at_ms=closed_at if isinstance(closed_at, int) else 0,
    )


def _counts(connection: Connection, series_id: str, year: int) -> dict[str, int]:
    """How many rows of the run are in each state."""
    rows = connection.execute(
        "SELECT state, count(*) FROM number WHERE series_id = ? AND year = ? "
        "AND state IN ('reserved', 'unaccounted') GROUP BY state",
        (series_id, year),
    )
    return {str(state): int(count) for state, count in rows}


def _waiting(connection: Connection, series: Series) -> int:
    table = "incoming_document" if series.kind == "incoming" else "outgoing_document"
    row = connection.execute(
        f"SELECT count(*) FROM {table} WHERE state = ? AND series_id = ? AND removed_at IS NULL",
        (WAITING, series.id),
    ).fetchone()
    return int(row[0])

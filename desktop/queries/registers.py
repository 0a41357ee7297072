"""The register books: each series, its year's run, and who may number it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.store import leases, view
from desktop.store.connection import Connection


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


def registers(connection: Connection, year: int) -> list[RegisterState]:
    """All series of the office, arrivals first."""
    rows = view.find(
        connection,
        "series",
        "WHERE removed_at IS NULL ORDER BY kind <> 'incoming', kind <> 'outgoing', code",
    )
    return [_state(connection, row, year) for row in rows]


def _state(connection: Connection, row: view.Row, year: int) -> RegisterState:
    last = leases.last_number(connection, row.id, year)
    book = connection.execute(
        "SELECT name FROM register_book WHERE series_id = ? AND year = ?", (row.id, year)
    ).fetchone()
    held_by = row.values.get("held_by")
    return RegisterState(
        series_id=row.id,
        code=str(row.values.get("code")),
        name=str(row.values.get("name")),
        kind=str(row.values.get("kind")),
        year=year,
        book=book[0] if book else "",
        last_number=last.number if last else None,
        last_date=last.dated if last else None,
        held_by=held_by if isinstance(held_by, int) else 0,
        held_here=leases.held(connection, row.id) is not None,
    )

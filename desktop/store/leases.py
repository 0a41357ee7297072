"""Leases: of which series this PC may give the numbers, and where each run stands (design §7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from common.rules.numbering import LastNumber, Lease
from desktop.store.connection import Connection


def held(connection: Connection, series_id: str) -> int | None:
    """The epoch under which this PC may number the series, or ``None``."""
    row = connection.execute(
        "SELECT epoch FROM leases WHERE series_id = ?", (series_id,)
    ).fetchone()
    return int(row[0]) if row else None


def save(connection: Connection, leases: Iterable[Lease]) -> None:
    """What the server says this PC holds now, less what it has released meanwhile."""
    connection.execute("DELETE FROM leases")
    connection.executemany(
        "INSERT INTO leases (series_id, scope, epoch, signature) VALUES (?,?,?,?)",
        [(one.series_id, one.scope, one.epoch, one.signature) for one in leases],
    )
    connection.execute(
        "DELETE FROM leases WHERE series_id IN (SELECT o.id FROM overlay o JOIN changesets c "
        "ON c.scope = o.scope AND c.seq = o.seq WHERE o.entity = 'series' "
        "AND c.action = 'release_series')"
    )


def all_held(connection: Connection) -> list[tuple[str, int]]:
    """(series id, epoch) of every lease that this PC has."""
    rows = connection.execute("SELECT series_id, epoch FROM leases")
    return [(series_id, epoch) for series_id, epoch in rows]


def give_up(connection: Connection, series_id: str) -> None:
    """From here on this PC gives no number of the series."""
    connection.execute("DELETE FROM leases WHERE series_id = ?", (series_id,))


def last_number(connection: Connection, series_id: str, year: int) -> LastNumber | None:
    """Where the run of ``year`` stands; ``None`` where no book was ever started.

    1 January starts the next run at 1 under the same lease (NĐ 30/2020 Đ.15, Đ.22).
    """
    given = connection.execute(
        "SELECT number, dated FROM number WHERE series_id = ? AND year = ? "
        "ORDER BY number DESC LIMIT 1",
        (series_id, year),
    ).fetchone()
    book = connection.execute(
        "SELECT last_number, last_date FROM register_book WHERE series_id = ? AND year = ?",
        (series_id, year),
    ).fetchone()
    known = [LastNumber(row[0], _date(row[1])) for row in (given, book) if row]
    if known:
        return max(known, key=_by_number)
    return LastNumber(0, None) if _started_before(connection, series_id, year) else None


def _by_number(last: LastNumber) -> int:
    return last.number


def _started_before(connection: Connection, series_id: str, year: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM register_book WHERE series_id = ? AND year < ? LIMIT 1", (series_id, year)
    ).fetchone()
    return row is not None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

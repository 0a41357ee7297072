"""Leases: of which series this PC may give the numbers (design §7)."""

from __future__ import annotations

from collections.abc import Iterable

from common.rules.numbering import Lease
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
    insert(connection, leases)
    connection.execute(
        "DELETE FROM leases WHERE series_id IN (SELECT o.id FROM overlay o JOIN changesets c "
        "ON c.scope = o.scope AND c.seq = o.seq WHERE o.entity = 'series' "
        "AND c.action = 'release_series')"
    )


def keep_only(connection: Connection, leases: Iterable[Lease]) -> None:
    """Drop what is no longer held, at once; what is new waits for the end of the pull."""
    still = {(one.series_id, one.epoch) for one in leases}
    lost = [(one[0],) for one in all_held(connection) if one not in still]
    connection.executemany("DELETE FROM leases WHERE series_id = ?", lost)


def insert(connection: Connection, leases: Iterable[Lease]) -> None:
    """Leases that this PC holds beside those that it has."""
    connection.executemany(
        "INSERT INTO leases (series_id, scope, epoch, signature) VALUES (?,?,?,?)",
        [(one.series_id, one.scope, one.epoch, one.signature) for one in leases],
    )


def signed(connection: Connection) -> list[tuple[str, str, int, bytes]]:
    """(series id, scope, epoch, signature) of every lease that this PC has."""
    return connection.execute(
        "SELECT series_id, scope, epoch, signature FROM leases ORDER BY series_id"
    ).fetchall()


def all_held(connection: Connection) -> list[tuple[str, int]]:
    """(series id, epoch) of every lease that this PC has."""
    rows = connection.execute("SELECT series_id, epoch FROM leases")
    return [(series_id, epoch) for series_id, epoch in rows]


def give_up(connection: Connection, series_id: str) -> None:
    """From here on this PC gives no number of the series."""
    connection.execute("DELETE FROM leases WHERE series_id = ?", (series_id,))

"""Who may give a series' numbers, under which epoch, and how earlier epochs ended (design §7).

The lease of a series that the server numbers itself is held by device 0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from sync_server.db import tables

HELD = "held"
RELEASED = "released"
REVOKED = "revoked"
"""How a lease ended that was taken from a PC which could not be asked."""

_table = tables.leases
_past = tables.past_epochs


@dataclass(frozen=True)
class LeaseRow:
    """The last lease of a series; ``device`` keeps its last holder when it is released.

    ``revoked`` are earlier leases, as (device, epoch), under which a PC may still have given
    numbers on paper.
    """

    scope: str
    series_id: str
    device: int
    epoch: int
    state: str
    revoked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class PastEpoch:
    """A lease that has ended, released or revoked; ``ended_at`` in milliseconds since 1970 UTC.

    Of a revoked one: the last number that the server knew in the run of ``year``, and the last one
    seen on paper, with who saw it.
    """

    scope: str
    series_id: str
    epoch: int
    device: int
    ending: str
    ended_at: int
    year: int = 0
    known_last: int = 0
    stated_last: int = 0
    stated_by: str = ""

    def covers(self, year: int, number: int) -> bool:
        """Whether a number lies no higher than what was stated when the lease was revoked."""
        return year == self.year and number <= self.stated_last


def of_scope(conn: Connection, scope: str) -> dict[str, LeaseRow]:
    """The scope's leases by series."""
    revoked: dict[str, set[tuple[int, int]]] = {}
    query = select(_past.c.series_id, _past.c.device, _past.c.epoch)
    taken = query.where(_past.c.scope == scope, _past.c.ending == REVOKED)
    for series_id, device, epoch in conn.execute(taken):
        revoked.setdefault(series_id, set()).add((device, epoch))
    rows = conn.execute(select(_table).where(_table.c.scope == scope))
    return {
        row.series_id: LeaseRow(**row._asdict(), revoked=frozenset(revoked.get(row.series_id, ())))
        for row in rows
    }


def held_by(conn: Connection, device: int) -> list[LeaseRow]:
    """All leases that a device holds, by scope and series."""
    query = (
        select(_table)
        .where(_table.c.device == device, _table.c.state == HELD)
        .order_by(_table.c.scope, _table.c.series_id)
    )
    return [LeaseRow(**row._asdict()) for row in conn.execute(query)]


def numbered_by(conn: Connection, scope: str, device: int) -> list[str]:
    """The series of a scope of which ``device`` holds the lease."""
    query = select(_table.c.series_id).where(
        _table.c.scope == scope, _table.c.device == device, _table.c.state == HELD
    )
    return list(conn.scalars(query.order_by(_table.c.series_id)))


def save(conn: Connection, row: LeaseRow) -> None:
    """Write a series' lease in place of the one before."""
    conn.execute(
        delete(_table).where(_table.c.scope == row.scope, _table.c.series_id == row.series_id)
    )
    values = asdict(row)
    del values["revoked"]
    conn.execute(insert(_table), values)


def end(conn: Connection, past: PastEpoch) -> None:
    """Keep how a lease ended."""
    conn.execute(insert(_past), asdict(past))


def past_epoch(conn: Connection, scope: str, series_id: str, epoch: int) -> PastEpoch | None:
    """How a lease ended; ``None`` where there was none of that epoch, or it has not ended."""
    query = select(_past).where(
        _past.c.scope == scope, _past.c.series_id == series_id, _past.c.epoch == epoch
    )
    found = conn.execute(query).one_or_none()
    return PastEpoch(**found._asdict()) if found else None

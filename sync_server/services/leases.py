"""Leases: one place gives the numbers of a series at any time, under a signed word (design §7)."""

from __future__ import annotations

from sqlalchemy import Connection

from common.changes.changeset import Change
from common.changes.record import Values
from common.errors import NotAllowed
from common.rules.numbering import LEASE_DOMAIN, Lease
from sync_server.db import leases, records
from sync_server.db.leases import HELD, LeaseRow
from sync_server.services.context import Server
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from sync_server.services.wellformed import is_id


def held_by(conn: Connection, server: Server, device: int) -> list[Lease]:
    """All leases of a device, signed."""
    return [_signed(server, row) for row in leases.held_by(conn, device)]


def take(work: ScopeWork, device: int, series_id: str) -> Lease:
    """Give a released series to ``device`` under the next epoch; its own is given again.

    Raises:
        NotAllowed: ``series_held`` (param ``device``); ``series_unknown``.
    """
    present = leases.of_scope(work.conn, work.scope).get(series_id)
    if present and present.state == HELD:
        if present.device != device:
            raise NotAllowed("series_held", device=present.device)
        return _signed(work.server, present)
    if not is_id(series_id) or work.state.record(("series", series_id)) is None:
        raise NotAllowed("series_unknown", series=series_id)
    epoch = present.epoch + 1 if present else 1
    (row,) = _grant(work, device, {series_id: epoch})
    return _signed(work.server, row)


def take_never_held(work: ScopeWork, device: int) -> None:
    """Give ``device`` every series of the office that nobody has held yet."""
    known = leases.of_scope(work.conn, work.scope)
    series = records.of_entity(work.conn, work.scope, "series")
    _grant(work, device, {one.id: 1 for one in series if one.id not in known})


def _grant(work: ScopeWork, device: int, epochs: dict[str, int]) -> list[LeaseRow]:
    """Write the leases and tell the office of them by an act of the server."""
    changes: list[Change] = []
    rows = []
    for series_id, epoch in epochs.items():
        values: Values = {"held_by": device, "epoch": epoch}
        if change := difference(work, "series", series_id, values):
            changes.append(change)
        rows.append(LeaseRow(work.scope, series_id, device, epoch, HELD))
    act(work, "grant_lease", changes)
    for row in rows:
        leases.save(work.conn, row)
    return rows


def _signed(server: Server, row: LeaseRow) -> Lease:
    lease = Lease(row.scope, row.series_id, row.device, row.epoch)
    signature = server.key.sign(LEASE_DOMAIN, lease.message())
    return Lease(row.scope, row.series_id, row.device, row.epoch, signature)

"""Leases: one place gives the numbers of a series at any time, under a signed word (design §7).

::

    never held ──first clerk's PC──▶ held by a PC ──release──▶ free ──take──▶ held, next epoch
                                        │                       │ numbering by the server
                                        ▼ revoke                ▼
                               free, or held by another     held by device 0
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.errors import NotAllowed
from common.rules.numbering import LEASE_DOMAIN, Lease
from sync_server.db import leases, records
from sync_server.db.leases import HELD, RELEASED, LeaseRow, PastEpoch
from sync_server.services.claims import NUMBERED_BY_SERVER
from sync_server.services.context import SERVER_DEVICE, Server
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from sync_server.services.wellformed import is_id
from sync_server.services.working_set import Difference


def held_by(conn: Connection, server: Server, device: int) -> list[Lease]:
    """All leases of a device, signed."""
    return [_signed(server, row) for row in leases.held_by(conn, device)]


def take(work: ScopeWork, device: int, series_id: str) -> Lease:
    """Give a released series to ``device`` under the next epoch; its own is given again.

    Raises:
        NotAllowed: ``series_held`` (param ``device``); ``series_numbered_by_server``;
            ``series_unknown``.
    """
    present = leases.of_scope(work.conn, work.scope).get(series_id)
    series = work.state.record(("series", series_id)) if is_id(series_id) else None
    if series is None:
        raise NotAllowed("series_unknown", series=series_id)
    if _is_numbered_here(series):
        raise NotAllowed("series_numbered_by_server", series=str(series.values.get("code")))
    if present and present.state == HELD:
        if present.device != device:
            raise NotAllowed("series_held", device=present.device)
        return _signed(work.server, present)
    (row,) = _grant(work, device, {series_id: present.epoch + 1 if present else 1})
    return _signed(work.server, row)


def take_never_held(work: ScopeWork, device: int) -> None:
    """Give ``device`` every series of the office that nobody has held yet."""
    known = leases.of_scope(work.conn, work.scope)
    series = records.of_entity(work.conn, work.scope, "series")
    _grant(work, device, {one.id: 1 for one in series if one.id not in known})


def follow(work: ScopeWork, changed: Difference) -> None:
    """What a changed series means for its lease: given back, or numbered by the server from now on.

    A lease ends with the numbers that came before its release. The server takes a series only when
    no PC holds it any more.
    """
    present = leases.of_scope(work.conn, work.scope).get(changed.after.id)
    numbered_here = _is_numbered_here(changed.after)
    if present and present.state == HELD:
        by_server = present.device == SERVER_DEVICE
        given_back = changed.after.values.get("held_by") == 0
        if not (by_server and not numbered_here) and not (not by_server and given_back):
            return
        present = _release(work, present)
    if numbered_here:
        _grant(work, SERVER_DEVICE, {changed.after.id: present.epoch + 1 if present else 1})


def _release(work: ScopeWork, present: LeaseRow) -> LeaseRow:
    ended = replace(present, state=RELEASED)
    past = PastEpoch(
        present.scope, present.series_id, present.epoch, present.device, RELEASED, work.now_ms
    )
    leases.save(work.conn, ended)
    leases.end(work.conn, past)
    return ended


def _is_numbered_here(series: Record) -> bool:
    return series.values.get("numbering") == NUMBERED_BY_SERVER


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

"""An order to erase carried out on this PC: in every layer, file and copy (R6, I9).

::

    own bodies, evidence, index, names of files ─┐ one transaction, in which the second file is
    second file written anew without the bodies ─┘ replaced: power cut leaves the old or the new
        ─▶ files and opened copies overwritten ─▶ databases set aside removed ─▶ log emptied
        ─▶ only then the order stands as erased, and the next exchange says so

What was cut is done again from the start, at the next exchange or when the store is opened.
An own action that the server does not have yet keeps its body until it is sent: the server judges
it, keeps what the order leaves, and only then it goes here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from common.changes.merge import Fate
from common.changes.record import Key
from common.errors import EnvironmentFault
from common.rules.redaction import Order
from desktop.store import files, layers, pending, redactions, repairs, search_index
from desktop.store.connection import Connection
from desktop.store.faults import environment_faults
from desktop.store.opening import OPENED_NAME, wipe_copies, wiped
from desktop.store.redactions import DUE, ERASED
from desktop.store.second_file import Entry
from desktop.store.store import Store

_BATCH = 200
_WAITS = (Fate.PARKED, Fate.HELD, Fate.QUARANTINED)
_SET_ASIDE = ("*.damaged-*", "*.bak", "restoring-*/*")
"""Copies of the whole store, kept in case: they cannot be erased in part."""


@dataclass
class _Done:
    """What one transaction erased. ``waiting`` orders reach something that must stay a while."""

    orders: list[Order] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)
    keys: set[Key] = field(default_factory=set)


def erase_due(store: Store) -> list[Key]:
    """Carry out the orders that are due; the records that look otherwise now.

    Raises:
        EnvironmentFault: ``disk_full`` and its kin; what is not done stays due.
    """
    with store.read() as connection:
        if not redactions.scopes_due(connection):
            return []
    done = _Done()
    with store.write() as connection:
        for scope in redactions.scopes_due(connection):
            _erase_scope(connection, scope, done)
        _index(connection)
        _erase_second_file(store, connection, done)
    is_clean = _erase_files(store, done.orders) and store.empty_log()
    if is_clean:
        ready = [one.id for one in done.orders if one.id not in done.waiting]
        with store.write() as connection:
            redactions.move(connection, ready, before=DUE, after=ERASED)
    return sorted(done.keys)


def _erase_scope(connection: Connection, scope: str, done: _Done) -> None:
    orders = redactions.in_state(connection, DUE, scope)
    done.orders += orders
    keys: set[Key] = set()
    for own in pending.all_own(connection, scope):
        if own.changeset.is_erased:
            done.places.add((scope, own.seq))
            continue
        reaching = [one for one in orders if redactions.reaches([one], own.changeset)]
        if not reaching:
            continue
        if not _is_over(connection, own):
            done.waiting |= {one.id for one in reaching}
            continue
        keys |= {(change.entity, change.id) for change in own.changes}
        pending.erase_body(connection, own)
        done.places.add((scope, own.seq))
    for order in orders:
        repairs.erase(connection, order.targets)
        files.forget(connection, scope, order.files)
    layers.recompute(connection, scope, sorted(keys))
    done.keys |= keys


def _is_over(connection: Connection, own: pending.OwnChangeset) -> bool:
    """Whether what it wrote is the server's to show: it left the overlay, as nothing does that was
    not sent, or waits there for a person."""
    return own.fate in _WAITS or not pending.is_overlaid(connection, own.scope, own.seq)


def _index(connection: Connection) -> None:
    """The words of what changed leave the index now, also out of what it only marks as gone."""
    while search_index.index_some(connection, _BATCH):
        pass
    search_index.forget_deleted(connection)


def _erase_second_file(store: Store, connection: Connection, done: _Done) -> None:
    """Inside the transaction, like every append: nobody else writes the file meanwhile."""
    ends = {scope: pending.own_end(connection, scope) for scope in {s for s, _ in done.places}}

    def without_bodies(raw: bytes) -> bytes:
        entry = msgspec.msgpack.decode(raw, type=Entry)
        changeset = entry.changeset
        if changeset is None or changeset.is_erased:
            return raw
        place = entry.scope, entry.seq
        never_committed = entry.seq > ends.get(entry.scope, 0)
        if place in done.places or (never_committed and redactions.reaches(done.orders, changeset)):
            return msgspec.msgpack.encode(
                msgspec.structs.replace(entry, changeset=changeset.erased())
            )
        return raw

    store.journal.rewrite(without_bodies)


def _erase_files(store: Store, orders: Iterable[Order]) -> bool:
    """Contents, copies laid out for viewing, and whole stores set aside; whether all are gone.

    One that another program holds must not stop the office: the order stays due.
    """
    hashes = {sha256 for order in orders for sha256 in order.files}
    try:
        for sha256 in sorted(hashes):
            store.blobs.remove(sha256)
        left = wipe_copies(store.folder / OPENED_NAME, hashes)
        with environment_faults():
            for path in _set_aside(store.folder):
                left += wiped(path)
    except EnvironmentFault:
        return False
    return not left


def _set_aside(folder: Path) -> list[Path]:
    return [path for pattern in _SET_ASIDE for path in folder.glob(pattern) if path.is_file()]

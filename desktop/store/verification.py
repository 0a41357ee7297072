"""Whether the store is what it says it is: pages, chain, layers, registers, second file, files.

Asks no server and changes nothing. What is found is told, not mended: a repair that guesses would
hide what happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from common.changes.chain import genesis, next_hash
from common.errors import EnvironmentFault
from common.text.findings import Finding, Told
from desktop.store import base, layers, log_heads, pending, recount, repairs
from desktop.store.connection import Connection, one_moment
from desktop.store.journal_check import check_journal
from desktop.store.meta import DeviceIdentity
from desktop.store.register_check import check_registers
from desktop.store.repairs import Repair
from desktop.store.store import Store

_BATCH = 500
_PIECE_SIZE_BYTES = 1 << 20


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong with it; nothing, in a sound store."""

    findings: tuple[Finding, ...]
    changesets: int
    journal_entries: int
    files: int
    files_to_come: int
    """Named by a record and not here yet: no fault."""
    repaired: tuple[Repair, ...] = ()
    """What earlier comparisons with the server found damaged and healed, newest first."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Findings beyond the first few of a kind, by their code."""


def verify(store: Store, who: DeviceIdentity) -> Verified:
    """Look at everything that this PC keeps; reads every file, so it takes as long as that.

    Raises:
        EnvironmentFault: ``store_damaged`` where the damage lets nothing be read.
    """
    told = Told()
    told.add(Finding("pages", "page_damaged", {"told": one}) for one in _pages(store))
    with store.read() as connection, one_moment(connection):
        changesets, wrong = _chain(connection, who)
        told.add(wrong)
        told.add(_bases(connection, who))
        told.add(_views(connection, who))
        told.add(_heads(connection, who))
        told.add(check_registers(connection, who.office_scope))
        entries, wrong = check_journal(store, connection, who, changesets)
        told.add(wrong)
        here, to_come = _named_files(connection)
        repaired = tuple(repairs.newest(connection))
    told.add(_unreadable(store, here))
    return Verified(
        tuple(told.findings),
        changesets,
        entries,
        len(here),
        to_come,
        repaired,
        dict(told.left_out),
    )


def _pages(store: Store) -> list[str]:
    return store.integrity_problems()


def _chain(connection: Connection, who: DeviceIdentity) -> tuple[int, list[Finding]]:
    """Own changesets are dense, and each hash follows from the one before (R5, R9)."""
    scope, wrong = who.office_scope, []
    previous, seq = genesis(scope, who.device), 0
    for own in _own(connection, scope):
        seq += 1
        previous = next_hash(previous, own.changeset)
        if own.seq != seq or own.hash != previous:
            wrong.append(Finding("chain", "chain_differs", {"scope": scope, "seq": own.seq}))
            previous, seq = own.hash, own.seq
    end = pending.chain_end(connection, scope, who.device)
    if (end.seq, end.hash) != (seq, previous):
        wrong.append(Finding("chain", "chain_end_differs", {"scope": scope, "seq": end.seq}))
    return seq, wrong


def _own(connection: Connection, scope: str) -> Iterator[pending.OwnChangeset]:
    seq = 0
    while batch := pending.after(connection, scope, seq, _BATCH):
        yield from batch
        seq = batch[-1].seq


def _bases(connection: Connection, who: DeviceIdentity) -> Iterator[Finding]:
    """The server's bytes are those that were hashed as they came, and their sum is the digest."""
    for scope in who.scopes:
        counted = recount.of(connection, scope)
        for entity, record_id in counted.wrong:
            yield Finding("records", "record_altered", {"entity": entity, "id": record_id})
        if counted.root != base.scope_state(connection, scope).digest:
            yield Finding("records", "digest_differs", {"scope": scope})


def _views(connection: Connection, who: DeviceIdentity) -> list[Finding]:
    return [
        Finding("view", "view_differs", {"entity": entity, "id": record_id})
        for scope in who.scopes
        for entity, record_id in layers.differences(connection, scope)
    ]


def _heads(connection: Connection, who: DeviceIdentity) -> Iterator[Finding]:
    """The server's log was only continued, as far as its signed heads say by themselves, and the
    cursor is the last of them; `desktop.sync.proof` asks the server for the rest."""
    for scope in who.scopes:
        heads = log_heads.kept(connection, scope)
        for one in log_heads.contradictions(heads):
            yield Finding("proof", "log_rewritten", {"scope": scope, "seq": one.cursor.seq})
        cursor = base.scope_state(connection, scope).cursor
        if heads and cursor and heads[-1].cursor != cursor:
            yield Finding("proof", "head_differs", {"scope": scope, "seq": cursor.seq})


def _named_files(connection: Connection) -> tuple[list[str], int]:
    """Files that should be here, and how many are still to come."""
    here = connection.execute("SELECT DISTINCT sha256 FROM files WHERE here = 1").fetchall()
    to_come = connection.execute("SELECT count(*) FROM files WHERE here = 0").fetchone()
    return [sha256 for (sha256,) in here], int(to_come[0])


def _unreadable(store: Store, here: list[str]) -> Iterator[Finding]:
    """Files that are gone, or whose bytes are not what their name says."""
    for sha256 in here:
        try:
            with store.blobs.open(sha256) as content:
                while content.read(_PIECE_SIZE_BYTES):
                    pass
        except EnvironmentFault as fault:
            yield Finding("files", fault.code, {"sha256": sha256})

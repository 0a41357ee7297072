"""What the server itself does in a scope, as device 0: real changesets in its own signed chain.

Deliveries, statuses, people, leases, the ledger of what was quarantined and conflicts all reach the
PCs by the ordinary pull, and stand in the same log as everybody's work (design §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from common.changes import chain
from common.changes.changeset import (
    FORMAT_VERSION,
    SALT_SIZE_BYTES,
    At,
    Change,
    Changeset,
    Guard,
    Header,
    build,
    name_of,
)
from common.changes.heads import seen_by
from common.changes.merge import Fate, Merged, merge
from common.changes.record import Values
from common.protocol.messages import Result
from common.rules.actions import ACTIONS
from sync_server.services.context import SERVER_DEVICE
from sync_server.services.parking import conflict_changes
from sync_server.services.scope_work import ScopeWork

BATCH_BYTES_MAX = 192 * 1024
"""Encoded changes in one changeset of the server, well under what a changeset may hold (R10)."""


def act(work: ScopeWork, action: str, changes: Iterable[Change], *, actor: str = "") -> None:
    """Do ``action`` as device 0, in as many changesets as the size of ``changes`` asks for.

    ``actor`` is the id of the person on whose word it is done. What clashes is parked like
    anybody's; without changes nothing is done.
    """
    for batch in _batches(changes):
        _act_once(work, action, batch, actor)


def difference(work: ScopeWork, entity: str, record_id: str, values: Values) -> Change | None:
    """The change that brings a record to ``values``; ``None`` where it has them already."""
    present = work.state.record((entity, record_id))
    if present is None:
        return Change(entity, record_id, values)
    differing = {
        field: value for field, value in values.items() if present.values.get(field) != value
    }
    if not differing:
        return None
    return Change(entity, record_id, differing, seen_by(present.heads, differing))


@dataclass(frozen=True, slots=True)
class Given:
    """A changeset that can be read, with its place in its device's chain."""

    device: int
    seq: int
    changeset: Changeset
    chain_hash: bytes
    header: Header
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """``device.seq``."""
        return name_of(self.device, self.seq)


def own_changeset(
    work: ScopeWork,
    action: str,
    changes: tuple[Change, ...],
    actor: str,
    guards: tuple[Guard, ...] = (),
) -> Given:
    """The server's next changeset in this scope, not kept yet."""
    head = work.head(SERVER_DEVICE)
    header = Header(
        v=FORMAT_VERSION,
        scope=work.scope,
        device=SERVER_DEVICE,
        seq=head.seq + 1,
        seen=work.seq,
        at=At(work.now_ms, 0, 0),
        actor=actor,
        action=action,
        guards=guards,
    )
    changeset = build(header, changes, work.server.random.bytes(SALT_SIZE_BYTES))
    chain_hash = chain.next_hash(head.hash, changeset)
    return Given(SERVER_DEVICE, header.seq, changeset, chain_hash, header, changes)


def _act_once(work: ScopeWork, action: str, changes: tuple[Change, ...], actor: str) -> None:
    given = own_changeset(work, action, changes, actor)
    merged = merge(work.state, ACTIONS[action], given.name, changes, ())
    work.state.remember(given.name, changes)
    applied_seq = work.enter(SERVER_DEVICE, given.seq, given.chain_hash, merged)
    parked = [(*one.key, one.field) for one in merged.parked if one.head == given.name]
    result = Result(seq=given.seq, fate=merged.fate, applied_seq=applied_seq, parked=parked)
    work.keep(SERVER_DEVICE, given.changeset, given.chain_hash, result)
    raise_conflicts(work, given.name, changes, merged)


def raise_conflicts(
    work: ScopeWork, name: str, changes: tuple[Change, ...], merged: Merged
) -> None:
    """Write the conflicts that follow from a changeset, which is laid and kept already."""
    if merged.parked or (work.open_conflicts and merged.fate is Fate.APPLIED):
        act(work, "raise_conflict", conflict_changes(work, name, changes, merged))


def _batches(changes: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    batch: list[Change] = []
    size = 0
    for change in changes:
        change_size = len(msgspec.msgpack.encode(change))
        if batch and size + change_size > BATCH_BYTES_MAX:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(change)
        size += change_size
    if batch:
        yield tuple(batch)

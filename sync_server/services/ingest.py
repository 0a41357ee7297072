"""A push: one segment of a device's chain, taken in one transaction that holds the scope (R4).

::

    segment ──signature, chain──▶ not this device's ──▶ evidence, no seq used, "send from here"
       │ authentic
       ▼
    known already? ──▶ the stored result, the same each time
       │ new
       ▼
    judge ──▶ quarantined ─┐
       │  └─▶ held ────────┴─▶ kept in full, its numbers booked, the chain goes on
       ▼
    merge ──▶ applied                    ─┐
          ├─▶ parked: some fields applied ├─▶ next seq of the log; records, heads, hashes
          └─▶ parked whole                ─┘        │ parked values
                                                    ▼
                                    conflict records, by the server's own changeset

Then the consequences (postbox, leases) and one commit; only after it is the device answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec

from common.changes.changeset import (
    CHANGESET_SIZE_BYTES_MAX,
    Change,
    Changeset,
    Header,
    name_of,
    read_changes,
)
from common.changes.merge import Fate, Merged, merge
from common.changes.record import Key
from common.entities.offices import Role
from common.errors import ProtocolFault
from common.protocol.messages import Result, Segment
from common.rules.actions import ACTIONS
from common.rules.numbering import ledger_changes
from sync_server.db import cases, changesets
from sync_server.db.cases import Case
from sync_server.services.authentication import Authentic, check
from sync_server.services.claims import book
from sync_server.services.judging import Judge, Verdict, grant_key
from sync_server.services.parking import conflict_changes, without_equals
from sync_server.services.scope_work import ScopeWork, result_of
from sync_server.services.server_acts import act
from sync_server.services.wellformed import is_well_formed


@dataclass(frozen=True)
class Taken:
    """The fates of a segment's changesets, or the problem for which it was not taken."""

    results: tuple[Result, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """An authentic changeset, read; what it wrote with the ledger's rows that do not travel."""

    seq: int
    changeset: Changeset
    chain_hash: bytes
    header: Header | None
    changes: tuple[Change, ...] | None
    ledger: tuple[Change, ...]


def push(work: ScopeWork, device: int, public: bytes, segment: Segment) -> Taken:
    """Take a segment of ``device``, whose signing key is ``public``; see the drawing above."""
    checked = check(work, device, public, segment)
    results = [result_of(one) for one in checked.known]
    if checked.new:
        incoming = [_read(one) for one in checked.new]
        work.state.load(_keys(incoming))
        intake = _Intake(work, device)
        results += [intake.take(one) for one in incoming]
        intake.save()
    if checked.new and not checked.problem:
        changesets.add_segment(
            work.conn,
            work.scope,
            device,
            last_seq=incoming[-1].seq,
            head=incoming[-1].chain_hash,
            signature=segment.signature,
        )
    return Taken(tuple(results), checked.problem)


class _Intake:
    """The changesets of one push, one after the other."""

    def __init__(self, work: ScopeWork, device: int) -> None:
        self._work = work
        self._device = device
        self._judge = Judge(work, device)
        self._cases: list[Case] = []

    def take(self, one: _Incoming) -> Result:
        verdict = self._judge.verdict(one.header, one.changes)
        if verdict or one.header is None or one.changes is None:
            assert verdict is not None, "what cannot be read is never merged"
            return self._set_aside(one, verdict)
        return self._merge(one, one.header, one.changes)

    def save(self) -> None:
        cases.add(self._work.conn, self._work.scope, self._cases)

    def _merge(self, one: _Incoming, header: Header, changes: tuple[Change, ...]) -> Result:
        name, action = name_of(self._device, one.seq), ACTIONS[header.action]
        written = changes + one.ledger
        merged = merge(self._work.state, action, name, written, header.guards)
        merged = without_equals(merged) if merged.parked else merged
        parked_whole = merged.fate is Fate.PARKED and not merged.records
        if parked_whole:
            merged = _without_ledger(merged)
        self._work.state.remember(name, written)
        applied_seq = self._work.enter(self._device, one.seq, one.chain_hash, merged)
        result = Result(
            seq=one.seq,
            fate=merged.fate,
            applied_seq=applied_seq,
            parked=[(*value.key, value.field) for value in merged.parked if value.head == name],
            code=f"parked_{merged.reason}" if merged.fate is Fate.PARKED else "",
        )
        self._work.keep(self._device, one.changeset, one.chain_hash, result)
        if merged.parked:
            act(self._work, "raise_conflict", conflict_changes(self._work, merged))
        if parked_whole:
            book(self._work, header, cancelled=not action.paper_wins)
        else:
            self._judge.applied(header, changes)
        return result

    def _set_aside(self, one: _Incoming, verdict: Verdict) -> Result:
        result = Result(seq=one.seq, fate=verdict.fate, code=verdict.code, params=verdict.params)
        self._work.keep(self._device, one.changeset, one.chain_hash, result)
        self._judge.set_aside(name_of(self._device, one.seq), one.changes)
        self._cases.append(
            Case(
                device=self._device,
                seq=one.seq,
                state=str(verdict.fate),
                code=verdict.code,
                params=msgspec.msgpack.encode(verdict.params),
                opened_at=self._work.now_ms,
            )
        )
        book(self._work, one.header)
        return result


def _read(one: Authentic) -> _Incoming:
    changes = _changes_of(one)
    numbers = one.header.numbers if one.header and changes is not None else ()
    ledger = ledger_changes(numbers) if numbers else ()
    return _Incoming(one.seq, one.changeset, one.chain_hash, one.header, changes, ledger)


def _changes_of(one: Authentic) -> tuple[Change, ...] | None:
    """What the changeset wants to write; ``None`` where it cannot be read."""
    if one.header is None or one.changeset.size_bytes > CHANGESET_SIZE_BYTES_MAX:
        return None
    try:
        changes = read_changes(one.changeset)
    except ProtocolFault:
        return None
    return changes if is_well_formed(one.header, changes) else None


def _keys(incoming: Iterable[_Incoming]) -> Iterator[Key]:
    """Every record that the merge and the judge will look at."""
    actors = set()
    for one in incoming:
        for change in (*(one.changes or ()), *one.ledger):
            yield change.entity, change.id
        if one.header and one.changes is not None:
            actors.add(one.header.actor)
            yield from ((guard.entity, guard.id) for guard in one.header.guards)
    for actor in actors:
        yield "user", actor
        yield from (grant_key(actor, role) for role in Role)


def _without_ledger(merged: Merged) -> Merged:
    """An action parked whole, without its numbers: those are booked by the server instead."""
    return replace(
        merged, parked=tuple(value for value in merged.parked if value.key[0] != "number")
    )

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
          ├─▶ parked: some fields applied ┴─▶ next seq of the log; records, heads, hashes
          ├─▶ parked whole: a case with its conflict
          └─▶ discarded: done before, a note says so

Then the consequences (postbox, leases) and one commit; only after it is the device answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from common.changes.changeset import (
    CHANGESET_SIZE_BYTES_MAX,
    Change,
    Changeset,
    Header,
    name_of,
    read_changes,
)
from common.changes.merge import Fate
from common.changes.record import Key
from common.entities.offices import Role
from common.errors import ProtocolFault
from common.protocol.messages import Result, Segment
from common.rules.numbering import ledger_changes
from sync_server.db import changesets
from sync_server.services import casework
from sync_server.services.authentication import Authentic, check
from sync_server.services.claims import book
from sync_server.services.deciding import follow_settlement
from sync_server.services.erasing.standing import BODY_ERASED, REDACTED, orders_of
from sync_server.services.judging import Judge, Verdict, grant_key
from sync_server.services.laying import lay
from sync_server.services.scope_work import ScopeWork, result_of
from sync_server.services.server_acts import Given
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
        self._orders = orders_of(work.conn, work.scope)

    def take(self, one: _Incoming) -> Result:
        if one.changeset.is_erased:
            return self._set_aside(one, self._given(one), self._of_bare(one))
        one, is_reached = self._under_orders(one)
        verdict = self._judge.verdict(one.header, one.changes)
        if verdict and is_reached:  # nobody can decide later over what is left of it
            verdict = Verdict(Fate.DISCARDED, REDACTED, {})
        given = self._given(one)
        if verdict or given is None:
            assert verdict is not None, "what cannot be read is never merged"
            return self._set_aside(one, given, verdict)
        result = lay(self._work, given)
        if result.fate == Fate.PARKED and not result.applied_seq:
            self._judge.set_aside(given.name, given.changes)
        elif result.fate in (Fate.APPLIED, Fate.PARKED):
            self._judge.applied(given.header, given.changes)
            follow_settlement(self._work, given)
        return result

    def _under_orders(self, one: _Incoming) -> tuple[_Incoming, bool]:
        """What stands of a changeset before the orders of this scope, and whether one reaches it;
        its body is then not kept."""
        if one.header is None or one.changes is None:
            return one, False
        changes = self._orders.kept(one.header, one.changes, self._work.now_ms)
        if changes is one.changes:
            return one, False
        return replace(one, changes=changes, changeset=one.changeset.erased()), True

    def _of_bare(self, one: _Incoming) -> Verdict:
        """One that comes without its body, which its PC erased: an order must tell of it."""
        if one.header and self._orders.know(one.header, self._device, one.seq):
            return Verdict(Fate.DISCARDED, REDACTED, {})
        return Verdict(Fate.QUARANTINED, BODY_ERASED, {})

    def _given(self, one: _Incoming) -> Given | None:
        if one.header is None or one.changes is None:
            return None
        return Given(self._device, one.seq, one.changeset, one.chain_hash, one.header, one.changes)

    def _set_aside(self, one: _Incoming, given: Given | None, verdict: Verdict) -> Result:
        """Kept in full, its numbers booked; or fallen with what it went on from."""
        work, is_over = self._work, verdict.fate is Fate.DISCARDED
        result = Result(
            seq=one.seq,
            fate=verdict.fate,
            applied_seq=work.seq + 1 if is_over else 0,
            code=verdict.code,
            params=verdict.params,
        )
        work.keep(self._device, one.changeset, one.chain_hash, result)
        if is_over:
            assert given is not None, "it was read to be judged so"
            casework.note_closed(work, given, result)
        else:
            self._judge.set_aside(name_of(self._device, one.seq), one.changes)
            casework.open_case(work, self._device, result, given)
        book(work, one.header, cancelled=is_over)
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

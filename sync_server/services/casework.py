"""Cases: actions that were set aside whole, shown to the office and decided by a person (R9).

The table of open cases says what later changesets must wait for; the records of entity ``case`` are
what every PC of the office pulls. Both are written in one transaction.
"""

from __future__ import annotations

import msgspec

from common.changes.changeset import NumberClaim, name_of, read_changes, read_header
from common.changes.merge import Fate
from common.changes.record import Values
from common.errors import NotAllowed, ProtocolFault
from common.ids import derived_id
from common.protocol.messages import Result
from sync_server.db import cases, changesets
from sync_server.db.cases import Case
from sync_server.services.parking import instant_of, target_of
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import Given, act, difference
from sync_server.services.wellformed import is_well_formed

NEEDS = "needs_held"
FELL_WITH = "fell_with"
REDACTED = "redacted"
"""Its body was erased by order: nothing is left to apply."""

_decode_params = msgspec.msgpack.Decoder(dict[str, str]).decode


def case_id(scope: str, device: int, seq: int) -> str:
    """The derived id of a changeset's case: it has one at most."""
    return derived_id("case", scope, str(device), str(seq))


def open_case(
    work: ScopeWork,
    device: int,
    result: Result,
    given: Given | None,
    *,
    conflict_id: str = "",
    since: int = 0,
) -> None:
    """Set a changeset aside; ``given`` is ``None`` for one that cannot be read.

    ``since`` is the instant from which its case is open, now where there was none.
    """
    cases.add(
        work.conn,
        work.scope,
        Case(
            device=device,
            seq=result.seq,
            state=str(result.fate),
            code=result.code,
            params=msgspec.msgpack.encode(result.params),
            opened_at=since or work.now_ms,
        ),
    )
    values = _described(device, result, given)
    values |= {
        "state": str(result.fate),
        "code": result.code,
        "params": dict(result.params),
        "opened_at": since or work.now_ms,
        "needs": result.params.get("name") if result.code == NEEDS else None,
        "conflict_id": conflict_id or None,
        "closed_at": None,
    }
    _note(work, device, result.seq, values)


def note_closed(work: ScopeWork, given: Given, result: Result) -> None:
    """A changeset that was closed at once: the note is all that the office sees of it."""
    values = _described(given.device, result, given)
    values |= {
        "state": str(result.fate),
        "code": result.code,
        "params": dict(result.params),
        "opened_at": work.now_ms,
        "closed_at": work.now_ms,
        "applied_seq": result.applied_seq,
    }
    _note(work, given.device, result.seq, values)


def close(work: ScopeWork, device: int, result: Result, *, by: str, why: str) -> None:
    """A case is decided: its changeset is applied or discarded, or waits for its conflict."""
    cases.remove(work.conn, work.scope, device, result.seq)
    values: Values = {
        "state": str(result.fate),
        "closed_at": work.now_ms,
        "closed_by": by or None,
        "closed_why": why or None,
        "applied_seq": result.applied_seq,
        "parked": [list(one) for one in result.parked] or None,
    }
    if result.fate is not Fate.APPLIED and result.fate != Fate.PARKED:
        values |= {"code": result.code, "params": dict(result.params)}
    _note(work, device, result.seq, values)


def flush(work: ScopeWork) -> None:
    """Write the cases of this transaction as records of the scope."""
    notes, work.notes = work.notes, {}
    changes = (difference(work, "case", id_, values) for id_, values in notes.items())
    act(work, "note_case", [change for change in changes if change])


def dependants(work: ScopeWork, name: str) -> list[Case]:
    """Cases that are held with changeset ``name``, directly or through another, oldest first."""
    found: list[Case] = []
    names = {name}
    waiting = [case for case in cases.of_scope(work.conn, work.scope) if case.code == NEEDS]
    while True:
        new = [case for case in waiting if needed_by(case) in names and case not in found]
        if not new:
            return sorted(found, key=lambda case: (case.opened_at, case.device, case.seq))
        found += new
        names |= {name_of(case.device, case.seq) for case in new}


def needed_by(case: Case) -> str:
    """The changeset with which a case is held; empty for none."""
    return _decode_params(case.params).get("name", "")


def require_case(work: ScopeWork, device: int, seq: int) -> Case:
    """The open case of a changeset. Raises NotAllowed ``case_unknown``."""
    for case in cases.of_scope(work.conn, work.scope):
        if (case.device, case.seq) == (device, seq):
            return case
    raise NotAllowed("case_unknown", name=name_of(device, seq))


def kept(work: ScopeWork, device: int, seq: int) -> Given | None:
    """A changeset that is kept already, with what it writes; ``None`` if it cannot be read."""
    stored = changesets.named(work.conn, work.scope, device, seq)
    if stored is None:
        return None
    try:
        header = read_header(stored.changeset)
        changes = read_changes(stored.changeset)
    except ProtocolFault:
        return None
    if not is_well_formed(header, changes):
        return None
    return Given(device, seq, stored.changeset, stored.hash, header, changes)


def numbers_of(work: ScopeWork, device: int, seq: int) -> tuple[NumberClaim, ...]:
    """The numbers that a changeset which is kept gave, whether or not its body can be read."""
    stored = changesets.named(work.conn, work.scope, device, seq)
    try:
        return read_header(stored.changeset).numbers if stored else ()
    except ProtocolFault:
        return ()


def _described(device: int, result: Result, given: Given | None) -> Values:
    values: Values = {
        "changeset": name_of(device, result.seq),
        "device": device,
        "seq": result.seq,
    }
    if given:
        entity, record_id = target_of(given.header, given.changes)
        values |= {
            "action": given.header.action,
            "actor": given.header.actor,
            "made_at": max(0, instant_of(given.header)),
            "entity": entity or None,
            "record_id": record_id or None,
        }
    return values


def _note(work: ScopeWork, device: int, seq: int, values: Values) -> None:
    work.notes.setdefault(case_id(work.scope, device, seq), {}).update(values)

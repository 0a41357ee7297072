"""What people decide of cases and conflicts, and what follows from it (design §5).

::

    retry a case ──▶ judged again ──▶ applied ──▶ what was held with it is tried in order
    discard a case ──▶ what was held with it falls with it, listed before and asked for
    a conflict is settled ──▶ its field's value is written already
          ├─ over a whole action: it falls, or is applied as its author made it
          └─ over a number: the remedy that the answer asks for
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from common.changes.changeset import Change, NumberClaim, name_of
from common.changes.heads import seen_by
from common.changes.merge import Fate
from common.changes.record import Key, Record, Values
from common.entities.cases import DISPUTED_NUMBER, FIRST, ISSUED_TWICE, SETTLED
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.protocol.messages import Result
from common.rules.numbering import ledger_changes
from common.rules.settlement import Settlement, action_for, settlement_changes
from sync_server.db import cases
from sync_server.db.cases import Case
from sync_server.services import casework
from sync_server.services.claims import is_sound
from sync_server.services.judging import Judge
from sync_server.services.laying import impose, lay
from sync_server.services.parking import listed
from sync_server.services.remedies import remedy
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import Given, act, own_changeset
from sync_server.services.settling import SETTLEMENTS, record_of
from sync_server.services.twice import rows_of
from sync_server.services.working_set import name_parts

_RESTORED_WHY = "Văn bản được khôi phục sau khi đã gỡ bỏ"


def retry(
    work: ScopeWork, device: int, seq: int, *, by: str, why: str, admits: bool = False
) -> Result:
    """Judge a quarantined changeset again and apply it; ``admits`` a role that ended since, also
    for what was held with it.

    Raises:
        NotAllowed: ``case_unknown``; ``case_waits`` for one that is held or parked.
        VanThuError: why it is still not acceptable; nothing is changed.
    """
    case = casework.require_case(work, device, seq)
    if case.state != Fate.QUARANTINED:
        raise NotAllowed("case_waits", name=casework.needed_by(case) or name_of(device, seq))
    given = casework.kept(work, device, seq)
    if given and given.changeset.is_erased:
        raise RuleViolation("body_erased")
    judge = Judge(work, device, without=name_of(device, seq), admits=admits)
    verdict = judge.verdict(given.header if given else None, given.changes if given else None)
    if verdict or given is None:
        assert verdict is not None, "what cannot be read is never acceptable"
        raise RuleViolation(verdict.code, **verdict.params)
    admitted = frozenset(dependant_names(work, device, seq)) if admits else frozenset()
    result = _apply(work, given, lay, by=by, why=why)
    release(work, by=by, admitted=admitted)
    return result


def discard(
    work: ScopeWork, device: int, seq: int, *, by: str, why: str, with_dependants: bool = False
) -> list[str]:
    """Close a case without applying it; the names of what fell with it.

    Raises:
        NotAllowed: ``case_unknown``; ``case_waits`` for one that is parked: its conflict is settled
            instead; ``case_has_dependants`` (param ``names``) unless those may fall too.
    """
    case = casework.require_case(work, device, seq)
    if case.state == Fate.PARKED:
        raise NotAllowed("case_waits", name=name_of(device, seq))
    name = name_of(device, seq)
    falling = [name_of(one.device, one.seq) for one in casework.dependants(work, name)]
    if falling and not with_dependants:
        raise NotAllowed("case_has_dependants", names=", ".join(falling))
    _fall(work, case, by=by, why=why)
    return falling


def dependant_names(work: ScopeWork, device: int, seq: int) -> list[str]:
    """What would fall with a case."""
    found = casework.dependants(work, name_of(device, seq))
    return [name_of(one.device, one.seq) for one in found]


def settle_here(
    work: ScopeWork, conflict_id: str, settlement: Settlement, *, actor: str = ""
) -> None:
    """Settle a conflict as the server, on the word of a person of the centre.

    Raises:
        RuleViolation: ``record_not_found``; as `common.rules.settlement.settlement_changes`;
            the code for which it could not be applied.
    """
    conflict = work.state.record(("conflict", conflict_id))
    if conflict is None:
        raise RuleViolation("record_not_found", entity="conflict", id=conflict_id)
    record = work.state.record(record_of(conflict))
    changes, guards = settlement_changes(conflict, record, settlement)
    given = own_changeset(work, action_for(conflict.values), changes, actor, guards)
    result = lay(work, given)
    if result.fate != Fate.APPLIED:
        raise RuleViolation(result.code)
    follow_settlement(work, given)


def follow_settlement(work: ScopeWork, given: Given) -> None:
    """What a settlement asks for that was just laid, where it settled a conflict."""
    if given.header.action not in SETTLEMENTS:
        return
    for change in given.changes:
        conflict = work.state.record(("conflict", change.id))
        if conflict is None or not _was_settled_by(work, conflict, given):
            continue
        _follow(work, conflict, actor=given.header.actor)


def release(work: ScopeWork, *, by: str, admitted: Collection[str] = ()) -> None:
    """Try what is held, in order, until nothing moves: what it waited for is decided.

    Those ``admitted`` may have been made under a role that has ended since.
    """
    moved = True
    while moved:
        moved = False
        for case in cases.of_scope(work.conn, work.scope):
            is_admitted = name_of(case.device, case.seq) in admitted
            if case.state == Fate.HELD and _try_held(work, case, by=by, admits=is_admitted):
                moved = True


def _was_settled_by(work: ScopeWork, conflict: Record, given: Given) -> bool:
    """Whether this changeset is the one that closed the conflict, now."""
    heads = conflict.heads
    is_its = heads.get("settled_why", heads.get("*")) == given.name
    place = record_of(conflict), str(conflict.values.get("field"))
    whole = record_of(conflict), str(conflict.values.get("changeset"))
    is_new = place in work.open_conflicts or whole in work.open_conflicts
    return is_its and conflict.values.get("state") == SETTLED and is_new


def _follow(work: ScopeWork, conflict: Record, *, actor: str) -> None:
    values = conflict.values
    by = actor or str(values.get("settled_by") or "")
    for field in ("field", "changeset"):
        work.open_conflicts.pop((record_of(conflict), str(values.get(field))), None)
    outcome, why = str(values.get("outcome")), str(values.get("settled_why") or "")
    kind = values.get("kind")
    parts = name_parts(str(values.get("changeset") or ""))
    case = _case_of(work, *parts) if parts else None
    if kind in (DISPUTED_NUMBER, ISSUED_TWICE):
        if case:
            _fall(work, case, by=by, why=why)
        act(work, "settle_number", remedy(work, conflict, outcome, by), actor=actor)
        return
    if parts is None:
        return
    if outcome == FIRST:
        if case:
            _fall(work, case, by=by, why=why)
        else:
            act(work, "settle_conflict", _undone(work, conflict), actor=actor)
        return
    given = casework.kept(work, *parts)
    if given and given.changeset.is_erased:
        if case:
            _fall(work, case, by=by, why=why, code=casework.REDACTED)
    elif given and not case:
        act(work, "settle_conflict", _done_again(work, given), actor=actor)
    elif given:
        act(work, "settle_conflict", _restored(work, conflict), actor=actor)
        _apply(work, given, lambda work, given, again: impose(work, given), by=by, why=why)
        release(work, by=by)


def _apply(
    work: ScopeWork, given: Given, how: Callable[..., Result], *, by: str, why: str
) -> Result:
    cases.remove(work.conn, work.scope, given.device, given.seq)
    result = how(work, given, again=True)
    if not (result.fate == Fate.PARKED and not result.applied_seq):
        casework.close(work, given.device, result, by=by, why=why)
    follow_settlement(work, given)
    return result


def fall_by_order(work: ScopeWork, case: Case, *, by: str, why: str) -> None:
    """Close a case whose body is erased by order: nothing is left to apply (R6)."""
    _fall(work, case, by=by, why=why, code=casework.REDACTED)


def _fall(work: ScopeWork, case: Case, *, by: str, why: str, code: str = "discarded") -> None:
    """A case and all that is held with it is discarded; its numbers are cancelled."""
    name = name_of(case.device, case.seq)
    falling = casework.dependants(work, name)
    _close_discarded(work, case, code, {"reason": why}, by=by, why=why)
    for one in falling:
        _close_discarded(work, one, casework.FELL_WITH, {"name": name}, by=by, why=why)


def _close_discarded(
    work: ScopeWork, case: Case, code: str, params: dict[str, str], *, by: str, why: str
) -> None:
    result = Result(
        seq=case.seq, fate=Fate.DISCARDED, applied_seq=work.seq + 1, code=code, params=params
    )
    work.refate(case.device, case.seq, result)
    casework.close(work, case.device, result, by=by, why=why)
    claims = casework.numbers_of(work, case.device, case.seq)
    act(work, "book_numbers", _cancelled(work, claims, why))


def _try_held(work: ScopeWork, case: Case, *, by: str, admits: bool) -> bool:
    """Whether a held changeset could be decided now."""
    given = casework.kept(work, case.device, case.seq)
    name = name_of(case.device, case.seq)
    judge = Judge(work, case.device, without=name, admits=admits)
    verdict = judge.verdict(given.header if given else None, given.changes if given else None)
    if verdict is None and given is not None:
        _apply(work, given, lay, by=by, why="")
        return True
    assert verdict is not None, "what cannot be read is never acceptable"
    if verdict.fate is Fate.HELD and verdict.params.get("name") == casework.needed_by(case):
        return False
    if verdict.fate is Fate.DISCARDED:
        _close_discarded(work, case, verdict.code, verdict.params, by=by, why="")
        return True
    result = Result(seq=case.seq, fate=verdict.fate, code=verdict.code, params=verdict.params)
    work.refate(case.device, case.seq, result)
    casework.open_case(work, case.device, result, given, since=case.opened_at)
    return True


def _case_of(work: ScopeWork, device: int, seq: int) -> Case | None:
    found = cases.of_scope(work.conn, work.scope)
    return next((case for case in found if (case.device, case.seq) == (device, seq)), None)


def _cancelled(work: ScopeWork, claims: Iterable[NumberClaim], why: str) -> list[Change]:
    """The rows of a discarded changeset's numbers, struck through with the reason."""
    changes = []
    for row in ledger_changes(tuple(claim for claim in claims if is_sound(claim))):
        present = work.state.record((row.entity, row.id))
        if present and present.values.get("document_id") == row.set.get("document_id"):
            values: Values = {"state": "cancelled", "reason": why}
            changes.append(Change(*present.key, values, seen_by(present.heads, values)))
    return changes


def _restored(work: ScopeWork, conflict: Record) -> list[Change]:
    """The record brought back, where the parked action went on from one that was removed."""
    record = work.state.record(record_of(conflict))
    if record is None or record.values.get("removed_at") is None:
        return []
    values: Values = {"removed_at": None, "removed_why": None}
    change = Change(*record.key, values, seen_by(record.heads, values))
    rows = [_dated_again(work, record, row) for row in _rows_as(work, record, "given", None)]
    return [change, *rows]


def _dated_again(work: ScopeWork, document: Record, change: Change) -> Change:
    """A row whose date went with the removal, dated as its document: the numbers after it may have
    earlier dates, so it says that it is out of order."""
    row = work.state.record((change.entity, change.id))
    dated = document.values.get("arrival_date") or document.values.get("issued_date")
    if row is None or row.values.get("dated") is not None or dated is None:
        return change
    values: Values = {**change.set, "dated": dated, "out_of_order": True, "reason": _RESTORED_WHY}
    return Change(change.entity, change.id, values, seen_by(row.heads, values))


def _rows_as(work: ScopeWork, document: Record, state: str, why: Value) -> list[Change]:
    """The rows of a document's number, which follow it when it is removed or comes back."""
    changes = []
    for row_id in rows_of(document):
        row = work.state.record(("number", row_id))
        if row and row.values.get("document_id") == document.id:
            values: Values = {"state": state, "reason": why}
            changes.append(Change(*row.key, values, seen_by(row.heads, values)))
    return changes


def _done_again(work: ScopeWork, given: Given) -> list[Change]:
    """What an action wrote that stands in the log, or was closed, written once more: people settled
    its conflict a second time."""
    changes = []
    for change in given.changes:
        record = work.state.record((change.entity, change.id))
        values: Values = {**change.set}
        if record and record.values.get("removed_at") is not None:
            values = {"removed_at": None, "removed_why": None, **values}
        base = seen_by(record.heads, values) if record else {}
        changes.append(Change(change.entity, change.id, values, base))
    return changes


def _undone(work: ScopeWork, conflict: Record) -> list[Change]:
    """What stood before a parked action was applied, where a later settlement says so."""
    stood: dict[Key, Values] = {}
    sides = listed(conflict.values.get("candidates"))
    for one in sides[0]["value"] if sides and isinstance(sides[0]["value"], list) else ():
        stood.setdefault((one["entity"], one["id"]), {})[one["field"]] = one["value"]
    changes = []
    for key, values in stood.items():
        record = work.state.record(key)
        if record is None:
            continue
        if all(value is None for value in values.values()):
            values = {"removed_at": work.now_ms, "removed_why": conflict.values.get("settled_why")}
        changes.append(Change(*key, values, seen_by(record.heads, values)))
        if values.get("removed_at") is not None:
            changes += _rows_as(work, record, "cancelled", values.get("removed_why"))
    return changes

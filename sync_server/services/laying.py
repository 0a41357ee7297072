"""An acceptable changeset laid over its scope: merged, entered, and what follows from it.

::

    merge ──▶ applied, or some fields parked ─▶ the ledger's rows ─▶ next seq of the log
          ├─▶ parked whole ─▶ a case and its conflict; its numbers are booked
          └─▶ discarded: somebody did it before ─▶ a case that says so; its numbers are cancelled
                                      ▼
            conflict records, by the server's own changeset right after it

A person's push, a case that is tried again and a settlement from the console all come through here.
"""

from __future__ import annotations

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.merge import Fate, Merged, merge, overlaid
from common.changes.obstacles import FIRST, TWICE
from common.changes.record import Key, Record, Values
from common.protocol.messages import Result
from common.rules.actions import ACTIONS
from common.rules.numbering import ledger_changes
from sync_server.services import casework, settling
from sync_server.services.claims import book
from sync_server.services.ledger import second_issue, with_ledger
from sync_server.services.parking import joined, note_open, whole_conflict
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import Given, act, raise_conflicts
from sync_server.services.twice import first_number, rows_of, twice_conflict

_CODES = {
    FIRST: "done_before",
    settling.MOVED_ON: "side_added",
    settling.OTHERWISE: "settled_otherwise",
}
"""Why a changeset is discarded at once: codes for the reasons of the merge."""


def lay(work: ScopeWork, given: Given, *, again: bool = False) -> Result:
    """Merge a changeset that was judged; ``again`` for one that is kept already as a case."""
    header, name = given.header, given.name
    if header.action in settling.SETTLEMENTS:
        merged = settling.settle(work, name, header, given.changes)
    else:
        action = ACTIONS[header.action]
        merged = merge(work.state, action, name, given.changes, header.guards)
        merged = joined(work, given.changes, name, merged)
    return _enter(work, given, merged, again=again)


def impose(work: ScopeWork, given: Given) -> Result:
    """Apply an action that was parked whole as its author made it: its conflict is settled so.

    A record that was removed meanwhile comes back with it.
    """
    records: dict[Key, Record] = {}
    for change in given.changes:
        key = change.entity, change.id
        present = records.get(key) or work.state.record(key)
        records[key] = overlaid(present, change, given.name)
    return _enter(work, given, Merged(Fate.APPLIED, records), again=True)


def _enter(work: ScopeWork, given: Given, merged: Merged, *, again: bool) -> Result:
    written = given.changes + ledger_changes(given.header.numbers)
    work.state.remember(given.name, written)
    if merged.is_whole:
        return _park_whole(work, given, merged, again=again)
    if merged.fate is Fate.DISCARDED:
        return _discard(work, given, merged, again=again)
    merged = with_ledger(work, given.header, given.name, merged)
    applied_seq = work.enter(given.device, given.seq, given.chain_hash, merged)
    own = [one for one in merged.parked if one.head == given.name and one.key[0] != "number"]
    result = Result(
        seq=given.seq,
        fate=merged.fate,
        applied_seq=applied_seq,
        parked=[(*one.key, one.field) for one in own],
        code=f"parked_{merged.reason}" if merged.fate is Fate.PARKED else "",
    )
    _keep(work, given, result, again=again)
    raise_conflicts(work, given.name, given.changes, merged)
    act(work, "book_numbers", _struck_through(work, given))
    return result


def _struck_through(work: ScopeWork, given: Given) -> list[Change]:
    """Rows of documents that were removed by somebody who had not seen their number given."""
    changes = []
    for change in given.changes:
        if change.set.get("removed_at") is None:
            continue
        record = work.state.record((change.entity, change.id))
        why = record.values.get("removed_why") if record else None
        if record is None or why is None:
            continue
        for row_id in rows_of(record):
            row = work.state.record(("number", row_id))
            is_its = row and row.values.get("document_id") == record.id
            if row and is_its and row.values.get("state") == "given":
                values: Values = {"state": "cancelled", "reason": why}
                changes.append(Change(*row.key, values, seen_by(row.heads, values)))
    return changes


def _park_whole(work: ScopeWork, given: Given, merged: Merged, *, again: bool) -> Result:
    """Set aside with one conflict; it comes into the log only if that is settled so."""
    result = Result(seq=given.seq, fate=Fate.PARKED, code=f"parked_{merged.reason}")
    _keep(work, given, result, again=again)
    first = first_number(work, given.header) if merged.reason == TWICE else None
    if first:
        conflict = twice_conflict(work, given.name, given.header, first)
    else:
        conflict = whole_conflict(work, given.name, given.header, given.changes, merged.kind)
    act(work, "raise_conflict", [conflict])
    note_open(work, conflict.id)
    casework.open_case(work, given.device, result, given, conflict_id=conflict.id)
    if first:
        act(work, "book_numbers", second_issue(work, given.header, first))
    else:
        book(work, given.header)
    return result


def _discard(work: ScopeWork, given: Given, merged: Merged, *, again: bool) -> Result:
    """Closed with a note that every PC of the office sees; a number it had given is cancelled."""
    if merged.reason == settling.OTHERWISE:
        conflict = settling.reopened(work, given.name, given.header, given.changes)
        act(work, "raise_conflict", [conflict])
        note_open(work, conflict.id)
    code = _CODES.get(merged.reason, merged.reason)
    result = Result(seq=given.seq, fate=Fate.DISCARDED, applied_seq=work.seq + 1, code=code)
    _keep(work, given, result, again=again)
    casework.note_closed(work, given, result)
    book(work, given.header, cancelled=True)
    return result


def _keep(work: ScopeWork, given: Given, result: Result, *, again: bool) -> None:
    if again:
        work.refate(given.device, given.seq, result)
    else:
        work.keep(given.device, given.changeset, given.chain_hash, result)

"""What could not be written beside what stands, as conflict records that every PC pulls (R8).

One field has at most one open conflict: a later edit of it joins as the newest candidate, so that
one clash never opens five.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from common.changes.changeset import Change, Header
from common.changes.heads import seen_by
from common.changes.merge import Fate, Merged, ParkedValue
from common.changes.record import Key, Record
from common.entities.schema import Value
from common.ids import derived_id
from sync_server.db import conflicts
from sync_server.services.scope_work import ScopeWork

CANDIDATES_BYTES_MAX = 160 * 1024
"""A conflict must itself fit into a changeset, or the push that raises it could never be taken."""

Candidate = dict[str, Any]


def without_equals(merged: Merged) -> Merged:
    """The outcome without parked values that equal what stands: the same value is no conflict.

    An action parked whole that would have changed nothing is applied: two people did the same.
    """
    parked = tuple(one for one in merged.parked if not _same(one.value, one.standing))
    if len(parked) == len(merged.parked):
        return merged
    fate = merged.fate if parked else Fate.APPLIED
    return replace(merged, parked=parked, fate=fate, reason=merged.reason if parked else "")


def conflict_changes(work: ScopeWork, merged: Merged) -> list[Change]:
    """The conflict records that follow from parked values, made or joined.

    They must be written before the next changeset is merged.
    """
    kind = "field_clash" if merged.reason == "clash" else "workflow_clash"
    newest = {(parked.key, parked.field): parked for parked in merged.parked}
    changes = (_conflict_change(work, kind, parked) for parked in newest.values())
    return [change for change in changes if change]


def _conflict_change(work: ScopeWork, kind: str, parked: ParkedValue) -> Change | None:
    open_one = open_conflict(work, parked.key, parked.field)
    if open_one is None:
        return _new_conflict(work, kind, parked)
    candidates = _with_both(work, parked, list(_listed(open_one.values.get("candidates"))))
    if candidates == open_one.values.get("candidates"):
        return None
    base = seen_by(open_one.heads, ["candidates"])
    return Change("conflict", open_one.id, {"candidates": candidates}, base)


def open_conflict(work: ScopeWork, key: Key, field: str) -> Record | None:
    """The open conflict over a field of a record, if there is one."""
    for conflict_id in (
        work.conflicts_raised.get((key, field)),
        conflicts.find(work.conn, work.scope, key, field),
    ):
        found = work.state.record(("conflict", conflict_id)) if conflict_id else None
        if found and found.values.get("state") == "open":
            return found
    return None


def _new_conflict(work: ScopeWork, kind: str, parked: ParkedValue) -> Change:
    entity, record_id = parked.key
    conflict_id = derived_id("conflict", entity, record_id, parked.field, parked.head)
    values: dict[str, Value] = {
        "kind": kind,
        "entity": entity,
        "record_id": record_id,
        "field": parked.field,
        "base_value": {"value": parked.base_value},
        "candidates": _with_both(work, parked, []),
        "opened_at": work.now_ms,
        "state": "open",
    }
    work.conflicts_raised[parked.key, parked.field] = conflict_id
    return Change("conflict", conflict_id, values)


def _with_both(
    work: ScopeWork, parked: ParkedValue, candidates: list[Candidate]
) -> list[Candidate]:
    """The candidates with the standing side first and the parked side last, each once."""
    known = {candidate["head"] for candidate in candidates}
    for head, value in ((parked.standing_head, parked.standing), (parked.head, parked.value)):
        if head not in known:
            candidates = [*candidates, _candidate(work, head, value)]
    return _within_size(candidates)


def _candidate(work: ScopeWork, head: str, value: Value) -> Candidate:
    header = work.header_of(head)
    return {
        "value": value,
        "head": head,
        "actor": header.actor if header else "",
        "device": header.device if header else 0,
        "at": _instant(header) if header else 0,
    }


def _instant(header: Header) -> int:
    """When the person did it, put right by what the PC knew of the server's clock."""
    return header.at.wall_ms + (header.at.server_offset_ms or 0)


def _within_size(candidates: list[Candidate]) -> list[Candidate]:
    """Values of older parked candidates stay in the log only, where they would not fit here."""
    fitting = list(candidates)
    for index in range(1, len(fitting)):
        if len(msgspec.msgpack.encode(fitting)) <= CANDIDATES_BYTES_MAX:
            break
        fitting[index] = {**fitting[index], "value": None, "in_log": True}
    return fitting


def _listed(value: Value) -> list[Candidate]:
    found = value if isinstance(value, list) else []
    return [candidate for candidate in found if isinstance(candidate, dict)]


def _same(one: Value, other: Value) -> bool:
    return one == other and type(one) is type(other)

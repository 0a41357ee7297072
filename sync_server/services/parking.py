"""What could not be written beside what stands, as conflict records that every PC pulls (R8).

::

    a value is parked ──▶ its field has an open conflict? ──yes──▶ joins: the person's newest
          │                        │ no                          side replaces the one before
          │                        ▼
          │                  a new conflict: what stands first, then the parked side
          ▼
    a plain edit by somebody who saw what stands ──▶ the first side is the new value
          ▼
    all sides hold one value ──▶ closed by agreement

One field has at most one open conflict, so that one clash never opens five. A whole action that is
parked is one conflict of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from common.changes.changeset import Change, Header
from common.changes.heads import head_of, seen_by
from common.changes.merge import Fate, Merged, ParkedValue, is_same
from common.changes.record import Key, Record, Values
from common.entities.cases import AGREED, OPEN, SETTLED
from common.entities.schema import Value
from common.ids import derived_id
from common.rules.actions import ACTIONS
from sync_server.services.scope_work import ScopeWork

CANDIDATES_BYTES_MAX = 160 * 1024
"""A conflict must itself fit into a changeset, or the push that raises it could never be taken."""

Candidate = dict[str, Any]
_REMOVAL = ("removed_at", "removed_why")


@dataclass(frozen=True)
class _Written:
    """A field that a changeset wrote: its new value, and the head that its author saw."""

    key: Key
    field: str
    value: Value
    seen: str | None


def open_conflict(work: ScopeWork, key: Key, field: str) -> Record | None:
    """The open conflict over a field's values, if there is one; not one over a whole action."""
    conflict_id = work.open_conflicts.get((key, field))
    found = work.state.record(("conflict", conflict_id)) if conflict_id else None
    is_over_field = found is not None and not found.values.get("changeset")
    return found if found and is_over_field and found.values.get("state") == OPEN else None


def note_open(work: ScopeWork, conflict_id: str) -> None:
    """Remember a conflict, laid already, as open for the rest of the transaction."""
    conflict = work.state.record(("conflict", conflict_id))
    assert conflict is not None, "laid already"
    values = conflict.values
    key = str(values["entity"]), str(values["record_id"])
    work.open_conflicts[key, str(values.get("field") or values.get("changeset"))] = conflict_id


def joined(work: ScopeWork, changes: Iterable[Change], name: str, merged: Merged) -> Merged:
    """The outcome, with values that stand already but belong to a side of an open conflict parked.

    Whoever goes on from a parked value of their own and types what stands gives way; while others
    still disagree, that value is their newest side.
    """
    if not work.open_conflicts or merged.fate not in (Fate.APPLIED, Fate.PARKED):
        return merged
    parked = [
        ParkedValue(one.key, one.field, one.value, name, one.value, standing, one.value)
        for one in _fields_of(changes)
        if (standing := _gives_way(work, merged, one)) and not _would_close(work, one)
    ]
    if not parked or merged.is_whole:
        return merged
    reason = merged.reason or "clash"
    return replace(merged, fate=Fate.PARKED, parked=(*merged.parked, *parked), reason=reason)


def conflict_changes(
    work: ScopeWork, name: str, changes: Iterable[Change], merged: Merged
) -> list[Change]:
    """The conflict records that follow from a changeset, made, joined or closed.

    They are written right after it, before the next changeset is merged; its own records are laid
    already.
    """
    drafts = _Drafts(work)
    for parked in merged.parked:
        drafts.park(parked)
    if work.open_conflicts:
        known = {(parked.key, parked.field) for parked in merged.parked}
        for one in _fields_of(changes):
            if (one.key, one.field) not in known:
                drafts.follow(one, name)
    return drafts.changes()


def whole_conflict(
    work: ScopeWork, name: str, header: Header, changes: tuple[Change, ...], kind: str
) -> Change:
    """The conflict over an action that is parked whole: one, however many fields it writes."""
    entity, record_id = target_of(header, changes)
    conflict_id = derived_id("conflict", work.scope, name)
    standing, wanted = _both_sides(work, changes)
    record = work.state.record((entity, record_id))
    for field in _REMOVAL if record and record.values.get("removed_at") is not None else ():
        place = {"entity": entity, "id": record_id, "field": field}
        standing.append({**place, "value": record.values.get(field) if record else None})
        wanted.append({**place, "value": None})
    standing_head = max(record.heads.values(), key=_age) if record else ""
    candidates = [
        candidate(work, standing_head, standing),
        candidate(work, name, wanted),
    ]
    values: Values = {
        "kind": kind,
        "entity": entity,
        "record_id": record_id,
        "changeset": name,
        "action": header.action,
        "candidates": _within_size(candidates),
        "opened_at": work.now_ms,
        "state": OPEN,
    }
    return Change("conflict", conflict_id, values)


def target_of(header: Header, changes: tuple[Change, ...]) -> Key:
    """The record that an action is about: where people will look for it."""
    action = ACTIONS.get(header.action)
    for change in changes:
        if action and change.entity == action.target and not header.guards:
            return change.entity, change.id
    for guard in header.guards:
        return guard.entity, guard.id
    return (changes[0].entity, changes[0].id) if changes else ("", "")


def listed(value: Value) -> list[Candidate]:
    """The candidates of a conflict's field."""
    found = value if isinstance(value, list) else []
    return [candidate for candidate in found if isinstance(candidate, dict)]


class _Drafts:
    """Conflicts as one changeset leaves them, each written once."""

    def __init__(self, work: ScopeWork) -> None:
        self._work = work
        self._new: dict[tuple[Key, str], Values] = {}
        self._sides: dict[tuple[Key, str], list[Candidate]] = {}

    def park(self, parked: ParkedValue) -> None:
        """A parked value opens a conflict, or joins the open one."""
        place = parked.key, parked.field
        if place not in self._sides:
            present = open_conflict(self._work, *place)
            self._sides[place] = listed(present.values.get("candidates")) if present else []
            if present is None:
                self._new[place] = {
                    "kind": parked.kind,
                    "base_value": {"value": parked.base_value},
                    "opened_at": self._work.now_ms,
                }
        sides = self._sides[place]
        standing = candidate(self._work, parked.standing_head, parked.standing)
        rest = [one for one in sides[1:] if one["head"] != parked.standing_head]
        mine = candidate(self._work, parked.head, parked.value)
        self._sides[place] = [standing, *self._with_mine(place, rest, mine)]

    def follow(self, one: _Written, name: str) -> None:
        """A field that was written, or held the value already, beside an open conflict."""
        place = one.key, one.field
        present = open_conflict(self._work, *place)
        if present is None:
            return
        record = self._work.state.record(one.key)
        sides = self._sides.get(place) or listed(present.values.get("candidates"))
        if record and head_of(record.heads, one.field) == name:
            sides = [candidate(self._work, name, one.value), *sides[1:]]
        elif any(side["head"] == one.seen for side in sides[1:]):
            mine = candidate(self._work, name, one.value)
            sides = [
                _in_place_of([side], mine) if side["head"] == one.seen else side for side in sides
            ]
        self._sides[place] = sides

    def changes(self) -> list[Change]:
        """What is to be written, and what is open from now on."""
        made = [self._change(place, sides) for place, sides in self._sides.items()]
        return [change for change in made if change]

    def _with_mine(
        self, place: tuple[Key, str], rest: list[Candidate], mine: Candidate
    ) -> list[Candidate]:
        """The parked sides, this one in the place of the side that its author went on from."""
        key, field = place
        seen = self._work.seen_head(mine["head"], key, field)
        before = [one for one in rest if one["head"] == seen]
        without = [one for one in rest if one["head"] not in (seen, mine["head"])]
        return [*without, _in_place_of(before, mine)]

    def _change(self, place: tuple[Key, str], sides: list[Candidate]) -> Change | None:
        key, field = place
        values: Values = {"candidates": _within_size(sides)}
        if _all_same(sides):
            if place in self._new:
                return None
            values |= _agreement(sides, self._work.now_ms)
        if place not in self._new:
            present = open_conflict(self._work, key, field)
            assert present is not None, "a conflict that is not new is open"
            if _unchanged(present, values):
                return None
            if values.get("state") == SETTLED:
                del self._work.open_conflicts[place]
            return Change("conflict", present.id, values, seen_by(present.heads, values))
        conflict_id = derived_id("conflict", *key, field, sides[-1]["head"])
        self._work.open_conflicts[place] = conflict_id
        values |= {"entity": key[0], "record_id": key[1], "field": field, "state": OPEN}
        return Change("conflict", conflict_id, {**self._new[place], **values})


def _fields_of(changes: Iterable[Change]) -> Iterator[_Written]:
    for change in changes:
        for field, value in change.set.items():
            yield _Written((change.entity, change.id), field, value, head_of(change.base, field))


def _in_place_of(before: list[Candidate], mine: Candidate) -> Candidate:
    """A person's newest side, with the names of those of theirs that it replaces."""
    earlier = [name for one in before for name in (*one.get("earlier", ()), one["head"])]
    return {**mine, "earlier": earlier} if earlier else mine


def _gives_way(work: ScopeWork, merged: Merged, one: _Written) -> str:
    """The head of what stands, where ``one`` equals it and goes on from a parked side."""
    conflict = open_conflict(work, one.key, one.field)
    if conflict is None or any(p.key == one.key and p.field == one.field for p in merged.parked):
        return ""
    sides = listed(conflict.values.get("candidates"))
    record = work.state.record(one.key)
    if record is None or not any(side["head"] == one.seen for side in sides[1:]):
        return ""
    is_equal = is_same(record.values.get(one.field), one.value)
    return (head_of(record.heads, one.field) or "") if is_equal else ""


def _would_close(work: ScopeWork, one: _Written) -> bool:
    conflict = open_conflict(work, one.key, one.field)
    sides = listed(conflict.values.get("candidates")) if conflict else []
    others = [side for side in sides[1:] if side["head"] != one.seen]
    return all(is_same(side["value"], one.value) for side in others)


def _agreement(sides: list[Candidate], now_ms: int) -> Values:
    return {
        "state": SETTLED,
        "outcome": AGREED,
        "settled_value": {"value": sides[0]["value"]},
        "settled_at": now_ms,
    }


def _all_same(sides: list[Candidate]) -> bool:
    first = sides[0]
    return all(is_same(one["value"], first["value"]) and not one.get("in_log") for one in sides[1:])


def _unchanged(present: Record, values: Values) -> bool:
    return all(present.values.get(field) == value for field, value in values.items())


def _both_sides(
    work: ScopeWork, changes: tuple[Change, ...]
) -> tuple[list[Candidate], list[Candidate]]:
    """What stands, and what the parked action would have written, field by field."""
    standing, wanted = [], []
    for change in changes:
        present = work.state.record((change.entity, change.id))
        for field, value in change.set.items():
            stands = present.values.get(field) if present else None
            if present is None or not is_same(stands, value):
                place = {"entity": change.entity, "id": change.id, "field": field}
                standing.append({**place, "value": stands})
                wanted.append({**place, "value": value})
    return standing, wanted


def _removal(record: Record) -> list[Candidate]:
    """The removal that the parked action did not see: taking the other side undoes it."""
    place = {"entity": record.entity, "id": record.id}
    return [
        {**place, "field": field, "value": record.values[field]}
        for field in ("removed_at", "removed_why")
        if record.values.get(field) is not None
    ]


def candidate(work: ScopeWork, head: str, value: Value) -> Candidate:
    """One side of a conflict: a value, the changeset that wrote it, and who, where and when."""
    header = work.header_of(head)
    return {
        "value": value,
        "head": head,
        "actor": header.actor if header else "",
        "device": header.device if header else 0,
        "at": instant_of(header) if header else 0,
    }


def instant_of(header: Header) -> int:
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


def _age(name: str) -> tuple[int, int]:
    device, _, seq = name.partition(".")
    return int(seq or 0), int(device or 0)

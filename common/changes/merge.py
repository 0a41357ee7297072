"""The merge: one changeset laid over the scope's present state (design §5.4), pure.

::

    guards, workflow ──no longer hold──▶ done before: discarded with a note (first wins)
            │ hold                   └─▶ parked whole
            ▼
    each field: head = base, or the value seen is the present one ──▶ written
            │ else: the same value ──▶ nothing to do
            ▼
    policy: union · last · clash ──▶ parked (per field), or parked whole
            ▼
    rules over several fields ──broken by the sum──▶ the fields of that rule are parked

What is parked is returned, never dropped: the caller keeps it as a conflict that both sides see.
An action that states what stands on paper is applied as its author saw it; the unseen edit becomes
the parked side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from common.changes.changeset import Change, Guard
from common.changes.heads import Heads, head_of, with_written
from common.changes.obstacles import FIRST, Obstacle, obstacle
from common.changes.record import Key, Record, Values
from common.changes.state import ERASED, State
from common.entities.cases import EDITED_AFTER_REMOVAL, FIELD_CLASH, RECORD_INVALID
from common.entities.registry import entity_named
from common.entities.schema import MergePolicy, Value
from common.rules.actions import Action
from common.rules.consistency import broken

CLASH = "clash"
INVALID = "invalid"


class Fate(StrEnum):
    """What became of a changeset; each is shown to the person who made it (design §5)."""

    PENDING = "pending"
    APPLIED = "applied"
    PARKED = "parked"
    HELD = "held"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class ParkedValue:
    """A value that could not be written beside the one that stands."""

    key: Key
    field: str
    value: Value
    """The parked side."""
    head: str
    """Who wrote the parked side."""
    standing: Value
    standing_head: str
    base_value: Value
    kind: str = FIELD_CLASH
    """Which kind of conflict it is (:mod:`common.entities.cases`)."""


@dataclass(frozen=True)
class Merged:
    """The outcome: the records as they are now, and what was parked and why."""

    fate: Fate
    records: Mapping[Key, Record] = field(default_factory=dict)
    parked: tuple[ParkedValue, ...] = ()
    """Single values that are parked; empty where the whole action is."""
    reason: str = ""
    """``clash`` or ``invalid``, or one of :mod:`common.changes.obstacles`."""
    kind: str = ""
    """The kind of conflict where the whole action is parked."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole action is parked, as one conflict."""
        return self.fate is Fate.PARKED and bool(self.kind)


def merge(
    state: State, action: Action, name: str, changes: Iterable[Change], guards: Iterable[Guard]
) -> Merged:
    """Lay the changes of changeset ``name`` over ``state``; nothing is written anywhere."""
    changes = tuple(changes)
    if found := obstacle(state, action, changes, guards):
        return _stopped(state, changes, found)
    records: dict[Key, Record] = {}
    parked: list[ParkedValue] = []
    for change in changes:
        key = change.entity, change.id
        present = records.get(key) or state.record(key)
        merged, clashes = _merge_record(state, action, name, change, present)
        records[key] = merged
        parked.extend(clashes)
    if action.paper_wins or not parked:
        return Merged(Fate.APPLIED, records, tuple(parked), CLASH if parked else "")
    if action.per_field:
        invalid = all(one.kind == RECORD_INVALID for one in parked)
        return Merged(Fate.PARKED, records, tuple(parked), INVALID if invalid else CLASH)
    return _stopped(state, changes, Obstacle(FIRST if action.first_wins else CLASH, parked[0].kind))


def overlaid(present: Record | None, change: Change, name: str) -> Record:
    """A pending change laid over a record, as its author sees it before its fate is known."""
    values = dict(present.values) if present else {}
    values.update(change.set)
    for field_name in {*change.add, *change.remove}:
        values[field_name] = _united(values.get(field_name), change, field_name)
    heads = with_written(present.heads if present else {}, _written(change), name)
    return Record(change.entity, change.id, values, heads)


def is_same(one: Value, other: Value) -> bool:
    """Whether two values are equal, also in type: 1 is not ``True``."""
    return one == other and type(one) is type(other)


def _written(change: Change) -> tuple[str, ...]:
    return (*change.set, *(name for name in {*change.add, *change.remove}))


def _stopped(state: State, changes: tuple[Change, ...], found: Obstacle) -> Merged:
    """The whole action is not applied; one that would have changed nothing is."""
    if _changes_nothing(state, changes):
        return Merged(Fate.APPLIED)
    if found.reason == FIRST:
        return Merged(Fate.DISCARDED, reason=FIRST)
    return Merged(Fate.PARKED, reason=found.reason, kind=found.kind or FIELD_CLASH)


def _changes_nothing(state: State, changes: tuple[Change, ...]) -> bool:
    for change in changes:
        present = state.record((change.entity, change.id))
        if present is None or change.add or change.remove:
            return False
        if not all(is_same(present.values.get(one), new) for one, new in change.set.items()):
            return False
    return True


def _merge_record(
    state: State, action: Action, name: str, change: Change, present: Record | None
) -> tuple[Record, list[ParkedValue]]:
    if present is None:
        return overlaid(None, change, name), []
    one = _RecordMerge(state, action, name, change, present)
    one.set_fields()
    one.unite_fields()
    if action.as_seen and change.entity == action.target and action.gives in change.set:
        one.restore_what_was_seen()
    if not action.paper_wins:
        one.keep_rules()
    return one.outcome()


class _RecordMerge:
    """One change laid over one present record."""

    def __init__(
        self, state: State, action: Action, name: str, change: Change, present: Record
    ) -> None:
        self._state = state
        self._action = action
        self._name = name
        self._change = change
        self._present = present
        self._values: Values = dict(present.values)
        self._written: list[str] = []
        self._parked: list[ParkedValue] = []

    def set_fields(self) -> None:
        entity = entity_named(self._change.entity)
        for field_name, new in self._change.set.items():
            if is_same(self._values.get(field_name), new):
                continue
            declared = entity.by_name.get(field_name) if entity else None
            is_last = declared is not None and declared.merge is MergePolicy.LAST
            if is_last or self._was_seen(field_name):
                self._write(field_name, new)
            elif self._action.paper_wins:
                self._park_standing(field_name, new)
            else:
                self._parked.append(self._clash(field_name, new))

    def unite_fields(self) -> None:
        for field_name in sorted({*self._change.add, *self._change.remove}):
            united = _united(self._values.get(field_name), self._change, field_name)
            self._write(field_name, united)

    def restore_what_was_seen(self) -> None:
        """The paper shows every field as its author saw it (design §5, "Paper wins")."""
        for field_name in sorted(set(self._present.values) - set(self._change.set)):
            if self._was_seen(field_name):
                continue
            seen = self._seen(field_name)
            if seen is ERASED:  # nobody knows it any more: what stands stays
                continue
            if field_name == "removed_why":
                self._write(field_name, seen)
            elif not is_same(seen, self._present.values.get(field_name)):
                self._park_standing(field_name, seen)

    def keep_rules(self) -> None:
        """A sum of sound edits that breaks a rule: its fields go back, and are parked."""
        for rule in broken(self._change.entity, self._values, self._written):
            for field_name in sorted(rule.fields.intersection(self._written)):
                new = self._values.get(field_name)
                self._values[field_name] = self._present.values.get(field_name)
                self._written.remove(field_name)
                self._parked.append(replace(self._clash(field_name, new), kind=RECORD_INVALID))

    def outcome(self) -> tuple[Record, list[ParkedValue]]:
        heads: Heads = self._present.heads
        if self._written:
            heads = with_written(heads, self._written, self._name)
        record = Record(self._change.entity, self._change.id, self._values, heads)
        return record, self._parked

    def _write(self, field_name: str, value: Value) -> None:
        self._values[field_name] = value
        self._written.append(field_name)

    def _was_seen(self, field_name: str) -> bool:
        """Whether the person saw the present value: by its head, or by an equal value."""
        base = head_of(self._change.base, field_name)
        if base is None:
            return self._present.values.get(field_name) is None
        if base == head_of(self._present.heads, field_name):
            return True
        return is_same(self._seen(field_name), self._present.values.get(field_name))

    def _seen(self, field_name: str) -> Value:
        base = head_of(self._change.base, field_name)
        key = self._change.entity, self._change.id
        return self._state.value_written(base, key, field_name) if base else None

    def _clash(self, field_name: str, new: Value) -> ParkedValue:
        seen = self._seen(field_name)
        return ParkedValue(
            key=(self._change.entity, self._change.id),
            field=field_name,
            value=new,
            head=self._name,
            standing=self._present.values.get(field_name),
            standing_head=head_of(self._present.heads, field_name) or "",
            base_value=None if seen is ERASED else seen,
        )

    def _park_standing(self, field_name: str, new: Value) -> None:
        """Paper wins: the value that stood becomes the parked side."""
        clash = self._clash(field_name, new)
        self._write(field_name, new)
        if field_name in _STEPS and self._action.gives:
            return
        self._parked.append(
            replace(
                clash,
                value=clash.standing,
                head=clash.standing_head,
                standing=clash.value,
                standing_head=clash.head,
                kind=EDITED_AFTER_REMOVAL if field_name == "removed_at" else FIELD_CLASH,
            )
        )


_STEPS = frozenset({"state", "series_id", "issue_asked_at"})
"""What asking for a number writes: a number given meanwhile goes on from there, without a clash."""


def _united(standing: Value, change: Change, field_name: str) -> list[str]:
    """Elements added and removed; one both added and removed stays (design §5.4)."""
    elements = [e for e in standing if isinstance(e, str)] if isinstance(standing, list) else []
    added = change.add.get(field_name, [])
    gone = set(change.remove.get(field_name, [])) - set(added)
    kept = [element for element in elements if element not in gone]
    return kept + [element for element in added if element not in kept]

"""The merge: one changeset laid over the scope's present state (design §5.4), pure.

::

    guards and workflow ──no longer hold──▶ parked whole
            │ hold
            ▼
    each field: head = base, or the value seen is the present one ──▶ written
            │ else: the same value ──▶ nothing to do
            ▼
    policy: union · last · clash ──▶ parked (per field), or parked whole

What is parked is returned, never dropped: the caller keeps it as a conflict that both sides see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of, with_written
from common.changes.record import Key, Record
from common.entities.registry import entity_named
from common.entities.schema import MergePolicy, Value
from common.rules.actions import Action
from common.rules.workflow import allows


class Fate(StrEnum):
    """What became of a changeset; each is shown to the person who made it (design §5)."""

    PENDING = "pending"
    APPLIED = "applied"
    PARKED = "parked"
    HELD = "held"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


class State(Protocol):
    """What the merge may look at."""

    def record(self, key: Key) -> Record | None:
        """The present record, or ``None``."""
        ...

    def value_written(self, name: str, key: Key, field: str) -> Value:
        """The value that changeset ``name`` wrote into ``field`` of the record."""
        ...


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
    kind: str = ""
    """Which kind of conflict it is (:mod:`common.entities.cases`), where the merge knows."""


@dataclass(frozen=True)
class Merged:
    """The outcome: the records as they are now, and what was parked and why."""

    fate: Fate
    records: Mapping[Key, Record] = field(default_factory=dict)
    parked: tuple[ParkedValue, ...] = ()
    reason: str = ""
    """``guard`` or ``workflow`` where the whole action was parked, ``clash`` where fields were."""


def merge(
    state: State, action: Action, name: str, changes: Iterable[Change], guards: Iterable[Guard]
) -> Merged:
    """Lay the changes of changeset ``name`` over ``state``; nothing is written anywhere."""
    changes = tuple(changes)
    if reason := _obstacle(state, action, changes, guards):
        return Merged(Fate.PARKED, {}, _all_values(state, name, changes), reason)
    records: dict[Key, Record] = {}
    parked: list[ParkedValue] = []
    for change in changes:
        key = change.entity, change.id
        present = records.get(key) or state.record(key)
        merged, clashes = _merge_record(state, action, name, change, present)
        records[key] = merged
        parked.extend(clashes)
    if not parked or action.paper_wins:
        return Merged(Fate.APPLIED, records, tuple(parked), "clash" if parked else "")
    if action.per_field:
        return Merged(Fate.PARKED, records, tuple(parked), "clash")
    return Merged(Fate.PARKED, {}, _all_values(state, name, changes), "clash")


def overlaid(present: Record | None, change: Change, name: str) -> Record:
    """A pending change laid over a record, as its author sees it before its fate is known."""
    values = dict(present.values) if present else {}
    values.update(change.set)
    for field_name in {*change.add, *change.remove}:
        values[field_name] = _united(values.get(field_name), change, field_name)
    heads = with_written(present.heads if present else {}, _written(change), name)
    return Record(change.entity, change.id, values, heads)


def _written(change: Change) -> tuple[str, ...]:
    return (*change.set, *(name for name in {*change.add, *change.remove}))


def _obstacle(
    state: State, action: Action, changes: tuple[Change, ...], guards: Iterable[Guard]
) -> str:
    """Why the whole action cannot be applied any more; empty where it can."""
    for guard in guards:
        if not _guard_holds(state, guard):
            return "guard"
    if action.paper_wins:
        return ""
    for change in changes:
        if change.entity == action.target:
            present = state.record((change.entity, change.id))
            present_state = present.values.get("state") if present else None
            if present and not allows(action.name, change.entity, _text(present_state)):
                return "workflow"
    return ""


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _guard_holds(state: State, guard: Guard) -> bool:
    key = guard.entity, guard.id
    present = state.record(key)
    if present is None:
        return False
    if head_of(present.heads, guard.field) == guard.head:
        return True
    seen = state.value_written(guard.head, key, guard.field)
    return present.values.get(guard.field) == seen


def _merge_record(
    state: State, action: Action, name: str, change: Change, present: Record | None
) -> tuple[Record, list[ParkedValue]]:
    if present is None:
        return overlaid(None, change, name), []
    entity = entity_named(change.entity)
    values = dict(present.values)
    written: list[str] = []
    parked: list[ParkedValue] = []
    for field_name, new in change.set.items():
        standing = values.get(field_name)
        if standing == new and type(standing) is type(new):
            continue
        if _may_write(state, change, present, field_name):
            values[field_name] = new
            written.append(field_name)
            continue
        declared = entity.by_name.get(field_name) if entity else None
        if declared and declared.merge is MergePolicy.LAST:
            values[field_name] = new
            written.append(field_name)
            continue
        clash = _clash(state, name, change, present, field_name)
        if action.paper_wins:
            values[field_name] = new
            written.append(field_name)
            clash = _swapped(clash)
        parked.append(clash)
    for field_name in sorted({*change.add, *change.remove}):
        values[field_name] = _united(values.get(field_name), change, field_name)
        written.append(field_name)
    heads = with_written(present.heads, written, name) if written else present.heads
    return Record(change.entity, change.id, values, heads), parked


def _may_write(state: State, change: Change, present: Record, field_name: str) -> bool:
    """Whether the person saw the present value: by its head, or by an equal value."""
    base = head_of(change.base, field_name)
    head = head_of(present.heads, field_name)
    if base is None:
        return present.values.get(field_name) is None
    if base == head:
        return True
    seen = state.value_written(base, (change.entity, change.id), field_name)
    return seen == present.values.get(field_name)


def _clash(
    state: State, name: str, change: Change, present: Record, field_name: str
) -> ParkedValue:
    base = head_of(change.base, field_name)
    key = change.entity, change.id
    return ParkedValue(
        key=key,
        field=field_name,
        value=change.set[field_name],
        head=name,
        standing=present.values.get(field_name),
        standing_head=head_of(present.heads, field_name) or "",
        base_value=state.value_written(base, key, field_name) if base else None,
    )


def _swapped(clash: ParkedValue) -> ParkedValue:
    """Paper wins: the value that stood becomes the parked side."""
    return ParkedValue(
        key=clash.key,
        field=clash.field,
        value=clash.standing,
        head=clash.standing_head,
        standing=clash.value,
        standing_head=clash.head,
        base_value=clash.base_value,
    )


def _all_values(state: State, name: str, changes: Iterable[Change]) -> tuple[ParkedValue, ...]:
    """Every value of an action that is parked whole, beside what stands."""
    parked = []
    for change in changes:
        key = change.entity, change.id
        present = state.record(key)
        for field_name, value in change.set.items():
            parked.append(
                ParkedValue(
                    key=key,
                    field=field_name,
                    value=value,
                    head=name,
                    standing=present.values.get(field_name) if present else None,
                    standing_head=(head_of(present.heads, field_name) or "") if present else "",
                    base_value=None,
                )
            )
    return tuple(parked)


def _united(standing: Value, change: Change, field_name: str) -> list[str]:
    """Elements added and removed; one both added and removed stays (design §5.4)."""
    elements = [e for e in standing if isinstance(e, str)] if isinstance(standing, list) else []
    added = change.add.get(field_name, [])
    gone = set(change.remove.get(field_name, [])) - set(added)
    kept = [element for element in elements if element not in gone]
    return kept + [element for element in added if element not in kept]

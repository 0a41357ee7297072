"""Why an action as a whole cannot be laid over the present state any more (design §5.4), pure.

Guards come first: a field that the action relied on no longer holds what was seen. Then the
workflow: the present state no longer allows the action; a mere change of state that still allows it
is no clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of
from common.changes.record import Key, Record
from common.changes.state import State
from common.entities.cases import EDITED_AFTER_REMOVAL, ISSUED_TWICE, WORKFLOW_CLASH
from common.entities.schema import Value
from common.rules.actions import Action
from common.rules.workflow import FROZEN, allows

GUARD = "guard"
WORKFLOW = "workflow"
FIRST = "first"
"""Somebody did it before: the later is closed with a note."""
TWICE = "twice"
"""A document got a second number."""

_REMOVAL = "removed_at"


@dataclass(frozen=True)
class Obstacle:
    """``reason`` is one of this module's; ``kind`` the conflict that it opens, if it opens one."""

    reason: str
    kind: str = ""


def obstacle(
    state: State, action: Action, changes: tuple[Change, ...], guards: Iterable[Guard]
) -> Obstacle | None:
    """What stands against the whole action; ``None`` where nothing does."""
    guards = tuple(guards)
    for guard in guards:
        if not guard_holds(state, guard):
            kind = EDITED_AFTER_REMOVAL if guard.field == _REMOVAL else action.guard_kind
            return Obstacle(GUARD, kind or WORKFLOW_CLASH)
    if _removes_what_is_removed(state, changes):
        return Obstacle(FIRST)
    if action.gives and (found := _given_before(state, action, changes)):
        return found
    if action.paper_wins:
        return None
    for key in _targets(action, changes, guards):
        found = _against_workflow(action, state.record(key))
        if found:
            return found
    return None


def guard_holds(state: State, guard: Guard) -> bool:
    """Whether the field still holds what was seen: by its head, or by an equal value."""
    key = guard.entity, guard.id
    present = state.record(key)
    if present is None:
        return False
    if head_of(present.heads, guard.field) == guard.head:
        return True
    seen = state.value_written(guard.head, key, guard.field)
    return present.values.get(guard.field) == seen


def _targets(
    action: Action, changes: tuple[Change, ...], guards: tuple[Guard, ...]
) -> Iterator[Key]:
    """The records of the action's target that it writes, or relies on only."""
    written = ((change.entity, change.id) for change in changes)
    guarded = ((guard.entity, guard.id) for guard in guards)
    return (key for key in (*written, *guarded) if key[0] == action.target)


def _against_workflow(action: Action, present: Record | None) -> Obstacle | None:
    if present is None or allows(action.name, present.entity, _text(present.values.get("state"))):
        return None
    if action.first_wins:
        return Obstacle(FIRST)
    recalled = present.values.get("state") in FROZEN
    return Obstacle(WORKFLOW, EDITED_AFTER_REMOVAL if recalled else WORKFLOW_CLASH)


def _removes_what_is_removed(state: State, changes: tuple[Change, ...]) -> bool:
    """Two people removed one record: it is removed, with the first one's reason."""
    removed = [change for change in changes if change.set.get(_REMOVAL) is not None]
    present = [state.record((change.entity, change.id)) for change in removed]
    return bool(present) and all(one and one.values.get(_REMOVAL) is not None for one in present)


def _given_before(state: State, action: Action, changes: tuple[Change, ...]) -> Obstacle | None:
    """A number was given to the document, or asked for, by somebody else meanwhile."""
    for change in changes:
        present = state.record((change.entity, change.id))
        if change.entity != action.target or present is None:
            continue
        if allows(action.name, change.entity, _text(present.values.get("state"))):
            continue
        has_one, brings_one = (
            values.get(action.gives) is not None for values in (present.values, change.set)
        )
        if not brings_one:
            return Obstacle(FIRST)
        if has_one:
            return Obstacle(TWICE, ISSUED_TWICE)
    return None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None

"""Which records an action of a person may write, checked on the server again.

The role × action matrix says who may do an action; without this table an allowed action could carry
a change of something else: a role, a lease, a status that only the server may report.
"""

from __future__ import annotations

from common.changes.changeset import Change
from common.changes.record import Record
from common.entities.registry import entity_named
from common.entities.schema import MergePolicy, Value
from common.errors import NotAllowed, RuleViolation
from common.rules.workflow import allows, move_of

_INCOMING = frozenset({"incoming_document", "attachment", "correspondent"})
_OUTGOING = frozenset({"outgoing_document", "attachment", "correspondent"})

WRITES: dict[str, frozenset[str]] = {
    "register_incoming": _INCOMING,
    "edit_incoming": _INCOMING,
    "remove_incoming": _INCOMING | {"number"},
    "create_outgoing": _OUTGOING,
    "edit_outgoing": _OUTGOING,
    "remove_outgoing": _OUTGOING | {"number"},
    "issue_outgoing": _OUTGOING,
    "send_outgoing": _OUTGOING | {"dispatch"},
    "attach_files": frozenset({"attachment"}),
    "remove_attachment": frozenset({"attachment"}),
    "accept_delivery": _INCOMING | {"delivery"},
    "return_delivery": frozenset({"delivery"}),
    "start_register": frozenset({"register_book"}),
    "release_series": frozenset({"series"}),
}

_ONLY_FIELDS = {
    "delivery": frozenset({"state", "return_reason"}),
    "series": frozenset({"held_by"}),
    "number": frozenset({"state", "reason"}),
}
"""Records that a person does not make, and what may be changed in them."""

_ONLY_VALUES = {("series", "held_by"): 0, ("number", "state"): "cancelled"}
"""A series is given back, never taken; a number is cancelled, never given anew."""


def check_writable(action: str, change: Change, present: Record | None) -> None:
    """Whether ``action`` may make this change to the record as it is (``None``: not there).

    Raises:
        NotAllowed: ``entity_not_writable``; ``state_forbids`` where the workflow lets the action
            neither make a record nor bring it to the state it sets.
        RuleViolation: ``record_unknown`` for a change of a record that is not here;
            ``append_only`` for a change of one that is written once; ``field_not_writable`` for
            elements added to what is no set of them.
    """
    if change.entity not in WRITES[action]:
        raise NotAllowed("entity_not_writable", action=action, entity=change.entity)
    if present is None and (change.base or change.entity in _ONLY_FIELDS):
        raise RuleViolation("record_unknown", entity=change.entity, id=change.id)
    if not all(_may_set(change.entity, field, value) for field, value in change.set.items()):
        raise NotAllowed("entity_not_writable", action=action, entity=change.entity)
    _check_elements(change)
    _check_append_only(change, present)
    _check_move(action, change, present)


def _may_set(entity: str, field: str, value: Value) -> bool:
    if field not in _ONLY_FIELDS.get(entity, (field,)):
        return False
    return (entity, field) not in _ONLY_VALUES or value == _ONLY_VALUES[entity, field]


def _check_elements(change: Change) -> None:
    """Elements are added and removed only where a field is declared as a set of them."""
    entity = entity_named(change.entity)
    for field in (*change.add, *change.remove):
        declared = entity.by_name.get(field) if entity else None
        if declared is None or declared.merge is not MergePolicy.UNION:
            raise RuleViolation("field_not_writable", field=field, entity=change.entity)


def _check_append_only(change: Change, present: Record | None) -> None:
    entity = entity_named(change.entity)
    if present is None or entity is None or not entity.append_only:
        return
    if any(present.values.get(field) != value for field, value in change.set.items()):
        raise RuleViolation("append_only", entity=change.entity, id=change.id)


def _check_move(action: str, change: Change, present: Record | None) -> None:
    move = move_of(action, change.entity)
    if move is None:
        return
    state = change.set.get("state")
    makes_one = present is None and not allows(action, change.entity, None)
    if makes_one or (state is not None and state not in move.after):
        raise NotAllowed(
            "state_forbids", action=action, entity=change.entity, state=str(state or "")
        )

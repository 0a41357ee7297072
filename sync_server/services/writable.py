"""Which records an action of a person may write, checked on the server again.

The role × action matrix says who may do an action; without this table an allowed action could carry
a change of something else: a role, a lease, a status that only the server may report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.changes.changeset import Change
from common.changes.heads import head_of
from common.changes.record import Record
from common.entities.registry import entity_named
from common.entities.schema import MergePolicy, Value
from common.errors import NotAllowed, RuleViolation
from common.rules.actions import ACTIONS
from common.rules.workflow import CANCELLED, allows, move_of

_INCOMING = frozenset({"incoming_document", "attachment", "correspondent"})
_OUTGOING = frozenset({"outgoing_document", "attachment", "correspondent"})

WRITES: dict[str, frozenset[str]] = {
    "register_incoming": _INCOMING | {"number"},
    "edit_incoming": _INCOMING,
    "remove_incoming": _INCOMING | {"number"},
    "create_outgoing": _OUTGOING,
    "edit_outgoing": _OUTGOING,
    "remove_outgoing": _OUTGOING | {"number"},
    "issue_outgoing": _OUTGOING | {"number"},
    "send_outgoing": _OUTGOING | {"dispatch"},
    "attach_files": frozenset({"attachment"}),
    "remove_attachment": frozenset({"attachment"}),
    "accept_delivery": _INCOMING | {"delivery"},
    "return_delivery": frozenset({"delivery"}),
    "recall_outgoing": frozenset({"outgoing_document", "recall"}),
    "answer_recall": frozenset({"delivery", "incoming_document", "number"}),
    "open_case_file": frozenset({"case_file"}),
    "edit_case_file": frozenset({"case_file"}),
    "add_to_case_file": frozenset({"case_file", "case_file_item"}),
    "remove_from_case_file": frozenset({"case_file", "case_file_item"}),
    "close_case_file": frozenset({"case_file"}),
    "reopen_case_file": frozenset({"case_file"}),
    "number_incoming": frozenset({"incoming_document"}),
    "number_outgoing": frozenset({"outgoing_document"}),
    "correct_arrival_date": frozenset({"incoming_document", "number"}),
    "correct_issued_date": frozenset({"outgoing_document", "number"}),
    "reserve_number": frozenset({"number"}),
    "cancel_number": frozenset({"number"}),
    "close_number": frozenset({"number"}),
    "start_register": frozenset({"register_book"}),
    "confirm_register": frozenset({"register_book"}),
    "close_year": frozenset({"register_book"}),
    "configure_series": frozenset({"series"}),
    "release_series": frozenset({"series"}),
}

_ONLY_FIELDS = {
    "delivery": frozenset({"state", "return_reason"}),
    "series": frozenset({"held_by"}),
    "number": frozenset({"state", "reason", "closed_by", "closed_at", "dated"}),
}
"""Records that a person does not make, and what may be changed in them."""

_WRITTEN_ONCE = {"case_file_item": ("case_file_id", "document_id", "document_entity")}
"""Fields that make a record what it is, where the rest of it may change."""

_ONLY_VALUES = {("series", "held_by"): 0, ("number", "state"): "cancelled"}
"""A series is given back, never taken; a number is cancelled, never given anew. Each stands in
:data:`_ONLY_FIELDS` too."""


_REGISTER_S = frozenset(
    {"series_id", "number_note", "entered_at", "entered_by", "late_why", "date_why"}
)
_NEVER: dict[str, frozenset[str]] = {
    "edit_incoming": _REGISTER_S | {"arrival_number", "arrival_date", "delivery_id"},
    "create_outgoing": _REGISTER_S | {"code_number", "number_suffix", "issue_asked_at"},
    "edit_outgoing": _REGISTER_S | {"code_number", "number_suffix", "issue_asked_at"},
}
"""Fields of documents that the register gives: plain edits never write them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What one action may write in records of one entity, where it may not write everything.

    ``values`` closes the values of a field; ``before`` the states from which a record that the
    person saw may be moved: of one that they did not see the merge decides.
    """

    fields: frozenset[str]
    makes: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    before: frozenset[str] = frozenset()


_BOOK = frozenset({"series_id", "year", "name"})
_ENDS = frozenset({"state", "reason", "closed_by", "closed_at"})
_USES_RESERVED = Limit(
    frozenset({"state", "document_id", "dated"}),
    values={"state": "given"},
    before=frozenset({"reserved"}),
)
_NUMBERED = frozenset({"series_id", "state"})
_REDATED = Limit(frozenset({"dated", "reason"}), before=frozenset({"given"}))
_RECALLED = frozenset({"state", "recalled_at", "recalled_why"})
_ANSWERED = frozenset({"state", "recall_answer", "recall_answer_reason", "recall_answered_at"})
_REOPENED = frozenset({"state", "reopened_why", "end_date", "doc_total", "page_total"})
_NOTHING = Limit(frozenset())

_LIMITS: dict[tuple[str, str], Limit] = {
    ("register_incoming", "number"): _USES_RESERVED,
    ("issue_outgoing", "number"): _USES_RESERVED,
    ("number_incoming", "incoming_document"): Limit(_NUMBERED | {"arrival_number"}),
    ("number_outgoing", "outgoing_document"): Limit(
        _NUMBERED | {"code_number", "number_suffix", "code_notation", "issued_date"}
    ),
    ("correct_arrival_date", "incoming_document"): Limit(frozenset({"arrival_date", "date_why"})),
    ("correct_arrival_date", "number"): _REDATED,
    ("correct_issued_date", "outgoing_document"): Limit(frozenset({"issued_date", "date_why"})),
    ("correct_issued_date", "number"): _REDATED,
    ("reserve_number", "number"): Limit(frozenset({"reserved_for", "reason"}), makes=True),
    ("cancel_number", "number"): Limit(
        _ENDS, values={"state": "cancelled"}, before=frozenset({"reserved"})
    ),
    ("close_number", "number"): Limit(
        _ENDS, values={"state": "cancelled"}, before=frozenset({"unaccounted"})
    ),
    ("start_register", "register_book"): Limit(_BOOK | {"last_number", "last_date"}, makes=True),
    ("confirm_register", "register_book"): Limit(
        frozenset({"confirmed_number", "confirmed_date", "confirmed_above"})
    ),
    ("close_year", "register_book"): Limit(_BOOK | {"closed_at", "closed_by"}, makes=True),
    ("accept_delivery", "delivery"): Limit(frozenset({"state"})),
    ("return_delivery", "delivery"): Limit(frozenset({"state", "return_reason"})),
    ("recall_outgoing", "outgoing_document"): Limit(_RECALLED),
    ("answer_recall", "delivery"): Limit(_ANSWERED),
    ("answer_recall", "incoming_document"): Limit(_RECALLED, values={"state": CANCELLED}),
    ("add_to_case_file", "case_file"): _NOTHING,
    ("remove_from_case_file", "case_file"): _NOTHING,
    ("remove_from_case_file", "case_file_item"): Limit(frozenset({"removed_at", "removed_why"})),
    ("close_case_file", "case_file"): Limit(
        frozenset({"state", "end_date", "doc_total", "page_total"})
    ),
    ("reopen_case_file", "case_file"): Limit(_REOPENED),
    ("configure_series", "series"): Limit(frozenset({"numbering", "ask_first"})),
}
"""Narrower than the tables above, for the actions that touch only parts of a record."""


def check_writable(action: str, change: Change, present: Record | None) -> None:
    """Whether ``action`` may make this change to the record as it is (``None``: not there).

    Raises:
        NotAllowed: ``entity_not_writable``; ``recall_not_asked``; ``state_forbids`` where the
            workflow lets the action neither make a record nor bring it to the state it sets.
        RuleViolation: ``record_unknown`` for a change of a record that is not here;
            ``append_only`` for a change of one that is written once; ``field_not_writable`` for
            elements added to what is no set of them.
    """
    if change.entity not in WRITES[action]:
        raise NotAllowed("entity_not_writable", action=action, entity=change.entity)
    limit = _LIMITS.get((action, change.entity))
    may_make = limit.makes if limit else change.entity not in _ONLY_FIELDS
    if present is None and (change.base or not may_make):
        raise RuleViolation("record_unknown", entity=change.entity, id=change.id)
    may_set = _may_set_under(limit, change) if limit else _may_set_all(action, change)
    if not may_set:
        raise NotAllowed("entity_not_writable", action=action, entity=change.entity)
    if limit:
        _check_before(action, limit, change, present)
    _check_elements(change)
    _check_append_only(action, change, present)
    _check_move(action, change, present)
    if action == "answer_recall" and change.entity == "delivery":
        _check_asked(present)


def _may_set_under(limit: Limit, change: Change) -> bool:
    return all(
        name in limit.fields and value == limit.values.get(name, value)
        for name, value in change.set.items()
    )


def _check_before(action: str, limit: Limit, change: Change, present: Record | None) -> None:
    """A record that was seen must be in a state from which the action may move it."""
    if present is None or not limit.before:
        return
    seen = head_of(change.base, "state") == head_of(present.heads, "state")
    state = str(present.values.get("state") or "")
    if seen and state not in limit.before:
        raise NotAllowed("state_forbids", action=action, entity=change.entity, state=state)


def _may_set_all(action: str, change: Change) -> bool:
    if not _NEVER.get(action, frozenset()).isdisjoint(change.set):
        return False
    fields = _ONLY_FIELDS.get(change.entity)
    if fields is None:
        return True
    return fields.issuperset(change.set) and all(
        value == _ONLY_VALUES.get((change.entity, name), value)
        for name, value in change.set.items()
    )


def _check_elements(change: Change) -> None:
    """Elements are added and removed only where a field is declared as a set of them."""
    entity = entity_named(change.entity)
    for name in (*change.add, *change.remove):
        declared = entity.by_name.get(name) if entity else None
        if declared is None or declared.merge is not MergePolicy.UNION:
            raise RuleViolation("field_not_writable", field=name, entity=change.entity)


def _check_append_only(action: str, change: Change, present: Record | None) -> None:
    entity = entity_named(change.entity)
    if present is None or entity is None:
        return
    if entity.append_only and not change.base and ACTIONS[action].first_wins:
        return  # two made it without seeing each other: the merge lets the first one stand
    once = frozenset(change.set) if entity.append_only else _WRITTEN_ONCE.get(entity.name, ())
    if any(present.values.get(name) != change.set[name] for name in once if name in change.set):
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


def _check_asked(delivery: Record | None) -> None:
    """A recall that the sender did not ask for has no answer."""
    if delivery is None or not delivery.values.get("recall_asked_at"):
        raise NotAllowed("recall_not_asked")

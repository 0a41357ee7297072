"""What an order to erase reaches in a record and in an action, the same on a PC and on the server.

::

    order over field F of record R, log place S, erased changesets N
      an action that writes F of R, made before S was seen, or over a value out of N ──▶ erased
      one made after it, over what the order left                                   ──▶ stays

Whoever knows the order may write the field anew, in clean words; what was typed before it, on a PC
that was away, never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.changes.changeset import Change
from common.changes.heads import head_of
from common.changes.record import Key, Record, Values
from common.entities.registry import entity_named
from common.entities.schema import FieldType, Value
from common.errors import RuleViolation
from common.text.fold import clean_line

ENTITIES_ORDERED = frozenset(
    {
        "incoming_document",
        "outgoing_document",
        "attachment",
        "delivery",
        "case_file",
        "correspondent",
        "dispatch_status",
        "number",
        "recall",
        "recall_request",
    }
)
"""Whose words an order may name; what makes a register (numbers, dates, states) stays lawful."""

_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.TEXT_LIST)
_STRUCTURE = frozenset(
    {
        "state",
        "type_code",
        "code_number",
        "number_suffix",
        "sha256",
        "media_type",
        "document_entity",
        "office_code",
        "from_office",
        "status",
        "suffix",
        "file_notation",
        "recall_answer",
    }
)

_REASONS = frozenset(
    {
        "reason",
        "removed_why",
        "recalled_why",
        "recall_reason",
        "return_reason",
        "late_why",
        "date_why",
    }
)
"""What must not be without a reason keeps one: that it was erased."""


@dataclass(frozen=True)
class Order:
    """One order as it stands in a scope; ``seq`` is the log's place of its record, 0 if unknown.

    ``overwritten`` are those of the fields that held something when it was carried out: whoever saw
    that has a head out of ``changesets`` for them, whoever saw what the order left has another.
    """

    id: str
    order: str
    seq: int
    targets: Mapping[Key, frozenset[str]]
    overwritten: Mapping[Key, frozenset[str]]
    changesets: frozenset[str]
    files: frozenset[str]
    with_files: bool

    @property
    def words(self) -> str:
        """What is shown in the place of a required text."""
        return erased_words(self.order)


def erased_words(order: str) -> str:
    """The words that stand where something was erased."""
    return f"đã xóa theo lệnh {order}"


def erasable_fields(entity: str) -> tuple[str, ...]:
    """The fields of an entity that hold words of people; empty where an order reaches none."""
    declared = entity_named(entity)
    if declared is None or entity not in ENTITIES_ORDERED:
        return ()
    return tuple(
        field.name
        for field in declared.fields
        if field.type in _TEXTS and not field.choices and field.name not in _STRUCTURE
    )


def chosen_fields(entity: str, named: Iterable[str]) -> frozenset[str]:
    """The fields that an order names; all that can be erased where it names none.

    Raises:
        RuleViolation: ``redaction_entity_refused``; ``redaction_field_refused`` (``field``).
    """
    possible = erasable_fields(entity)
    if not possible:
        raise RuleViolation("redaction_entity_refused", entity=entity)
    chosen = frozenset(named)
    for name in sorted(chosen):
        if name not in possible:
            raise RuleViolation("redaction_field_refused", field=name, entity=entity)
    return chosen or frozenset(possible)


def cleaned_order(order: str, reason: str) -> tuple[str, str]:
    """Order and reason, as they are kept.

    Raises:
        RuleViolation: ``redaction_order_required``, ``reason_required``.
    """
    order, reason = clean_line(order), clean_line(reason)
    if not order:
        raise RuleViolation("redaction_order_required", field="order")
    if not reason:
        raise RuleViolation("reason_required", field="reason")
    return order, reason


def erased_values(entity: str, fields: Iterable[str], present: Values, words: str) -> Values:
    """What stands in the erased fields: nothing, or ``words`` where a text or a reason is required;
    only those that differ from what is ``present``."""
    declared = entity_named(entity)
    values: Values = {}
    for name in sorted(fields):
        if present.get(name) is None:
            continue
        field = declared.by_name.get(name) if declared else None
        is_needed = name in _REASONS or (field is not None and field.required)
        value: Value = words if is_needed else None
        if present[name] != value:
            values[name] = value
    return values


def order_of(record: Record, seq: int) -> Order:
    """The order that a `redaction` record states; parts that cannot be read are left out."""
    values = record.values
    found = values.get("targets")
    listed = [one for one in found if len(one) == 4] if isinstance(found, list) else []
    return Order(
        id=record.id,
        order=str(values.get("order_ref") or ""),
        seq=seq,
        targets={(one[0], one[1]): frozenset(one[2]) for one in listed},
        overwritten={(one[0], one[1]): frozenset(one[3]) for one in listed},
        changesets=_texts(values.get("changesets")),
        files=_texts(values.get("files")),
        with_files=values.get("with_files") is True,
    )


def fields_under(orders: Iterable[Order], change: Change, seen: int) -> dict[str, str]:
    """The fields that a change brings back against an order, with the words of that order.

    ``seen`` is the log's place that its author had seen.
    """
    under: dict[str, str] = {}
    for order in orders:
        blind = order.seq > 0 and seen < order.seq
        for name in _reached(order, change):
            if blind or _goes_on(order, change, name):
                under[name] = order.words
    return under


def without_erased(change: Change, under: Mapping[str, str]) -> Change:
    """The change without what an order reaches.

    One that makes a record writes the order's words where a text is required, so that what else
    it says stays.
    """
    if not under:
        return change
    kept = {name: value for name, value in change.set.items() if name not in under}
    if not change.base:
        for name, words in under.items():
            kept |= erased_values(change.entity, [name], change.set, words)
        kept = {name: value for name, value in kept.items() if value is not None}
    add = {name: value for name, value in change.add.items() if name not in under}
    remove = {name: value for name, value in change.remove.items() if name not in under}
    return Change(change.entity, change.id, kept, change.base, add, remove)


def writes_something(change: Change) -> bool:
    """Whether anything is left of a change."""
    return bool(change.set or change.add or change.remove)


def _reached(order: Order, change: Change) -> frozenset[str]:
    """The fields of the change that the order is about; of a file also by its content."""
    written = {*change.set, *change.add, *change.remove}
    fields = order.targets.get((change.entity, change.id), frozenset())
    if change.entity == "attachment" and _is_file_of(order, change):
        fields |= {"name"}
    return frozenset(written & fields)


def _goes_on(order: Order, change: Change, field: str) -> bool:
    """Whether the author still saw what the order overwrote, as in a form that was open."""
    overwritten = order.overwritten.get((change.entity, change.id), frozenset())
    return field in overwritten and head_of(change.base, field) in order.changesets


def _is_file_of(order: Order, change: Change) -> bool:
    if change.set.get("sha256") in order.files:
        return True
    document = str(change.set.get("document_entity")), str(change.set.get("document_id"))
    return order.with_files and document in order.targets


def _texts(value: Value) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

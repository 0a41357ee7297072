"""How a conflict may be settled, by whom, and what a settlement writes (design §5 "Conflicts").

The same on a PC and on the server: a settlement names the sides that it saw, so that one which was
added meanwhile is never settled unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of, seen_by
from common.changes.record import Record, Values
from common.entities.cases import (
    BOTH,
    DISPUTED_NUMBER,
    FIRST,
    ISSUED_TWICE,
    OPEN,
    OTHER,
    SETTLED,
    VALUE,
)
from common.entities.offices import Role
from common.entities.registry import entity_named
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.rules import cleaning, consistency
from common.rules.deadlines import add_working_days
from common.rules.validation import check_values
from common.rules.workflow import ISSUED, RECALLED, allows

OFFICE_DAYS = 3
"""Working days for which a conflict is the office's own; then it is the centre's too (R23)."""

NUMBER_KINDS = (DISPUTED_NUMBER, ISSUED_TWICE)
SETTLEMENT_FIELDS = frozenset(
    {"state", "outcome", "settled_value", "settled_why", "settled_by", "settled_at"}
)
_PAPER = (ISSUED, RECALLED)

Side = dict[str, Any]


@dataclass(frozen=True)
class Settlement:
    """What somebody decides: ``side`` counts from 1 among all sides where ``outcome`` is *other*;
    ``value`` is the third value where it is *value*."""

    outcome: str
    why: str
    by: str
    at_ms: int
    side: int = 0
    value: Value = None


def action_for(conflict: Values) -> str:
    """The action that settles a conflict of its kind: content, or number (domain §1.2)."""
    return "settle_number" if conflict.get("kind") in NUMBER_KINDS else "settle_conflict"


def sides_of(conflict: Values) -> list[Side]:
    """What stands first, then the parked sides."""
    found = conflict.get("candidates")
    return [side for side in found if isinstance(side, dict)] if isinstance(found, list) else []


def outcomes_for(conflict: Values, record: Values | None) -> tuple[str, ...]:
    """How this conflict may be settled while its record holds these values (``None``: not here).

    An issued document is not changed any more: what the paper says stays, corrections are new
    documents (NĐ 30/2020 Đ.18).
    """
    if conflict.get("kind") in NUMBER_KINDS:
        return FIRST, OTHER, BOTH
    entity, state = str(conflict.get("entity")), record.get("state") if record else None
    if entity == "outgoing_document" and state in _PAPER:
        return (FIRST,)
    if not conflict.get("changeset"):
        return FIRST, OTHER, VALUE
    action = str(conflict.get("action"))
    is_allowed = record is None or allows(action, entity, str(state) if state else None)
    return (FIRST, OTHER) if is_allowed else (FIRST,)


def require_outcome(conflict: Values, record: Values | None, outcome: str) -> None:
    """Raise RuleViolation ``outcome_not_possible`` unless :func:`outcomes_for` has it."""
    if outcome not in outcomes_for(conflict, record):
        raise RuleViolation("outcome_not_possible", field="keep", outcome=outcome)


def require_may_settle(conflict: Values, user_id: str, roles: Collection[str]) -> None:
    """A clerk of the office, or the person whose value it is (domain §1.2).

    Raises:
        NotAllowed: ``settle_not_yours``.
    """
    if Role.CLERK in roles or (conflict.get("kind") in NUMBER_KINDS and Role.ADMIN in roles):
        return
    if user_id not in {side.get("actor") for side in sides_of(conflict)}:
        raise NotAllowed("settle_not_yours")


def is_the_centres(opened: date, today: date, holidays: Collection[date]) -> bool:
    """Whether a conflict has waited so long that the centre may settle it too (R23)."""
    return today > add_working_days(opened, OFFICE_DAYS, holidays)


def chosen_value(conflict: Values, settlement: Settlement) -> Value:
    """The value that a settlement of a field's conflict leaves.

    Raises:
        RuleViolation: ``side_unknown``; ``side_not_chosen`` where there are several others;
            ``side_in_log`` where the value was too long to travel with the conflict.
    """
    sides = sides_of(conflict)
    if settlement.outcome == FIRST:
        return sides[0].get("value") if sides else None
    if settlement.outcome == VALUE:
        return settlement.value
    side = settlement.side or (2 if len(sides) == 2 else 0)
    if not side:
        raise RuleViolation("side_not_chosen", field="keep", count=len(sides))
    if not 1 <= side <= len(sides):
        raise RuleViolation("side_unknown", field="keep", side=side)
    if sides[side - 1].get("in_log"):
        raise RuleViolation("side_in_log", field="keep", side=side)
    return sides[side - 1].get("value")


def third_value(conflict: Values, value: Value) -> Value:
    """A third value as an edit would keep it.

    Raises:
        RuleViolation: ``field_unknown``, ``field_type``, ``date_invalid``, ``field_required``,
            ``field_too_long``, ``secret_refused``.
    """
    entity, name = entity_named(str(conflict.get("entity"))), str(conflict.get("field"))
    if entity is None or name not in entity.by_name:
        raise RuleViolation("field_unknown", field=name)
    cleaned = cleaning.cleaned(entity, {name: value})
    cleaning.keep_required(entity, cleaned)
    check_values(entity, cleaned)
    return cleaned[name]


def require_consistent(changes: Iterable[Change], record: Record | None) -> None:
    """Raise RuleViolation with the code of a rule that ``record`` would break by ``changes``."""
    for change in changes:
        if record is not None and change.entity == record.entity:
            consistency.check(change.entity, {**record.values, **change.set}, change.set)


def settlement_changes(
    conflict: Record, record: Record | None, settlement: Settlement
) -> tuple[tuple[Change, ...], tuple[Guard, ...]]:
    """What a settlement writes and what it relies on.

    A field's value is written with it; what follows from the settlement of a whole action or of a
    number is done by the server when it merges it.

    Raises:
        RuleViolation: ``conflict_settled``; as :func:`require_outcome` and :func:`chosen_value`.
    """
    values = conflict.values
    if values.get("state") != OPEN:
        raise RuleViolation("conflict_settled")
    require_outcome(values, record.values if record else None, settlement.outcome)
    decided: Values = {
        "state": SETTLED,
        "outcome": settlement.outcome,
        "settled_why": settlement.why,
        "settled_by": settlement.by,
        "settled_at": settlement.at_ms,
    }
    changes: list[Change] = []
    field = values.get("field")
    if isinstance(field, str) and not values.get("changeset") and not is_number(values):
        value = chosen_value(values, settlement)
        decided["settled_value"] = {"value": value}
        if record is not None and _must_write(values, record, field, value):
            changed: Values = {field: value}
            if field == "removed_at" and value is not None:
                changed["removed_why"] = settlement.why
            base = seen_by(record.heads, changed)
            changes.append(Change(record.entity, record.id, changed, base))
    changes.insert(
        0, Change(conflict.entity, conflict.id, decided, seen_by(conflict.heads, decided))
    )
    head = head_of(conflict.heads, "candidates") or ""
    return tuple(changes), (Guard(conflict.entity, conflict.id, "candidates", head),)


def _must_write(conflict: Values, record: Record, field: str, value: Value) -> bool:
    """Whether the chosen value is to be written: not where it is what stands. A parked value that
    its author still sees does not stand."""
    (first, *_) = sides_of(conflict) or [{}]
    return record.values.get(field) != value or head_of(record.heads, field) != first.get("head")


def has_side_of(conflict: Values, device: int, seq: int) -> bool:
    """Whether an open conflict holds the parked value of changeset ``device.seq``, or a later one
    of that device in its place.

    A conflict that arose over the same field after that value's own was settled is another.
    """
    if conflict.get("state") != OPEN:
        return False
    parts = (str(side.get("head")).partition(".") for side in sides_of(conflict))
    return any(
        of == str(device) and later.isdecimal() and int(later) >= seq for of, _, later in parts
    )


def is_number(conflict: Values) -> bool:
    """Whether the conflict is over a number: which paper has left the house."""
    return conflict.get("kind") in NUMBER_KINDS


def is_same_outcome(one: Values, other: Values) -> bool:
    """Whether two settlements come to the same."""
    if "settled_value" in one and "settled_value" in other:
        return one["settled_value"] == other["settled_value"]
    return one.get("outcome") == other.get("outcome")

"""A settlement of a conflict, merged by its own rules (design §5 "Conflicts").

::

    the sides that it names are still those ──no──▶ not applied: the person is shown the new side
          │ yes
          ▼
    open ──▶ the conflict is settled, its value written
    settled with the same outcome ──▶ nothing to do
    settled with another outcome ──▶ not applied, the conflict opens again with both reasons
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from common.changes.changeset import Change, Header
from common.changes.heads import head_of, seen_by
from common.changes.merge import Fate, Merged, is_same, overlaid
from common.changes.record import Key, Record, Values
from common.entities.cases import OPEN, SETTLED
from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation
from common.rules.consistency import broken
from common.rules.settlement import (
    SETTLEMENT_FIELDS,
    action_for,
    is_number,
    is_same_outcome,
    outcomes_for,
    require_may_settle,
)
from sync_server.services.parking import listed
from sync_server.services.scope_work import ScopeWork

SETTLE_CONFLICT = "settle_conflict"
SETTLE_NUMBER = "settle_number"
SETTLEMENTS = frozenset({SETTLE_CONFLICT, SETTLE_NUMBER})

_REASON_OF = {"removed_at": frozenset({"removed_why"})}
"""What is written with a field's value: a removal has a reason."""

MOVED_ON = "candidates"
"""A side was added meanwhile."""
OTHERWISE = "settled"
"""Somebody settled it before, otherwise."""


def check(
    work: ScopeWork,
    header: Header,
    changes: tuple[Change, ...],
    actor: str,
    roles: Collection[str],
) -> None:
    """Whether a changeset is a settlement that its author may make.

    Raises:
        RuleViolation: ``settlement_malformed``; ``record_unknown`` for no conflict.
        NotAllowed: ``settle_not_yours``; ``entity_not_writable`` for the other kind of conflict.
    """
    decided, written = _parts(changes)
    conflict = work.state.record((decided.entity, decided.id))
    if conflict is None:
        raise RuleViolation("record_unknown", entity=decided.entity, id=decided.id)
    if action_for(conflict.values) != header.action:
        raise NotAllowed("entity_not_writable", action=header.action, entity="conflict")
    if Role.CLERK not in roles:
        require_may_settle(conflict.values, actor, roles)
    names_sides = any(
        (guard.entity, guard.id, guard.field) == ("conflict", decided.id, "candidates")
        for guard in header.guards
    )
    is_sound = names_sides and SETTLEMENT_FIELDS.issuperset(decided.set)
    if not is_sound or decided.set.get("state") != SETTLED:
        raise RuleViolation("settlement_malformed")
    if written and not _is_chosen_value(conflict, decided, written):
        raise RuleViolation("settlement_malformed")
    if not written and _leaves_another(work, conflict, decided, header):
        raise RuleViolation("settlement_malformed")


def settle(work: ScopeWork, name: str, header: Header, changes: tuple[Change, ...]) -> Merged:
    """Lay a settlement, which :func:`check` has let pass, over the present state.

    Of what is *discarded*, ``reason`` says why: :data:`MOVED_ON`, :data:`OTHERWISE`, ``outcome``
    where the record has moved to a state that does not allow it, or the code of a broken rule.
    """
    decided, written = _parts(changes)
    conflict = work.state.record(("conflict", decided.id))
    assert conflict is not None, "checked before"
    if conflict.values.get("state") != OPEN:
        if is_same_outcome(conflict.values, decided.set):
            return Merged(Fate.APPLIED)
        return Merged(Fate.DISCARDED, reason=OTHERWISE)
    seen = next(guard.head for guard in header.guards if guard.id == decided.id)
    if head_of(conflict.heads, "candidates") != seen:
        return Merged(Fate.DISCARDED, reason=MOVED_ON)
    record = work.state.record(record_of(conflict))
    values = record.values if record else None
    if str(decided.set.get("outcome")) not in outcomes_for(conflict.values, values):
        return Merged(Fate.DISCARDED, reason="outcome")
    records = {conflict.key: overlaid(conflict, decided, name)}
    if written and record:
        changed = overlaid(record, written, name)
        if rules := broken(record.entity, changed.values, written.set):
            return Merged(Fate.DISCARDED, reason=rules[0].code)
        records[record.key] = changed
    return Merged(Fate.APPLIED, records)


def reopened(work: ScopeWork, name: str, header: Header, changes: tuple[Change, ...]) -> Change:
    """The conflict opened again, because two people settled it otherwise; both reasons stay."""
    decided, _ = _parts(changes)
    conflict = work.state.record(("conflict", decided.id))
    assert conflict is not None, "checked before"
    values: Values = dict.fromkeys(SETTLEMENT_FIELDS)
    values["state"] = OPEN
    first = {**_told(conflict.values), "candidates": listed(conflict.values.get("candidates"))}
    values["history"] = [*_history(conflict.values), first, _told(decided.set)]
    field = conflict.values.get("field")
    value = _value(decided.set)
    if isinstance(field, str) and value:
        record = work.state.record(record_of(conflict))
        stands = {
            "device": 0,
            "value": record.values.get(field) if record else None,
            "head": (head_of(record.heads, field) or "") if record else "",
            "actor": conflict.values.get("settled_by") or "",
            "at": conflict.values.get("settled_at") or 0,
        }
        other = {
            "value": value["value"],
            "head": name,
            "actor": header.actor,
            "device": header.device,
            "at": decided.set.get("settled_at") or 0,
        }
        values["candidates"] = [stands, other]
    return Change("conflict", conflict.id, values, seen_by(conflict.heads, values))


def record_of(conflict: Record) -> Key:
    """The record that a conflict is about."""
    return str(conflict.values.get("entity")), str(conflict.values.get("record_id"))


def _parts(changes: tuple[Change, ...]) -> tuple[Change, Change | None]:
    """The conflict's own change, and that of the field's value if there is one.

    Raises:
        RuleViolation: ``settlement_malformed``.
    """
    decided = [change for change in changes if change.entity == "conflict"]
    written = [change for change in changes if change.entity != "conflict"]
    if len(decided) != 1 or len(written) > 1 or any(c.add or c.remove for c in changes):
        raise RuleViolation("settlement_malformed")
    return decided[0], written[0] if written else None


def _is_chosen_value(conflict: Record, decided: Change, written: Change) -> bool:
    """Whether the value that is written is that of the conflict's field, and the one decided."""
    field = conflict.values.get("field")
    value = _value(decided.set)
    return (
        (written.entity, written.id) == record_of(conflict)
        and isinstance(field, str)
        and set(written.set) - _REASON_OF.get(field, frozenset()) == {field}
        and value is not None
        and is_same(written.set[field], value["value"])
    )


def _leaves_another(work: ScopeWork, conflict: Record, decided: Change, header: Header) -> bool:
    """Whether it says one value and leaves another, over the sides that it names."""
    if is_number(conflict.values) or conflict.values.get("changeset"):
        return False
    seen = next(guard.head for guard in header.guards if guard.id == decided.id)
    if conflict.values.get("state") != OPEN or head_of(conflict.heads, "candidates") != seen:
        return False
    value, record = _value(decided.set), work.state.record(record_of(conflict))
    stands = record.values.get(str(conflict.values.get("field"))) if record else None
    return value is None or (record is not None and not is_same(value["value"], stands))


def _value(values: Values) -> dict[str, Any] | None:
    found = values.get("settled_value")
    return found if isinstance(found, dict) and "value" in found else None


def _history(values: Values) -> list[Any]:
    found = values.get("history")
    return list(found) if isinstance(found, list) else []


def _told(values: Values) -> dict[str, Any]:
    """One settlement as the conflict's history keeps it."""
    names = ("outcome", "settled_value", "settled_why", "settled_by", "settled_at")
    return {name: values[name] for name in names if values.get(name) is not None}

"""Problems of a record, field by field, from its declaration: the same for form and server."""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import Change
from common.changes.record import Values
from common.entities.registry import entity_named
from common.entities.schema import Entity
from common.errors import RuleViolation
from common.rules.secrecy import check_confidentiality

TEXT_LENGTH_MAX = 20_000
"""Characters in one field; longer text belongs into a file (R10)."""


def missing_fields(entity: Entity, values: Values) -> list[str]:
    """Names of required fields without a value."""
    return [
        field.name
        for field in entity.own_fields
        if field.required and values.get(field.name) in (None, "", [])
    ]


def over_length(entity: Entity, values: Values) -> list[tuple[str, int]]:
    """(field, limit) where text is longer than the standard's interchange length: a warning."""
    found = []
    for name, value in values.items():
        field = entity.by_name.get(name)
        if field and field.length_max and isinstance(value, str) and len(value) > field.length_max:
            found.append((name, field.length_max))
    return found


def check_values(entity: Entity, values: Values) -> None:
    """Types, choices and secrecy of the values that an action sets.

    Raises:
        RuleViolation: ``field_type`` or ``field_too_long``; ``secret_refused`` (domain §8).
    """
    for name, value in values.items():
        field = entity.by_name.get(name)
        if field is None:
            continue
        if not field.accepts(value):
            raise RuleViolation("field_type", field=name, entity=entity.name)
        if isinstance(value, str) and len(value) > TEXT_LENGTH_MAX:
            raise RuleViolation("field_too_long", field=name, length_max=TEXT_LENGTH_MAX)
    level = values.get("confidentiality")
    if isinstance(level, int):
        check_confidentiality(level)


def check_new(entity: Entity, values: Values) -> None:
    """A record about to be made: all of :func:`check_values`, and required fields.

    Raises:
        RuleViolation: as there; ``field_required``.
    """
    for name in missing_fields(entity, values):
        raise RuleViolation("field_required", field=name, entity=entity.name)
    check_values(entity, values)


def check_changes(changes: Iterable[Change]) -> None:
    """What the server checks of a payload: every known entity's values. Raises RuleViolation."""
    for change in changes:
        entity = entity_named(change.entity)
        if entity is None:
            raise RuleViolation("entity_unknown", entity=change.entity)
        if change.base:
            check_values(entity, change.set)
        else:
            check_new(entity, change.set)

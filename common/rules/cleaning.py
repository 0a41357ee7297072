"""Values as they are kept, whatever was typed: for commands, and for what the centre decides."""

from __future__ import annotations

from common.changes.record import Values
from common.entities.schema import Entity, FieldType, Value
from common.errors import RuleViolation
from common.text.dates import parse_date
from common.text.fold import clean_line, clean_text


def cleaned(entity: Entity, fields: Values) -> Values:
    """NFC, one-line text without stray white space, ISO dates, no blanks.

    Raises:
        RuleViolation: ``date_invalid``; ``field_type`` for another type than declared.
    """
    result: Values = {}
    for name, value in fields.items():
        value = _clean(entity[name].type, name, value)
        if not entity[name].accepts(value):
            raise RuleViolation("field_type", field=name, entity=entity.name)
        result[name] = value
    return result


def keep_required(entity: Entity, changed: Values) -> None:
    """A required field is never emptied. Raises RuleViolation ``field_required``."""
    for declared in entity.own_fields:
        if declared.required and declared.name in changed and not changed[declared.name]:
            raise RuleViolation("field_required", field=declared.name, entity=entity.name)


def _clean(kind: FieldType, name: str, value: Value) -> Value:
    if kind is FieldType.DATE and value not in (None, ""):
        if not isinstance(value, str):
            raise RuleViolation("date_invalid", field=name, value=str(value))
        return parse_date(value).isoformat()
    if not isinstance(value, str):
        return value
    text = clean_text(value).strip() if kind is FieldType.LONG_TEXT else clean_line(value)
    return text or None

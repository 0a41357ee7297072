"""Records as JSON and back: fields by the entity's own names, dates and instants in ISO 8601.

Declared once in `common.entities`; nothing here knows a single field but two whose levels people
write in words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from common.clock import VIETNAM, from_millis, to_millis
from common.entities.catalogue import Confidentiality, Urgency
from common.entities.registry import ENTITIES
from common.entities.schema import Field, FieldType, Value
from common.errors import RuleViolation
from common.text.dates import parse_date
from common.text.fold import nfc
from common.text.notation import join_code
from common.text.phrases import STATES
from desktop.cli import texts
from desktop.store.view import Row

_LEVELS: dict[str, type[Urgency] | type[Confidentiality]] = {
    "urgency": Urgency,
    "confidentiality": Confidentiality,
}
_TEXT = (FieldType.TEXT, FieldType.LONG_TEXT)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def document(entity_name: str, record_id: str, values: dict[str, Value]) -> dict[str, Any]:
    """A record: ``id``, ``entity`` and every field of its entity, ``null`` where it has none."""
    entity = ENTITIES[entity_name]
    shown: dict[str, Any] = {"id": record_id, "entity": entity_name}
    for field in entity.own_fields:
        shown[field.name] = _shown(field, values.get(field.name))
    if values.get("removed_at"):
        for field in entity.fields[len(entity.own_fields) :]:
            shown[field.name] = _shown(field, values.get(field.name))
    return shown


def row_document(row: Row) -> dict[str, Any]:
    """The same for a row of the view."""
    return document(row.entity, row.id, row.values)


def read_values(entity_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Fields as commands take them. Unknown names are left for the command to refuse.

    Raises:
        RuleViolation: ``date_invalid``.
    """
    declared = ENTITIES[entity_name].by_name
    return {
        nfc(name): _read(declared[name], value) if name in declared else value
        for name, value in given.items()
        if value is not None
    }


def read_filters(entity_name: str, given: list[str]) -> dict[str, Value]:
    """``field=value`` words as values of the right type; no value means an empty field.

    Raises:
        RuleViolation: ``field_unknown`` for a name that is no field; ``date_invalid``.
    """
    declared = ENTITIES[entity_name].by_name
    filters: dict[str, Value] = {}
    for word in given:
        name, _, text = nfc(word).partition("=")
        if name not in declared:
            raise RuleViolation("field_unknown", field=name)
        filters[name] = _typed(declared[name], text)
    return filters


def label_facts(entity_name: str, values: dict[str, Value]) -> list[tuple[str, str]]:
    """(label, value) of every field that has one, in people's words."""
    entity = ENTITIES[entity_name]
    return [
        (field.label.vi, words(field, values[field.name]))
        for field in entity.fields
        if values.get(field.name) is not None and field.type is not FieldType.REFERENCE
    ]


def words(field: Field, value: Value) -> str:
    """One value as people read it."""
    if field.type is FieldType.DATE:
        return texts.day(value)
    if field.type is FieldType.INSTANT:
        return texts.instant(value)
    if field.name in _LEVELS and isinstance(value, int):
        return str(_LEVELS[field.name](value).label)
    if field.name == "state":
        return STATES.get(str(value), str(value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def code_of(values: dict[str, Value]) -> str:
    """Number and notation as printed: ``2257/QĐ-UBND``."""
    return join_code(str(values.get("code_number") or ""), str(values.get("code_notation") or ""))


def state_of(values: dict[str, Value]) -> str:
    """The state in words."""
    state = str(values.get("state") or "")
    return STATES.get(state, state)


def instant(millis: int) -> str | None:
    """ISO 8601 in UTC, for scripts; ``None`` for 0, which is never."""
    if not millis:
        return None
    try:
        moment = from_millis(millis)
    except (OverflowError, ValueError, OSError):
        return str(millis)  # no calendar has it: a slip somewhere must not hide the record
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shown(field: Field, value: Value) -> Any:
    if field.type is FieldType.INSTANT and isinstance(value, int):
        return instant(value)
    return value


def _read(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        value = nfc(value)
        return value if field.type in _TEXT else _typed(field, value, lenient=True)
    if field.type is FieldType.INTEGER and isinstance(value, float) and value.is_integer():
        return int(value)
    if field.type in _TEXT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _typed(field: Field, text: str, *, lenient: bool = False) -> Value:
    """``text`` in the field's type; what has not that type stays text, for the rules to refuse."""
    text = text.strip()
    if not text:
        return None
    if field.type is FieldType.DATE:
        return text if lenient else parse_date(text).isoformat()
    if field.type is FieldType.INSTANT:
        return _instant(field, text)
    if field.type is FieldType.BOOLEAN:
        return _TRUTH.get(text.lower(), text)
    if field.type is FieldType.INTEGER:
        return _level(field, text) if not text.lstrip("-").isdecimal() else int(text)
    return text


def _level(field: Field, text: str) -> Value:
    for level in _LEVELS.get(field.name, ()):
        if level.label.casefold() == text.casefold():
            return int(level)
    return text


def _instant(field: Field, text: str) -> int:
    """Milliseconds; a moment without a zone is Vietnam's. Raises RuleViolation ``date_invalid``."""
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RuleViolation("date_invalid", field=field.name, value=text) from error
    return to_millis(moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM))

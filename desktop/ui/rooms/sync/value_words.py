"""Records, fields, people and values of conflicts and cases in a clerk's words."""

from __future__ import annotations

from typing import Any

from common.changes.record import Values
from common.entities.cases import ISSUED_TWICE
from common.entities.catalogue import Confidentiality, Urgency
from common.entities.registry import ENTITIES
from common.entities.schema import Field, FieldType, Value
from common.rules.actions import ACTIONS
from common.text.messages import _
from common.text.notation import format_number
from common.text.phrases import STATES, field_label, sentence
from common.text.sentences import ERRORS
from desktop.queries.cases import SetAside
from desktop.queries.conflicts import Dispute, Side
from desktop.store.view import Row
from desktop.ui import words

_LEVELS: dict[str, type[Urgency] | type[Confidentiality]] = {
    "urgency": Urgency,
    "confidentiality": Confidentiality,
}
_FORMS = {"paper": "Bản giấy", "electronic": "Bản điện tử", "both": "Cả bản giấy và bản điện tử"}
_UNTOLD = (FieldType.REFERENCE, FieldType.JSON)
"""Types whose values are not read by people: ids and structures."""

_Parts = dict[tuple[str, str, str], Value]
"""What one side of a whole action writes: entity, id and field of each value."""


def record_name(row: Row | None, entity: str = "") -> str:
    """A record by its number: ``Văn bản đến số 3187``, ``Văn bản đi 912/QĐ-STC``."""
    if row is None:
        known = ENTITIES[entity].label.vi if entity in ENTITIES else "Bản ghi"
        return _("{kind} chưa có ở máy này").format(kind=_(known))
    values = row.values
    kind = _(ENTITIES[row.entity].label.vi)
    if row.entity == "number":
        return _("Số {number} năm {year}").format(number=_printed(values), year=values.get("year"))
    if row.entity == "incoming_document":
        number = words.number(values.get("arrival_number"))
        told = _("{kind} số {number}") if number else _("{kind} chờ số")
        return told.format(kind=kind, number=number)
    if row.entity == "outgoing_document":
        is_numbered = bool(values.get("code_number"))
        return f"{kind} {words.code(values)}" if is_numbered else _("Dự thảo văn bản đi")
    name = words.text(values.get("name")) or words.text(values.get("title")) or words.code(values)
    return f"{kind} {name}".strip()


def record_subject(row: Row | None) -> str:
    """What a document is about; empty where it is no document, or not here."""
    return words.subject(row.values) if row is not None else ""


def action_name(action: Value) -> str:
    """An action as people call it."""
    return _(ACTIONS[str(action)].label.vi) if action in ACTIONS else words.text(action)


def what_about(dispute: Dispute) -> str:
    """The field, or the whole action, that a conflict is over."""
    values = dispute.row.values
    if is_whole(dispute):
        return _("cả việc «{action}»").format(action=action_name(values.get("action")))
    return _(field_label(words.text(values.get("field")), words.text(values.get("entity"))))


def is_whole(dispute: Dispute) -> bool:
    """Whether a whole action is parked, not a field."""
    values = dispute.row.values
    return bool(values.get("changeset")) and values.get("kind") != ISSUED_TWICE


def side_value(dispute: Dispute, side: Side, types: dict[str, str]) -> str:
    """The value of one side of a field's or a number's conflict."""
    if side.in_log:
        return _("(quá dài, chỉ còn trong nhật ký)")
    if side.about is not None:
        return "\n".join(filter(None, (record_name(side.about), record_subject(side.about))))
    values = dispute.row.values
    return value_told(
        words.text(values.get("entity")), words.text(values.get("field")), side.value, types
    )


def value_told(entity: str, name: str, value: Value, types: dict[str, str]) -> str:
    """A field's value as people read it; «(trống)» for none."""
    if value is None or value == "":
        return _("(trống)")
    if name == "type_code":
        return types.get(str(value), str(value))
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, dict):
        told = _("Số {number}, ngày {day}")
        return told.format(number=_printed(value), day=words.day(value.get("dated")))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    field = ENTITIES[entity].by_name.get(name) if entity in ENTITIES else None
    return _typed(field, name, value)


def _typed(field: Field | None, name: str, value: Value) -> str:
    if name == "state":
        return _(STATES.get(str(value), str(value)))
    if name in _LEVELS and isinstance(value, int):
        return _(_LEVELS[name](value).label)
    if name == "form":
        return _(_FORMS.get(str(value), str(value)))
    if field is not None and field.type is FieldType.DATE:
        return words.day(value)
    if field is not None and field.type is FieldType.INSTANT:
        return words.instant(value)
    return str(value)


def whole_rows(dispute: Dispute, types: dict[str, str]) -> list[tuple[str, ...]]:
    """A whole action as lines of label, what stands, and what each parked side would write."""
    sides = [_parts(side.value) for side in dispute.sides]
    own = words.text(dispute.row.values.get("entity"))
    lines = []
    for key in dict.fromkeys(key for side in sides for key in side):
        entity, _which, name = key
        if _is_told(entity, name):
            told = (_part_told(side, key, types) for side in sides)
            lines.append((_part_label(own, entity, name), *told))
    return lines


def _part_told(side: _Parts, key: tuple[str, str, str], types: dict[str, str]) -> str:
    return value_told(key[0], key[2], side[key], types) if key in side else ""


def _parts(value: Value) -> _Parts:
    listed: list[Any] = value if isinstance(value, list) else []
    return {
        (str(one.get("entity")), str(one.get("id")), str(one.get("field"))): one.get("value")
        for one in listed
        if isinstance(one, dict)
    }


def _part_label(own: str, entity: str, name: str) -> str:
    label = _(field_label(name, entity))
    if entity == own or entity not in ENTITIES:
        return label
    return f"{_(ENTITIES[entity].label.vi)}: {label}"


def _is_told(entity: str, name: str) -> bool:
    field = ENTITIES[entity].by_name.get(name) if entity in ENTITIES else None
    return field is None or field.type not in _UNTOLD


def _printed(values: Values) -> str:
    number, suffix = values.get("number"), words.text(values.get("suffix"))
    return format_number(number, suffix) if isinstance(number, int) else ""


def place_told(device: int, own_device: int) -> str:
    """Which PC: ``máy này``, ``máy 3``, ``máy chủ``."""
    if not device:
        return _("máy chủ")
    return _("máy này") if device == own_device else _("máy {device}").format(device=device)


def whose(name: str, device: int) -> str:
    """A person's name; the server's where it acted itself."""
    return name or (_("Máy chủ") if not device else _("Người không rõ"))


def side_told(side: Side, own_device: int) -> str:
    """``Phạm Thị Hoa · máy này · 09:05 14/09/2026``."""
    told = (
        whose(side.who, side.device),
        place_told(side.device, own_device),
        words.instant(side.at_ms),
    )
    return " · ".join(filter(None, told))


def case_reason(case: SetAside) -> str:
    """Why it was set aside or closed: the server's sentence, else the words of who closed it."""
    values = case.row.values
    code, params = words.text(values.get("code")), values.get("params")
    told = sentence(ERRORS, code, params if isinstance(params, dict) else {}) if code else ""
    return told or words.text(values.get("closed_why"))


def looked_told(looked: Value) -> list[str]:
    """Who of the centre opened the content, when and why (design §5)."""
    listed: list[Any] = looked if isinstance(looked, list) else []
    told = (
        (words.text(one.get("who")), words.instant(one.get("at")), words.text(one.get("why")))
        for one in listed
        if isinstance(one, dict)
    )
    return [" · ".join(filter(None, one)) for one in told]

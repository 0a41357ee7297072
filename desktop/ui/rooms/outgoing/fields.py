"""The fields of an outgoing document, and how its notation follows from them (domain §4.3)."""

from __future__ import annotations

from datetime import date

from common.changes.record import Values
from common.entities.catalogue import Confidentiality
from common.entities.schema import Value
from common.errors import RuleViolation
from common.text.messages import _
from common.text.notation import compose_notation, notation_warnings
from common.text.phrases import WARNINGS, sentence
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.forms.editors import ChoiceEditor, Editor, NumberEditor, TextEditor
from desktop.ui.forms.entity_form import Asked
from desktop.ui.rooms.choices import Choices

TYPE = "type_code"
NOTATION = "code_notation"
COMPLETED = ("full_name", "position", "unit", "to_places")
"""Fields that complete from what was typed before."""


def asked_fields() -> list[Asked]:
    """The form's rows, in twelve columns."""
    return [
        Asked(TYPE, 6, label=_("Tên loại"), editor=_choice_editor),
        Asked("unit", 3, help_text=_("Viết tắt, ví dụ VX")),
        Asked(NOTATION, 3, help_text=_("Số cấp khi phát hành")),
        Asked("subject", 12, lines=3),
        Asked("full_name", 4),
        Asked("position", 4),
        Asked("urgency", 4),
        Asked("to_places", 12, lines=2),
        Asked("issued_amount", 3, editor=NumberEditor),
        Asked("page_amount", 3, editor=NumberEditor),
        Asked("due_date", 3),
        Asked("confidentiality", 3, editor=_secrecy_editor),
        Asked("description", 12, editor=TextEditor),
    ]


def _choice_editor() -> Editor:
    return ChoiceEditor([(None, _("Chọn tên loại"))])


def _secrecy_editor() -> Editor:
    return ChoiceEditor([(int(level), _(level.label)) for level in Confidentiality])


def type_choices(types: tuple[Row, ...]) -> list[tuple[Value, str]]:
    """Types by code; one name of two kinds is told apart."""
    names = [words.text(row.values.get("name")) for row in types]
    offered: list[tuple[Value, str]] = [(None, _("Chọn tên loại"))]
    for row, name in zip(types, names, strict=True):
        legal = row.values.get("kind") == "legal" and names.count(name) > 1
        shown = _("{name} (quy phạm pháp luật)").format(name=name) if legal else name
        offered.append((row.values.get("code"), shown))
    return offered


def type_named(choices: Choices, code: Value) -> Row | None:
    """The type with this code."""
    return next((row for row in choices.types if code and row.values.get("code") == code), None)


def code_of_type(choices: Choices, values: Values) -> Value:
    """The type's code; of a record that has only the name, the administrative one of that name."""
    if values.get(TYPE):
        return values[TYPE]
    named = [row for row in choices.types if row.values.get("name") == values.get("type_name")]
    named.sort(key=lambda row: row.values.get("kind") != "administrative")
    return named[0].values.get("code") if named else None


def composed(choices: Choices, office_code: str, values: Values, today: date) -> str:
    """The notation that follows from type, office and unit; empty where one is missing."""
    kind = type_named(choices, values.get(TYPE))
    offices = (row for row in choices.offices if row.values.get("code") == office_code)
    office = next(offices, None)
    if kind is None or office is None:
        return ""
    try:
        return compose_notation(
            type_abbreviation=words.text(kind.values.get("abbreviation")),
            organ=words.text(office.values.get("abbreviation")),
            unit=words.text(values.get("unit")),
            is_legal=bool(kind.values.get("has_year")),
            year=today.year,
        )
    except RuleViolation:
        return ""


def notation_told(notation: str) -> str:
    """What is unusual about a notation, or that its number comes later."""
    codes = notation_warnings(notation, outgoing=True) if notation else []
    told = [sentence(WARNINGS, code, {"notation": notation}) for code in codes]
    return " ".join(told) or _("Số cấp khi phát hành")

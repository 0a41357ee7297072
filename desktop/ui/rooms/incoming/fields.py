"""The fields of an arrival in the order in which they are written on paper (domain §3.4, §5.2)."""

from __future__ import annotations

from common.changes.record import Values
from common.entities.catalogue import Confidentiality
from common.text.messages import _
from common.text.notation import join_code, parse_notation
from desktop.ui import words
from desktop.ui.forms.editors import ChoiceEditor, Editor, TextEditor
from desktop.ui.forms.entity_form import Asked

CODE = "code"
"""The row of number and notation, which stand in one box as on the paper."""
COMPLETED = ("organ_name", "type_name", "full_name", "position", "to_places")
"""Fields that complete from what was typed before."""
_CODE_FIELDS = ("code_number", "code_notation")


def asked_fields() -> list[Asked]:
    """The form's rows, in twelve columns."""
    return [
        Asked("arrival_date", 4),
        Asked(CODE, 8, label=_("Số, ký hiệu"), editor=TextEditor),
        Asked("organ_name", 5),
        Asked("issued_date", 4),
        Asked("type_name", 3),
        Asked("subject", 12, lines=3),
        Asked("full_name", 4),
        Asked("position", 4),
        Asked("urgency", 4),
        Asked("to_places", 5, editor=TextEditor),
        Asked("due_date", 4),
        Asked("page_amount", 3),
        Asked("description", 8),
        Asked("confidentiality", 4, editor=_secrecy_editor),
    ]


def _secrecy_editor() -> Editor:
    return ChoiceEditor([(int(level), _(level.label)) for level in Confidentiality])


def row_of(field: str) -> str:
    """The row in which ``field`` is typed."""
    return CODE if field in _CODE_FIELDS else field


def as_fields(values: Values) -> Values:
    """The form's values by the entity's field names."""
    fields = dict(values)
    if CODE in fields:
        code = parse_notation(words.text(fields.pop(CODE)))
        fields["code_number"] = code.code_number or None
        fields["code_notation"] = code.code_notation or None
    return fields


def as_rows(values: Values) -> Values:
    """A record's values as the form shows them."""
    number, notation = (words.text(values.get(name)) for name in _CODE_FIELDS)
    return {**values, CODE: join_code(number, notation)}


def code_told(text: str) -> str:
    """How number and notation were understood, to be seen while they are typed."""
    if not text.strip():
        return ""
    code = parse_notation(text)
    if not code.code_number:
        return _("Không số") if not code.code_notation else _("Không có số")
    if not code.code_notation:
        return _("Số {number}").format(number=code.code_number)
    return _("Số {number} · ký hiệu {notation}").format(
        number=code.code_number, notation=code.code_notation
    )


def is_legal(text: str) -> bool:
    """Whether a code has the year in its middle, as legal documents have: ``11/2015/QĐ-UBND``."""
    return parse_notation(text).year is not None


def type_part(text: str) -> str:
    """The part of a notation that stands for the type: ``QĐ`` of ``2257/QĐ-UBND``."""
    return parse_notation(text).notation.partition("-")[0]

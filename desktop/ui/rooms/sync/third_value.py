"""Which fields may be settled by a third value here, and the form in which it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from common.entities.registry import ENTITIES
from common.entities.schema import FieldType
from common.text.messages import _
from desktop.ui.forms.editors import ChoiceEditor, Editor
from desktop.ui.forms.entity_form import Asked, EntityForm

_TYPED = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.INTEGER, FieldType.DATE)
_DRIVEN = ("state",)
"""Fields that actions write: a value typed by hand would say what nobody did."""


def third_value_form(
    entity: str, name: str, types: dict[str, str], today: Callable[[], date]
) -> EntityForm | None:
    """A form of the one field, empty; ``None`` where no other value can be typed for it."""
    field = ENTITIES[entity].by_name.get(name) if entity in ENTITIES else None
    if field is None or name in _DRIVEN or field.type not in _TYPED:
        return None
    if field.choices and name != "urgency":
        return None
    label = _("Giá trị khác")
    if name == "type_code":
        return EntityForm(ENTITIES[entity], [Asked(name, label=label, editor=_Types(types))], today)
    return EntityForm(ENTITIES[entity], [Asked(name, lines=3, label=label)], today)


class _Types:
    """Makes the editor of a document type's code: chosen by its name."""

    def __init__(self, types: dict[str, str]) -> None:
        self._types = types

    def __call__(self) -> Editor:
        return ChoiceEditor([(code, name) for code, name in self._types.items()])

"""A form of some fields of one entity: labels, required marks and editors from its declaration.

Values come and go by field name; what is wrong is shown at its field, all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from common.changes.record import Values
from common.entities.catalogue import Urgency
from common.entities.schema import Entity, Field, FieldType, Value
from common.errors import RuleViolation
from common.text.messages import _
from desktop.ui.forms.editors import (
    ChoiceEditor,
    DayEditor,
    Editor,
    LongTextEditor,
    NumberEditor,
    TextEditor,
    Today,
)
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import COLUMNS, FormGrid
from desktop.ui.words import said


@dataclass(frozen=True)
class Asked:
    """One field as a form asks for it: ``span`` of twelve columns, ``lines`` for long text."""

    name: str
    span: int = COLUMNS
    lines: int = 2
    label: str = ""
    """Words other than the entity's, as «Số, ký hiệu» for two fields in one box."""
    help_text: str = ""
    editor: Callable[[], Editor] | None = None
    """An editor other than that of the field's type."""


class EntityForm(FormGrid):
    """Rows in reading order, which is the order of Tab."""

    edited = Signal()
    """Somebody changed a value."""

    def __init__(
        self,
        entity: Entity,
        fields: Sequence[Asked],
        today: Today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.entity = entity
        self._today = today
        self._editors: dict[str, Editor] = {}
        self._helps: dict[str, str] = {}
        self._locked: frozenset[str] = frozenset()
        self._initial: Values = {}
        self._filling = False
        for asked in fields:
            self._add(asked)
        self._initial = self.values()

    def _add(self, asked: Asked) -> None:
        field = self.entity.by_name.get(asked.name)
        editor = asked.editor() if asked.editor else self._editor_of(field, asked.lines)
        label = asked.label or (_(field.label.vi) if field else asked.name)
        row = FieldRow(
            label,
            editor.widget,
            required=bool(field and field.required),
            help_text=asked.help_text,
        )
        editor.edited.connect(self._tell_edited)
        self._editors[asked.name] = editor
        self._helps[asked.name] = asked.help_text
        self.add_row(asked.name, row, span=asked.span)

    def _editor_of(self, field: Field | None, lines: int) -> Editor:
        assert field is not None
        if field.name == "urgency":
            return ChoiceEditor([(int(level), _(level.label)) for level in Urgency])
        if field.type is FieldType.DATE:
            return DayEditor(self._today)
        if field.type is FieldType.INTEGER:
            return NumberEditor()
        if field.type is FieldType.LONG_TEXT:
            return LongTextEditor(lines)
        return TextEditor()

    def editor(self, name: str) -> Editor:
        """The editor of a field. Raises ``KeyError``."""
        return self._editors[name]

    def values(self) -> Values:
        """All values, ``None`` for empty ones."""
        return {name: editor.value for name, editor in self._editors.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show ``values`` as what the form begins with; fields that are not named are emptied."""
        self._filling = True
        for name, editor in self._editors.items():
            editor.set_value(values.get(name))
        self._filling = False
        self.show_problems({})
        self._initial = self.values()

    def lock(self, names: Collection[str], why: str) -> None:
        """Let the rows ``names`` be read only, and say why; open all the others."""
        for name, editor in self._editors.items():
            editor.set_read_only(name in names)
            if name in names:
                self.row(name).set_help(why)
            elif name in self._locked:
                self.row(name).set_help(self._helps[name])
        self._locked = frozenset(names)

    def changed_values(self) -> Values:
        """Only what is other than the form began with."""
        return {
            name: value for name, value in self.values().items() if value != self._initial.get(name)
        }

    @property
    def is_dirty(self) -> bool:
        """Whether something was changed, or stands there that cannot be read."""
        return bool(self.changed_values() or self._unreadable())

    def problems(self) -> dict[str, str]:
        """What can be seen to be wrong before anything is asked: unreadable and missing values."""
        found = self._unreadable()
        values = self.values()
        for name in self._editors:
            field = self.entity.by_name.get(name)
            if field and field.required and values[name] is None and name not in found:
                missing = RuleViolation("field_required", field=name, entity=self.entity.name)
                found[name] = said(missing)
        return found

    def check(self) -> bool:
        """Show what is wrong and go to the first such field; ``True`` where nothing is."""
        found = self.problems()
        self.show_problems(found)
        return not found

    def focus_first(self, names: Iterable[str] = ()) -> None:
        """Go to the first of ``names`` that is empty, else to the first field of the form."""
        wanted = [name for name in names if self._editors[name].value is None]
        name = (wanted or list(self._editors))[0]
        self._editors[name].widget.setFocus()

    def _unreadable(self) -> dict[str, str]:
        return {name: one.problem for name, one in self._editors.items() if one.problem}

    @Slot()
    def _tell_edited(self) -> None:
        if not self._filling:
            self.edited.emit()

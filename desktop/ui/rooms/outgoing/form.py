"""Preparing and correcting an outgoing document; its notation composes itself while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from common.changes.record import Values
from common.entities.documents import OUTGOING_DOCUMENT
from common.text.messages import _
from desktop.commands.outgoing import CreateOutgoing, EditOutgoing
from desktop.commands.runner import Command
from desktop.store.connection import Connection
from desktop.ui import words
from desktop.ui.forms.editors import ChoiceEditor, TextEditor
from desktop.ui.rooms.choices import Choices, load_choices
from desktop.ui.rooms.document_form import DocumentForm, Edited
from desktop.ui.rooms.outgoing import fields
from desktop.ui.rooms.record_words import Shown
from desktop.ui.session import Session
from desktop.ui.widgets.number_card import NumberCard


class OutgoingForm(DocumentForm):
    """The page on which an outgoing document is prepared."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._choices: Choices | None = None
        self._composed = ""
        next_text = _("Lưu và soạn tiếp")
        super().__init__(session, OUTGOING_DOCUMENT, fields.asked_fields(), next_text, parent)
        self.preview = NumberCard()
        self.side.insertWidget(0, self.preview)
        self.form.edited.connect(self._compose)

    # ── opening ──────────────────────────────────────────────────────────────

    def open_new(self) -> None:
        """An empty form."""
        self._composed = ""
        self.begin(_("Soạn văn bản đi"), {"urgency": 0, "confidentiality": 0})
        self._ask_choices()
        self.focus_form()

    def open_edit(self, shown: Shown) -> None:
        """Correct a document that has not been issued."""
        self._composed = ""
        values = dict(shown.values)
        if self._choices is not None:
            values[fields.TYPE] = fields.code_of_type(self._choices, values)
        edited = Edited(shown.row.id, dict(shown.row.heads), shown.disputed)
        self.begin(_("Sửa văn bản đi"), values, edited)
        self._ask_choices()
        self.focus_form()

    def focus_order(self) -> list[str]:
        """The type decides the notation, so it comes first."""
        return [fields.TYPE, "subject"]

    def _ask_choices(self) -> None:
        year = self.session.today().year

        def read(connection: Connection) -> Choices:
            return load_choices(connection, OUTGOING_DOCUMENT.name, fields.COMPLETED, year)

        self.session.query(self, read, self._take_choices)

    def _take_choices(self, choices: Choices) -> None:
        self._choices = choices
        kinds = self.form.editor(fields.TYPE)
        if isinstance(kinds, ChoiceEditor):
            kinds.set_choices(fields.type_choices(choices.types))
        for name in fields.COMPLETED:
            editor = self.form.editor(name)
            if isinstance(editor, TextEditor):
                editor.offer(choices.known[name])
        self._compose()

    # ── the notation ─────────────────────────────────────────────────────────

    @Slot()
    def _compose(self) -> None:
        """Keep the notation in step with type and unit, unless the clerk wrote another."""
        if self._choices is None:
            return
        office, today = self.session.office_code, self.session.today()
        composed = fields.composed(self._choices, office, self.form.values(), today)
        editor = self.form.editor(fields.NOTATION)
        if composed != self._composed and editor.value in (None, self._composed or None):
            self._composed = composed
            editor.set_value(composed)
        self._show_preview(words.text(editor.value))

    def _show_preview(self, notation: str) -> None:
        self.form.row(fields.NOTATION).set_help(fields.notation_told(notation))
        shown = f"…/{notation}" if notation else _("Chưa có ký hiệu")
        self.preview.show_number(_("Số, ký hiệu khi phát hành"), shown, is_number=bool(notation))

    # ── saving ───────────────────────────────────────────────────────────────

    def fields(self) -> Values:
        """By the entity's names; a type comes with its name."""
        values = super().fields()
        kind = fields.type_named(self._choices, values.get(fields.TYPE)) if self._choices else None
        if kind is not None:
            values["type_name"] = kind.values.get("name")
        return values

    def command(self, values: Values, *, confirmed: bool) -> Command:
        """Prepare, or edit against the heads that were seen when the form opened."""
        edited = self.edited_record
        if edited is not None:
            return EditOutgoing(edited.id, values, base=edited.base)
        filled: Values = {name: value for name, value in values.items() if value is not None}
        return CreateOutgoing(filled, self.new_files)

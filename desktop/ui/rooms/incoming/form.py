"""Registering and correcting an arrival; the number it will get, and got, large at the side."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from common.changes.record import Values
from common.entities.documents import INCOMING_DOCUMENT
from common.text.messages import _
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.runner import Command, Outcome
from desktop.queries.registers import RegisterState
from desktop.store.connection import Connection
from desktop.ui import words
from desktop.ui.forms.editors import TextEditor
from desktop.ui.rooms.choices import Choices, load_choices
from desktop.ui.rooms.document_form import DocumentForm, Edited
from desktop.ui.rooms.incoming import fields
from desktop.ui.rooms.next_number import show_next_number
from desktop.ui.rooms.record_words import Shown
from desktop.ui.session import Session
from desktop.ui.widgets.number_card import NumberCard


class IncomingForm(DocumentForm):
    """The registration form of the arrivals' book."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._choices: Choices | None = None
        self._guessed_type = ""
        super().__init__(
            session,
            INCOMING_DOCUMENT,
            fields.asked_fields(),
            _("Lưu và đăng ký tiếp"),
            parent,
        )
        self.next_number = NumberCard()
        self.last_number = NumberCard()
        self._series = QComboBox()
        self._series.setAccessibleName(_("Sổ đăng ký"))
        for place, part in enumerate((self.last_number, self.next_number, self._series)):
            self.side.insertWidget(place, part)
        self.last_number.hide()
        self._series.hide()
        self._code_line.textChanged.connect(self._tell_code)
        self._code_line.editingFinished.connect(self._guess_type)
        self._series.currentIndexChanged.connect(self._show_next_number)

    @property
    def _code_line(self) -> QLineEdit:
        line = self.form.editor(fields.CODE).widget
        assert isinstance(line, QLineEdit)
        return line

    # ── opening ──────────────────────────────────────────────────────────────

    def open_new(self) -> None:
        """An empty form; the day of arrival is today until another is typed."""
        self.last_number.hide()
        self._begin_new(self.session.today().isoformat())

    def open_next(self, outcome: Outcome) -> None:
        """The next document of the same pile, with the number just given still in sight."""
        number = words.number(outcome.values.get("arrival_number"))
        self.last_number.show_number(
            _("Vừa đăng ký, số đến"),
            number or _("Chờ số"),
            words.subject(outcome.values),
            is_number=bool(number),
        )
        self.last_number.show()
        self._begin_new(words.text(outcome.values.get("arrival_date")))

    def _begin_new(self, arrival_date: str) -> None:
        self._guessed_type = ""
        start: Values = {"arrival_date": arrival_date, "urgency": 0, "confidentiality": 0}
        self.begin(_("Đăng ký văn bản đến"), start)
        self.next_number.show()
        self._ask_choices()
        self.focus_form()

    def open_edit(self, shown: Shown) -> None:
        """Correct a registered document; what it stood on is kept until it is saved."""
        number = words.number(shown.values.get("arrival_number"))
        title = _("Sửa văn bản đến số {number}").format(number=number)
        edited = Edited(shown.row.id, dict(shown.row.heads), shown.disputed)
        self.begin(title if number else _("Sửa văn bản đến"), fields.as_rows(shown.values), edited)
        self.form.editor("arrival_date").set_read_only(True)
        for part in (self.last_number, self.next_number, self._series):
            part.hide()
        self._ask_choices()
        self.focus_form()

    def focus_order(self) -> list[str]:
        """The day of arrival is filled in; the code is what is typed first."""
        return [fields.CODE, "subject"]

    def _ask_choices(self) -> None:
        year = self.session.today().year

        def read(connection: Connection) -> Choices:
            return load_choices(connection, INCOMING_DOCUMENT.name, fields.COMPLETED, year)

        self.session.query(self, read, self._take_choices)

    def _take_choices(self, choices: Choices) -> None:
        self._choices = choices
        for name in fields.COMPLETED:
            editor = self.form.editor(name)
            known = list(choices.known[name])
            if name == "type_name":
                known = list(dict.fromkeys(known + choices.type_names()))
            if isinstance(editor, TextEditor):
                editor.offer(known)
        self._offer_series(choices.registers_of("incoming"))

    def _offer_series(self, books: list[RegisterState]) -> None:
        kept = self._series.currentData()
        self._series.blockSignals(True)
        self._series.clear()
        for book in books:
            self._series.addItem(book.name, book.code)
        self._series.setCurrentIndex(max(0, self._series.findData(kept)))
        self._series.blockSignals(False)
        self._series.setVisible(len(books) > 1 and self.edited_record is None)
        self._show_next_number()

    @Slot()
    def _show_next_number(self) -> None:
        books = self._choices.registers_of("incoming") if self._choices else []
        code = self._series.currentData()
        book = next((one for one in books if one.code == code), None)
        if book is not None:
            show_next_number(self.next_number, book, _("Số đến tiếp theo"))

    # ── while it is filled in ────────────────────────────────────────────────

    @Slot(str)
    def _tell_code(self, text: str) -> None:
        self.form.row(fields.CODE).set_help(fields.code_told(text))

    @Slot()
    def _guess_type(self) -> None:
        """The notation names the type: fill it in, unless the clerk wrote one."""
        editor = self.form.editor("type_name")
        if self._choices is None or editor.value not in (None, self._guessed_type or None):
            return
        guessed = self._choices.type_of_abbreviation(fields.type_part(self._code_line.text()))
        if guessed:
            self._guessed_type = guessed
            editor.set_value(guessed)

    # ── saving ───────────────────────────────────────────────────────────────

    def row_of(self, field: str) -> str:
        """Number and notation stand in one row."""
        return fields.row_of(field)

    def fields(self) -> Values:
        """By the entity's names; a type that the catalog knows comes with its code."""
        values = fields.as_fields(super().fields())
        if "type_name" in values and self._choices is not None:
            name = words.text(values["type_name"])
            is_legal = fields.is_legal(self._code_line.text())
            values["type_code"] = self._choices.type_code_of(name, is_legal=is_legal)
        return values

    def command(self, values: Values, *, confirmed: bool) -> Command:
        """Register, or edit against the heads that were seen when the form opened."""
        edited = self.edited_record
        if edited is not None:
            return EditIncoming(edited.id, values, base=edited.base)
        filled: Values = {name: value for name, value in values.items() if value is not None}
        series = self._series.currentData()
        return RegisterIncoming(filled, self.new_files, series=series, confirmed=confirmed)

"""Accepting a delivery: the number it gets, and what its sender could not know."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from common.changes.record import Values
from common.entities.documents import INCOMING_DOCUMENT
from common.errors import RuleViolation, VanThuError
from common.text.messages import _
from desktop.commands.exchange import AcceptDelivery
from desktop.commands.runner import Outcome
from desktop.store.connection import Connection
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.forms.editors import TextEditor
from desktop.ui.forms.entity_form import Asked, EntityForm
from desktop.ui.rooms.choices import Choices, load_choices
from desktop.ui.rooms.next_number import show_next_number
from desktop.ui.session import Session
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.number_card import NumberCard

_COMPLETED = ("to_places",)


class AcceptDialog(Dialog):
    """Shows the number to be given; asks for the receiving unit and the deadline."""

    accepted_into = Signal(object)
    """The :class:`Outcome`: the arrival."""

    def __init__(self, session: Session, row: Row, parent: QWidget) -> None:
        super().__init__(
            _("Tiếp nhận vào sổ văn bản đến"),
            words.subject(row.values),
            _("Tiếp nhận"),
            parent,
            icon="check",
        )
        self._session, self._record = session, row
        self.card = NumberCard()
        self.form = EntityForm(
            INCOMING_DOCUMENT,
            [Asked("to_places", 7, editor=TextEditor), Asked("due_date", 5)],
            session.today,
        )
        self.form.set_values({"due_date": row.values.get("due_date")})
        self.add(self.card)
        self.add(self.form)
        self.card.show_number(_("Số đến"), "…")
        self.form.focus_first()
        self._ask_choices()

    def _ask_choices(self) -> None:
        year = self._session.today().year

        def read(connection: Connection) -> Choices:
            return load_choices(connection, INCOMING_DOCUMENT.name, _COMPLETED, year)

        self._session.query(self, read, self._take_choices, self._refused)

    def _take_choices(self, choices: Choices) -> None:
        for book in choices.registers_of("incoming")[:1]:
            show_next_number(self.card, book, _("Sẽ nhận số đến"))
        editor = self.form.editor("to_places")
        if isinstance(editor, TextEditor):
            editor.offer(choices.known["to_places"])

    @Slot()
    def confirm(self) -> None:
        """Accept with what was added."""
        if not self.form.check():
            return
        self.set_busy(True)
        self.show_problem("")
        added: Values = {
            name: value for name, value in self.form.values().items() if value is not None
        }
        command = AcceptDelivery(self._record.id, added)
        self._session.run(self, command, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self.set_busy(False)
        self.accept()
        self.accepted_into.emit(outcome)

    def _refused(self, error: VanThuError) -> None:
        self.set_busy(False)
        field = error.field if isinstance(error, RuleViolation) else None
        left = self.form.show_problems({field or "": words.said(error)})
        for text in left.values():
            self.show_problem(text)

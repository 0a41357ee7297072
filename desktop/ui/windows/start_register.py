"""Opening a register book mid-year: its last number on paper, that number's date, its name."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from common.errors import RuleViolation, VanThuError
from common.text.messages import _
from desktop.commands.registers import StartRegister
from desktop.commands.runner import Outcome
from desktop.queries.registers import RegisterState, registers
from desktop.store.connection import Connection
from desktop.ui import words
from desktop.ui.session import Session
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import FormGrid
from desktop.ui.widgets.number_edit import NumberEdit
from desktop.ui.widgets.typed_date import TypedDates

NUMBER_MAX = 999_999


class StartRegisterDialog(Dialog):
    """For the office's admin, once for each book and year."""

    started = Signal(object)
    """The :class:`Outcome`."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(
            _("Mở sổ đăng ký"),
            _(
                "Nhập số cuối cùng đã ghi trên sổ giấy năm nay; phần mềm cấp tiếp từ số sau đó. "
                "Sổ còn trống thì nhập 0."
            ),
            _("Mở sổ"),
            parent,
        )
        self._session = session
        self.book = QComboBox()
        self.last_number = NumberEdit(0, NUMBER_MAX)
        self.last_date = DateEdit(TypedDates(session.today), session.today)
        self.last_date.set_value(session.today())
        self.name = QLineEdit(_("Quyển 1"))
        self.form = FormGrid()
        for key, label, editor, span in (
            ("series", _("Sổ"), self.book, 12),
            ("last_number", _("Số cuối trên giấy"), self.last_number, 4),
            ("last_date", _("Ngày của số đó"), self.last_date, 4),
            ("name", _("Quyển số"), self.name, 4),
        ):
            self.form.add_row(key, FieldRow(label, editor, required=True), span=span)
        self.add(self.form)
        self.confirm_button.setEnabled(False)
        self._ask_books()

    def _ask_books(self) -> None:
        year = self._session.today().year

        def read(connection: Connection) -> list[RegisterState]:
            return registers(connection, year)

        self._session.query(self, read, self._offer)

    def _offer(self, books: list[RegisterState]) -> None:
        waiting = [book for book in books if not book.last_number]
        for book in waiting:
            self.book.addItem(f"{book.name} ({book.year})", book.code)
        self.confirm_button.setEnabled(bool(waiting))
        if not waiting:
            self.set_sentence(_("Mọi sổ của năm nay đã mở."))
        self.last_number.setFocus()

    @Slot()
    def confirm(self) -> None:
        """Open the book that is chosen."""
        number, day = self.last_number.value, self.last_date.value
        missing = _("Chưa nhập số.") if number is None else ""
        undated = self.last_date.problem or ("" if day else _("Chưa nhập ngày."))
        self.form.show_problems({"last_number": missing, "last_date": undated})
        if number is None or day is None or not self.confirm_button.isEnabled():
            return
        self.set_busy(True)
        series = str(self.book.currentData())
        command = StartRegister(series, number, day, self.name.text())
        self._session.run(self, command, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self.set_busy(False)
        self.accept()
        self.started.emit(outcome)

    def _refused(self, error: VanThuError) -> None:
        self.set_busy(False)
        field = error.field if isinstance(error, RuleViolation) else None
        for text in self.form.show_problems({field or "": words.said(error)}).values():
            self.show_problem(text)

"""Issuing: number and date together, or the word that the document waits for them (design §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from common.errors import RuleViolation, VanThuError
from common.rules.date_guard import CONFIRMABLE
from common.text.messages import _
from common.text.notation import format_number, join_code
from desktop.commands.outgoing import IssueOutgoing
from desktop.commands.runner import Outcome
from desktop.queries.registers import RegisterState, registers
from desktop.store import lookups
from desktop.store.connection import Connection
from desktop.store.series import outgoing_series
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.session import Session
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.number_card import NumberCard
from desktop.ui.widgets.retype_date import RetypeDate
from desktop.ui.widgets.typed_date import TypedDates


@dataclass(frozen=True)
class NextNumber:
    """The book that numbers a document."""

    book: RegisterState


def load_next_number(connection: Connection, row: Row, year: int) -> NextNumber:
    """The book for a document's type. Raises RuleViolation ``series_unknown``."""
    kind = lookups.document_type(connection, row.values)
    code = str(kind.values["code"]) if kind else None
    series = outgoing_series(connection, code)
    return NextNumber(next(one for one in registers(connection, year) if one.code == series.code))


class IssueDialog(Dialog):
    """Asks for the date and shows the number that will be given."""

    issued = Signal(object)
    """The :class:`Outcome`."""

    def __init__(self, session: Session, row: Row, parent: QWidget) -> None:
        super().__init__(
            _("Phát hành văn bản"),
            words.subject(row.values),
            _("Phát hành"),
            parent,
            icon="rubber-stamp",
        )
        self._session, self._record = session, row
        self.card = NumberCard()
        self._date = DateEdit(TypedDates(session.today), session.today)
        self._date.set_value(session.today())
        self._row = FieldRow(_("Ngày ban hành"), self._date, required=True)
        self.add(self.card)
        self.add(self._row)
        self.card.show_number(_("Số, ký hiệu"), words.code(row.values))
        self._date.setFocus()
        self._ask_number()

    def _ask_number(self) -> None:
        record, year = self._record, self._session.today().year

        def read(connection: Connection) -> NextNumber:
            return load_next_number(connection, record, year)

        self._session.query(self, read, self._show_number, self._refused)

    def _show_number(self, found: NextNumber) -> None:
        book, caption = found.book, _("Sẽ được cấp số")
        notation = words.text(self._record.values.get("code_notation"))
        if not book.held_here:
            told = _(
                "Máy này không giữ sổ «{book}». Văn bản sẽ chờ số; số và ngày ban hành được cấp "
                "cùng lúc từ máy giữ sổ."
            )
            self.card.show_number(
                caption, _("Chờ số"), told.format(book=book.name), is_number=False
            )
        elif book.last_number is None:
            told = _("Sổ «{book}» năm {year} chưa mở: quản trị mở ở Hệ thống › Mở sổ đăng ký.")
            self.card.show_number(
                caption,
                _("Sổ chưa mở"),
                told.format(book=book.name, year=book.year),
                is_number=False,
            )
        else:
            code = join_code(format_number(book.last_number + 1), notation)
            self.card.show_number(caption, code, _last_told(book))

    @property
    def date_problem(self) -> str:
        """What is said to be wrong with the date; empty where nothing is."""
        return self._row.error

    @Slot()
    def confirm(self) -> None:
        """Issue with the date that stands in the field."""
        day = self._date.value
        missing = _("Chưa nhập ngày ban hành.")
        self._row.set_error(self._date.problem or ("" if day else missing))
        if day is not None:
            self._issue(day, confirmed=False)

    def _issue(self, day: date, *, confirmed: bool) -> None:
        self.set_busy(True)
        self.show_problem("")
        command = IssueOutgoing(self._record.id, day, confirmed)
        self._session.run(self, command, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self.set_busy(False)
        self.accept()
        self.issued.emit(outcome)

    def _refused(self, error: VanThuError) -> None:
        self.set_busy(False)
        if error.code in CONFIRMABLE:
            self._ask_date_again(error)
        elif isinstance(error, RuleViolation) and error.field == "issued_date":
            self._row.set_error(words.said(error))
            self._date.setFocus()
        else:
            self.show_problem(words.said(error))

    def _ask_date_again(self, error: VanThuError) -> None:
        wanted = date.fromisoformat(str(error.params["dated"]))
        dialog = RetypeDate(wanted, words.said(error), self._session.today, self)
        dialog.accepted.connect(self._issue_confirmed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _issue_confirmed(self) -> None:
        day = self._date.value
        if day is not None:
            self._issue(day, confirmed=True)


def _last_told(book: RegisterState) -> str:
    if not book.last_number:
        return book.name
    told = _("{book} · số trước: {number}, ngày {day}")
    day = words.day(book.last_date.isoformat()) if book.last_date else "…"
    return told.format(book=book.name, number=format_number(book.last_number), day=day)

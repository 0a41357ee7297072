"""Choosing the offices that a document goes to, by keyboard among all of the province's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from common.errors import VanThuError
from common.text.messages import _
from desktop.commands.outgoing import SendOutgoing
from desktop.commands.runner import Outcome
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.models.office_choice import OfficeChoice, OfficeChoices, OfficeFilter
from desktop.ui.session import Session
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.labels import paragraph

ROWS_SHOWN = 10


class SendDialog(Dialog):
    """Type to narrow, Enter to tick the first, Down and Space in the list, Ctrl+Enter to send."""

    sent = Signal(object)
    """The :class:`Outcome`."""

    def __init__(
        self,
        session: Session,
        row: Row,
        offices: Sequence[OfficeChoice],
        sent_before: Collection[str],
        parent: QWidget,
    ) -> None:
        title = " · ".join(filter(None, (words.code(row.values), words.subject(row.values))))
        super().__init__(_("Gửi văn bản"), title, _("Gửi"), parent, icon="send")
        self._session, self._record = session, row
        self.choices = OfficeChoices(offices, sent_before, self)
        self.shown = OfficeFilter(self.choices, self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Gõ tên hoặc chữ viết tắt, ví dụ: so noi vu"))
        self.line.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.shown)
        self.list.setAccessibleName(_("Các cơ quan"))
        self.list.setUniformItemSizes(True)
        self._told = paragraph("")
        self.add(FieldRow(_("Tìm cơ quan"), self.line, help_text=_("Enter: chọn cơ quan đầu tiên")))
        self.add(self.list, stretch=1)
        self.add(self._told)
        self.line.textChanged.connect(self._narrow)
        self.choices.ticked_changed.connect(self._tell)
        self._narrow("")
        self._tell()
        self.line.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Whole rows only."""
        super().showEvent(event)
        frame = 2 * self.list.frameWidth()
        self.list.setFixedHeight(ROWS_SHOWN * self.list.sizeHintForRow(0) + frame)

    @Slot(str)
    def _narrow(self, typed: str) -> None:
        self.shown.narrow(typed)
        self.list.setCurrentIndex(self.shown.index(0, 0))

    @Slot()
    def _tell(self) -> None:
        names = [office.name for office in self.choices.ticked]
        told = _("Đã chọn {count}: {names}")
        self._told.setText(
            told.format(count=len(names), names="; ".join(names))
            if names
            else _("Chưa chọn cơ quan nào.")
        )
        self.confirm_button.setEnabled(bool(names))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the line that work on the list below it."""
        if watched is self.line and isinstance(event, QKeyEvent) and self._takes(event):
            return True
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tick_current()
            return True
        if event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        return False

    def _tick_current(self) -> None:
        current: QModelIndex = self.list.currentIndex()
        if current.isValid():
            self.choices.toggle(self.shown.mapToSource(current))
            self.line.clear()

    @Slot()
    def confirm(self) -> None:
        """Send to all that are ticked."""
        codes = tuple(office.code for office in self.choices.ticked)
        if codes and self.confirm_button.isEnabled():
            self.set_busy(True)
            command = SendOutgoing(self._record.id, codes)
            self._session.run(self, command, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self.set_busy(False)
        self.accept()
        self.sent.emit(outcome)

    def _refused(self, error: VanThuError) -> None:
        self.set_busy(False)
        self.show_problem(words.said(error))

"""Asks why, in words that become part of the record; without them nothing is done."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from common.text.fold import clean_line
from common.text.messages import _
from desktop.ui.style.tokens import SIZE
from desktop.ui.widgets.buttons import ButtonRole
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field_row import FieldRow


class AskReason(Dialog):
    """Tells the reason by :attr:`given`, and closes when whoever listens says it is done."""

    given = Signal(str)

    def __init__(
        self,
        title: str,
        sentence: str,
        confirm_text: str,
        parent: QWidget | None = None,
        *,
        role: ButtonRole = "danger",
        icon: str = "",
    ) -> None:
        super().__init__(title, sentence, confirm_text, parent, role=role, icon=icon)
        self._edit = QPlainTextEdit()
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(2 * SIZE.control)
        self._row = FieldRow(_("Lý do"), self._edit, required=True)
        self.add(self._row)
        self._edit.setFocus()

    @Slot()
    def confirm(self) -> None:
        """Tell the reason, if there is one."""
        reason = clean_line(self._edit.toPlainText())
        self._row.set_error("" if reason else _("Chưa ghi lý do."))
        if reason:
            self.set_busy(True)
            self.given.emit(reason)
        else:
            self._edit.setFocus()

    def refuse(self, problem: str) -> None:
        """It could not be done: say why and stay."""
        self.set_busy(False)
        self.show_problem(problem)

"""A dialog as all of ours are: a sentence, what is asked, and at the foot what will be done.

Ctrl+Enter does it, Esc leaves; what is wrong is said inside, and the dialog stays.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ButtonRole, push_button
from desktop.ui.widgets.labels import paragraph


class Dialog(QDialog):
    """Subclasses add what they ask by :meth:`add` and say in :meth:`confirm` what is then done."""

    def __init__(
        self,
        title: str,
        sentence: str,
        confirm_text: str,
        parent: QWidget | None = None,
        *,
        role: ButtonRole = "primary",
        icon: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(SIZE.dialog_text + 2 * SPACE.xl)
        self._banner = Banner(self)
        self._sentence = paragraph(sentence, parent=self)
        self._sentence.setVisible(bool(sentence))
        self._confirm = push_button(confirm_text, role, icon=icon)
        self._leave = push_button(_("Hủy"))
        self._content = QVBoxLayout()
        self._lay_out()
        self._confirm.clicked.connect(self.confirm)
        self._leave.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.confirm)

    def _lay_out(self) -> None:
        self._content.setContentsMargins(SPACE.xl, SPACE.lg, SPACE.xl, SPACE.lg)
        self._content.setSpacing(SPACE.md)
        self._content.addWidget(self._sentence)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.xl, SPACE.none, SPACE.xl, SPACE.lg)
        foot.setSpacing(SPACE.sm)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._confirm)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self._box.setSpacing(SPACE.none)
        self._box.addWidget(self._banner)
        self._box.addLayout(self._content, 1)
        self._box.addLayout(foot)

    def add(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Put ``widget`` below what stands in the dialog."""
        self._content.addWidget(widget, stretch)

    def set_sentence(self, text: str) -> None:
        """Say something else at the top."""
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))

    @property
    def confirm_button(self) -> QPushButton:
        """The button that does it."""
        return self._confirm

    def show_problem(self, text: str) -> None:
        """Say what is in the way; nothing takes it back."""
        if text:
            self._banner.show_message("danger", text)
        else:
            self._banner.dismiss()

    def set_busy(self, busy: bool) -> None:
        """While it is being done, it cannot be done once more."""
        self._confirm.setEnabled(not busy)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """What is said later, as a problem or a long explanation, makes the dialog higher."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            need = self._box.totalHeightForWidth(self.width())
            self.resize(self.width(), max(need, self.height()))
        return handled

    @Slot()
    def confirm(self) -> None:
        """Do it. By default the dialog is simply accepted."""
        self.accept()

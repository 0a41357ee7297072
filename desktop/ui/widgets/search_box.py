"""A line to search by: asks shortly after the last letter, at once on Enter, and clears on Esc.

The pause keeps a query from starting at every letter; letters still being composed by a Vietnamese
keyboard are not in ``text()`` and so never searched half-made.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from common.text.fold import clean_line
from common.text.messages import _
from desktop.ui.style.icons import set_icon
from desktop.ui.style.tokens import SIZE, TIMING


class SearchBox(QLineEdit):
    """Emits what to search for, cleaned; the same words are not asked twice in a row."""

    searched = Signal(str)
    """The words to search for; empty when the box was cleared."""
    left_downwards = Signal()
    """Down was pressed: the reader wants to go to the results."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._lens = QAction(self)
        set_icon(self._lens, "search", "text_muted")
        self._lens.triggered.connect(self._ask)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(_("Xóa ô tìm (Esc)"), self)
        set_icon(self._clear, "x", "text_muted")
        self._clear.triggered.connect(self.clear_search)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)  # only once it has its button
        self.setMinimumWidth(SIZE.search_min)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TIMING.search_pause)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._wait)

    @property
    def words(self) -> str:
        """What stands in the box, cleaned."""
        return clean_line(self.text())

    @Slot()
    def clear_search(self) -> None:
        """Empty the box and say so at once."""
        self.clear()
        self._ask()

    @Slot(str)
    def _wait(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._pause.stop()
        if self.words != self._asked:
            self._asked = self.words
            self.searched.emit(self._asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks at once, Esc clears, Down leaves for the results."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_search()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

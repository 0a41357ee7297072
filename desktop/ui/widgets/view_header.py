"""The head of a room: its title, a muted note beside it, and its actions at the right."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.buttons import ActionButton, ButtonRole
from desktop.ui.widgets.labels import text_label


class ViewHeader(QFrame):
    """Actions are added in reading order; each shows icon and words and, on pointing, its key."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "toolbar")
        self._title = text_label(title, "title")
        self._note = text_label("", "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
        self._row.setSpacing(SPACE.sm)
        self._row.addWidget(self._title)
        self._row.addSpacing(SPACE.xs)
        self._row.addWidget(self._note)
        self._row.addStretch(1)

    def set_note(self, text: str) -> None:
        """Say something short beside the title, as how many rows are shown."""
        self._note.setText(text)

    def add_action(self, action: QAction, role: ButtonRole = "secondary") -> ActionButton:
        """Add ``action`` as a button. A room has at most one that is ``primary``."""
        button = ActionButton(action, role, self)
        self._row.addWidget(button)
        return button

    def add_widget(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Add something else, as a search box or a choice of the year."""
        self._row.addWidget(widget, stretch)

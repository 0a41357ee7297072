"""Buttons by role: primary (one in a view), secondary, danger; and quiet tool buttons with an icon.

A role is a meaning, its look is the style sheet's. Each has a name read out and takes the keyboard.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop.ui.style.icons import icon_name, set_icon

ButtonRole = Literal["primary", "secondary", "danger"]

_INKS: dict[ButtonRole, str] = {
    "primary": "accent_text",
    "secondary": "text",
    "danger": "danger_text",
}


def push_button(
    text: str, role: ButtonRole = "secondary", *, icon: str = "", parent: QWidget | None = None
) -> QPushButton:
    """A button that says what it does. ``icon`` is the name of a packaged icon, or empty."""
    button = QPushButton(text, parent)
    button.setProperty("role", role)
    button.setAccessibleName(text.replace("&", ""))
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        set_icon(button, icon, _INKS[role])
    return button


def icon_button(icon: str, name: str, *, parent: QWidget | None = None) -> QToolButton:
    """A small button of an icon alone; ``name`` is its tool tip and what a screen reader says."""
    button = QToolButton(parent)
    button.setProperty("role", "bare")
    set_icon(button, icon, "text_muted")
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class ActionButton(QPushButton):
    """A button that is another face of ``action``: its words, its key, whether it can be done."""

    def __init__(
        self, action: QAction, role: ButtonRole = "secondary", parent: QWidget | None = None
    ) -> None:
        super().__init__(action.text(), parent)
        self._action = action
        self.setProperty("role", role)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = icon_name(action)
        if name:
            set_icon(self, name, _INKS[role])
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        key = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = self._action.text()
        self.setText(words)
        self.setEnabled(self._action.isEnabled())
        self.setVisible(self._action.isVisible())
        self.setToolTip(f"{self._action.toolTip()} ({key})" if key else self._action.toolTip())
        self.setAccessibleName(words.replace("&", ""))

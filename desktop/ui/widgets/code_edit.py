"""A line for a code read from paper: capitals, in groups of five, look-alikes put right."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from common.crypto.crockford import grouped, tidied


class CodeEdit(QLineEdit):
    """Groups what is typed or pasted as it comes; ``length`` characters without the dashes."""

    def __init__(self, length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length = length
        self.setPlaceholderText(grouped("X" * length))
        self.textEdited.connect(self._group)

    @Slot(str)
    def _group(self, typed: str) -> None:
        before = len(tidied(typed[: self.cursorPosition()]))
        characters = tidied(typed)[: self._length]
        shown = grouped(characters)
        if shown == typed:
            return
        self.setText(shown)
        place = len(grouped(characters[:before]))
        self.setCursorPosition(place)

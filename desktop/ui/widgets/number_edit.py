"""A whole number typed by keyboard, or nothing; Up and Down count.

Not a spin box: that cannot be empty, and «số trang» that nobody counted is not zero.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from common.text.messages import _


class NumberEdit(QLineEdit):
    """A line for a number from ``least`` to ``most``."""

    value_changed = Signal(object)
    """``int`` or ``None``."""

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self._value: int | None = None
        self.setValidator(QIntValidator(least, most, self))
        self.setAccessibleName(_("Số"))
        self.textChanged.connect(self._take)

    @property
    def value(self) -> int | None:
        """The number, or ``None`` where nothing stands or what stands is out of bounds."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show ``value``."""
        self.setText("" if value is None else str(value))

    @Slot(str)
    def _take(self, text: str) -> None:
        valid = bool(text) and self.hasAcceptableInput()
        value = int(text) if valid else None
        if value != self._value:
            self._value = value
            self.value_changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down count within the bounds."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step or self.isReadOnly():
            super().keyPressEvent(event)
        elif self._value is None:
            self.set_value(self._least)
        else:
            self.set_value(max(self._least, min(self._value + step, self._most)))

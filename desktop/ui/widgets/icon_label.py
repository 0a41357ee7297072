"""An icon that stands by itself, drawn in the theme in force; decoration, not read out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.style.active import colours
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.tokens import SIZE


class IconLabel(QWidget):
    """``name`` in the colour token ``ink``, ``side`` pixels square."""

    def __init__(
        self,
        name: str,
        ink: str = "text_muted",
        side: int = SIZE.icon,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._ink, self._side = name, ink, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, ink: str) -> None:
        """Show another."""
        self._name, self._ink = name, ink
        self.update()

    def sizeHint(self) -> QSize:
        """Its square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colours of now."""
        colour = str(getattr(colours(), self._ink))
        paint_icon(QPainter(self), QRectF(self.rect()), self._name, colour)

"""Shapes that hand-drawn widgets share with the style sheet: a ground, and the focus ring.

Apart, so that what is painted and what is styled look the same.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from desktop.ui.style.tokens import SIZE, Palette


def paint_ground(painter: QPainter, room: QRectF, colour: str, radius: float = SIZE.radius) -> None:
    """Fill ``room`` with ``colour``, its corners rounded."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawRoundedRect(room, radius, radius)


def paint_focus_ring(
    painter: QPainter, room: QRectF, palette: Palette, radius: float = SIZE.radius
) -> None:
    """Draw the focus ring just inside ``room``."""
    inside = SIZE.ring / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(palette.focus_ring), SIZE.ring))
    painter.drawRoundedRect(room.adjusted(inside, inside, -inside, -inside), radius, radius)

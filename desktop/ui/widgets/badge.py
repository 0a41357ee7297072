"""A badge: a state or an urgency as icon, word and colour together, alone or in a table's cell.

The colour is never the only sign (printed in black it is none): the word always stands there, and
an icon where the state asks for attention.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.style.active import colours, scale
from desktop.ui.style.fonts import app_font
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.painting import paint_ground
from desktop.ui.style.tokens import SIZE, SPACE, Tone

BADGE_ROLE = Qt.ItemDataRole.UserRole + 40
"""Item role under which a model hands a :class:`BadgeLook` or ``None`` to the delegate."""


@dataclass(frozen=True, slots=True)
class BadgeLook:
    """What a badge shows. ``icon`` is a packaged icon's name, or empty."""

    text: str
    tone: Tone = "neutral"
    icon: str = ""


def badge_font() -> QFont:
    """Type of badges: the caption size, half bold."""
    return app_font(scale().caption, QFont.Weight.DemiBold)


def badge_size(look: BadgeLook) -> QSize:
    """Pixels that ``look`` needs to be shown uncut."""
    metrics = QFontMetrics(badge_font())
    width = metrics.horizontalAdvance(look.text) + 2 * SPACE.sm
    if look.icon:
        width += SIZE.icon_sm + SPACE.xs
    return QSize(width, metrics.height() + SPACE.hair)


def paint_badge(painter: QPainter, room: QRect, look: BadgeLook) -> None:
    """Draw ``look`` at the left of ``room``, centred in its height, cut with «…» if it must be."""
    palette = colours()
    size = badge_size(look).boundedTo(room.size())
    top = room.y() + (room.height() - size.height()) // 2
    frame = QRectF(room.x(), top, size.width(), size.height())
    ink = QColor(palette.text_of(look.tone))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_ground(painter, frame, palette.ground_of(look.tone), SIZE.radius_sm)
    inner = frame.adjusted(SPACE.sm, 0, -SPACE.sm, 0)
    if look.icon:
        square = QRectF(inner.topLeft(), QPointF(inner.x() + SIZE.icon_sm, inner.bottom()))
        paint_icon(painter, square, look.icon, ink.name())
        inner.setLeft(inner.x() + SIZE.icon_sm + SPACE.xs)
    painter.setFont(badge_font())
    painter.setPen(ink)
    shown = painter.fontMetrics().elidedText(
        look.text, Qt.TextElideMode.ElideRight, int(inner.width() + 1)
    )
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    painter.restore()


class Badge(QWidget):
    """A badge that stands by itself, as in a document's heading."""

    def __init__(self, look: BadgeLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look = look
        self.show_look(look)

    @property
    def look(self) -> BadgeLook:
        """What is shown."""
        return self._look

    def show_look(self, look: BadgeLook) -> None:
        """Show ``look`` instead."""
        self._look = look
        self.setAccessibleName(look.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All of it."""
        return badge_size(self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the theme in force."""
        paint_badge(QPainter(self), self.rect(), self._look)


class BadgeDelegate(QStyledItemDelegate):
    """Draws cells whose model gives a look under :data:`BADGE_ROLE` as badges; others as usual."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell's ground (selection, stripe), then the badge."""
        look = index.data(BADGE_ROLE)
        if not isinstance(look, BadgeLook):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        paint_badge(painter, option.rect.adjusted(SPACE.sm, 0, -SPACE.xs, 0), look)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """The badge and its margins, for columns that are fitted to their contents."""
        look = index.data(BADGE_ROLE)
        if not isinstance(look, BadgeLook):
            return super().sizeHint(option, index)
        size = badge_size(look)
        return QSize(size.width() + SPACE.sm + SPACE.xs, max(size.height(), SIZE.row))

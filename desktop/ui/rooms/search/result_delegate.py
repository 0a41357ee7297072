"""Draws a result in two lines, and the heading of a group."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.models.search_results import HIT_ROLE, Hit
from desktop.ui.style.active import colours, scale
from desktop.ui.style.fonts import app_font
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.badge import badge_size, paint_badge

Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class ResultDelegate(QStyledItemDelegate):
    """Icon of the register, subject, then number, date and issuer; the state at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All results are equally high, headings lower."""
        is_hit = index.data(HIT_ROLE) is not None
        return QSize(SIZE.search_min, SIZE.file_row if is_hit else SIZE.header)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line of the list."""
        hit = index.data(HIT_ROLE)
        painter.save()
        if isinstance(hit, Hit):
            self._paint_ground(painter, option, index)
            _paint_hit(painter, option.rect, hit)
        else:
            _paint_heading(painter, option.rect, str(index.data()))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        control = QStyle.ControlElement.CE_ItemViewItem
        cell.widget.style().drawControl(control, cell, painter, cell.widget)


def _paint_heading(painter: QPainter, room: QRect, text: str) -> None:
    palette = colours()
    painter.fillRect(room, QColor(palette.surface_sunken))
    painter.setFont(app_font(scale().caption, QFont.Weight.DemiBold))
    painter.setPen(QColor(palette.text_muted))
    painter.drawText(room.adjusted(SPACE.md, 0, -SPACE.md, 0), _LEFT, text)


def _paint_hit(painter: QPainter, room: QRect, hit: Hit) -> None:
    palette = colours()
    glyph = QRectF(room.x() + SPACE.md, room.y(), SIZE.icon, room.height())
    paint_icon(painter, glyph, hit.icon, palette.text_muted)
    badge = badge_size(hit.state)
    left = 2 * SPACE.md + SIZE.icon
    words = room.adjusted(left, SPACE.hair, -(badge.width() + 2 * SPACE.md), -SPACE.hair)
    title_font, note_font = app_font(scale().body), app_font(scale().caption)
    upper = QFontMetrics(title_font).height()
    title = QRect(words.x(), words.y(), words.width(), upper)
    note = QRect(words.x(), words.y() + upper, words.width(), words.height() - upper)
    _draw(painter, title, hit.title, title_font, palette.text)
    _draw(painter, note, hit.note, note_font, palette.text_muted)
    right = QRect(words.right() + SPACE.md, room.y(), badge.width(), room.height())
    paint_badge(painter, right, hit.state)


def _draw(painter: QPainter, room: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, shown)

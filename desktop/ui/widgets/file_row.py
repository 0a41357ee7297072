"""Draws one attached file in a list: kind, name, size, its state, and a cross to remove it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.style.active import colours, scale
from desktop.ui.style.fonts import app_font
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.tokens import SIZE, SPACE, Tone
from desktop.ui.widgets.badge import BadgeLook, badge_size, paint_badge

FILE_ROLE = Qt.ItemDataRole.UserRole + 41
"""Item role under which a list hands a file's look to :class:`FileDelegate`."""

KB, MB = 1024, 1024 * 1024

_ICONS = {
    ".pdf": "file-type-pdf",
    ".docx": "file-type-docx",
    ".doc": "file-type-docx",
    ".xlsx": "file-type-xls",
    ".xls": "file-type-xls",
    ".png": "photo",
    ".jpg": "photo",
    ".jpeg": "photo",
    ".tif": "photo",
    ".tiff": "photo",
    ".txt": "file-text",
}


class Look(Protocol):
    """What is drawn of a file."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def note(self) -> str: ...
    @property
    def tone(self) -> Tone: ...


def size_text(size_bytes: int) -> str:
    """``size_bytes`` as people read it: ``820 byte``, ``245 KB``, ``1,2 MB``."""
    if size_bytes < KB:
        return f"{size_bytes} byte"
    if size_bytes < MB:
        return f"{round(size_bytes / KB)} KB"
    return f"{QLocale().toString(size_bytes / MB, 'f', 1)} MB"


def file_icon(name: str) -> str:
    """Packaged icon for a file of this name."""
    return _ICONS.get(PurePath(name).suffix.lower(), "file")


class FileDelegate(QStyledItemDelegate):
    """Two lines: the name, then size and state; the cross is shown where removing is allowed."""

    remove_pressed = Signal(str)

    removable = True

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All rows are equally high."""
        return QSize(SIZE.dialog_text // 2, SIZE.file_row)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Ground by the style, then icon, words and cross."""
        look: Look = index.data(FILE_ROLE)
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        cell.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget
        )
        painter.save()
        words = QRect(option.rect)
        if self.removable:
            cross = _cross(option.rect)
            paint_icon(painter, QRectF(cross), "x", colours().text_muted)
            words.setRight(cross.left())
        self._paint_words(painter, words, look)
        painter.restore()

    def _paint_words(self, painter: QPainter, row: QRect, look: Look) -> None:
        palette = colours()
        left = row.x() + SPACE.md
        glyph = QRectF(left, row.y(), SIZE.icon_lg, row.height())
        paint_icon(painter, glyph, file_icon(look.name), palette.link)
        words = row.adjusted(2 * SPACE.md + SIZE.icon_lg, SPACE.hair, -SPACE.sm, -SPACE.hair)
        name_font, note_font = app_font(scale().body), app_font(scale().caption)
        upper = QFontMetrics(name_font).height()
        painter.setFont(name_font)
        painter.setPen(QColor(palette.text))
        _draw_line(painter, QRect(words.x(), words.y(), words.width(), upper), look.name)
        lower = QRect(words.x(), words.y() + upper, words.width(), words.height() - upper)
        self._paint_note(painter, lower, look, note_font)

    def _paint_note(self, painter: QPainter, line: QRect, look: Look, font: QFont) -> None:
        size = size_text(look.size_bytes)
        painter.setFont(font)
        painter.setPen(QColor(colours().text_muted))
        _draw_line(painter, line, size)
        if look.note:
            badge = BadgeLook(look.note, look.tone)
            offset = QFontMetrics(font).horizontalAdvance(size) + SPACE.sm
            if offset + badge_size(badge).width() <= line.width():
                paint_badge(painter, line.adjusted(offset, 0, 0, 0), badge)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click on the cross asks to remove."""
        clicked = event.type() == QEvent.Type.MouseButtonRelease and self.removable
        if clicked and isinstance(event, QMouseEvent):
            place: QPoint = event.position().toPoint()
            if _cross(option.rect).contains(place):
                self.remove_pressed.emit(index.data(FILE_ROLE).key)
                return True
        return super().editorEvent(event, model, option, index)


def _cross(row: QRect) -> QRect:
    """Where the cross stands in ``row``."""
    side = SIZE.icon
    return QRect(row.right() - SPACE.md - side, row.y() + (row.height() - side) // 2, side, side)


def _draw_line(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

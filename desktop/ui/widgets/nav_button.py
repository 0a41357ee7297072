"""One room in the navigation: its icon, name and count, drawn by hand.

No style sheet can place a count at the right of a button.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from common.text.messages import _
from desktop.ui.style.active import colours, scale
from desktop.ui.style.fonts import app_font
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.painting import paint_focus_ring, paint_ground
from desktop.ui.style.tokens import SIZE, SPACE, Palette, Tone

_CENTRED = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class NavButton(QAbstractButton):
    """Follows its ``action``: checked, text, shortcut."""

    def __init__(self, action: QAction, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._action, self._icon = action, icon
        self._count = 0
        self._tone: Tone = "neutral"
        self.setCheckable(True)
        self.setText(action.text())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(action.trigger)
        action.toggled.connect(self._follow)
        self._describe()

    def set_count(self, count: int, tone: Tone) -> None:
        """Show ``count`` in ``tone``; 0 shows nothing."""
        self._count, self._tone = count, tone
        self._describe()
        self.update()

    def _describe(self) -> None:
        key = self._action.shortcut().toString()
        self.setToolTip(f"{self.text()} ({key})" if key else self.text())
        counted = _("{room}, {count} đang chờ").format(room=self.text(), count=self._count)
        self.setAccessibleName(counted if self._count else self.text())

    @Slot(bool)
    def _follow(self, checked: bool) -> None:
        self.setChecked(checked)
        self.update()

    def nextCheckState(self) -> None:
        """Only the action checks: a click on the current room leaves it current."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down are left to the navigation, which shows the room as well."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for icon, name in bold, and a count of three digits."""
        metrics = QFontMetrics(app_font(scale().body, QFont.Weight.DemiBold))
        words = metrics.horizontalAdvance(self.text())
        width = SPACE.md + SIZE.icon + SPACE.md + words + SPACE.sm + SIZE.nav_badge_min + SPACE.sm
        return QSize(width, max(SIZE.nav_item, metrics.height() + SPACE.sm))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, mark of the current room, icon, name, count, focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours()
        room = QRectF(self.rect())
        self._paint_ground(painter, room, palette)
        ink = palette.text if self.isChecked() or self.underMouse() else palette.text_muted
        glyph = QRectF(room.x() + SPACE.md, room.y(), SIZE.icon, room.height())
        paint_icon(painter, glyph, self._icon, palette.link if self.isChecked() else ink)
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        painter.setFont(app_font(scale().body, weight))
        painter.setPen(QColor(palette.text))
        words = room.adjusted(2 * SPACE.md + SIZE.icon, 0, -SPACE.sm, 0)
        painter.drawText(words, _LEFT, self.text())
        if self._count:
            self._paint_count(painter, room, palette)
        if self.hasFocus():
            paint_focus_ring(painter, room, palette)

    def _paint_ground(self, painter: QPainter, room: QRectF, palette: Palette) -> None:
        if self.isChecked():  # a mark as well as a colour tells which room is shown
            paint_ground(painter, room, palette.selection)
            mark = QRectF(room.x(), room.y() + SPACE.sm, SPACE.xs, room.height() - 2 * SPACE.sm)
            paint_ground(painter, mark, palette.accent, SPACE.hair)
        elif self.underMouse():
            paint_ground(painter, room, palette.hover)

    def _paint_count(self, painter: QPainter, room: QRectF, palette: Palette) -> None:
        text = "99+" if self._count > 99 else str(self._count)
        font = app_font(scale().caption, QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        width = max(SIZE.nav_badge_min, metrics.horizontalAdvance(text) + 2 * SPACE.sm)
        height = metrics.height() + SPACE.hair
        pill = QRectF(
            room.right() - SPACE.sm - width, room.center().y() - height / 2, width, height
        )
        paint_ground(painter, pill, palette.ground_of(self._tone), height / 2)
        painter.setFont(font)
        painter.setPen(QColor(palette.text_of(self._tone)))
        painter.drawText(pill, _CENTRED, text)

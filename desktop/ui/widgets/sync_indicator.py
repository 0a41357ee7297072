"""The state of synchronising, always in sight: what it is in words, and how much still waits to go.

A button: pressing it leads to the room that explains. It is told what to show; the room knows why.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from common.text.messages import _
from desktop.ui.style.active import colours, scale
from desktop.ui.style.fonts import app_font
from desktop.ui.style.icons import paint_icon
from desktop.ui.style.painting import paint_focus_ring, paint_ground
from desktop.ui.style.tokens import SIZE, SPACE

SyncLook = Literal["done", "busy", "offline", "attention"]

_LOOKS: dict[SyncLook, tuple[str, str]] = {
    "done": ("cloud-check", "success_text"),
    "busy": ("refresh", "link"),
    "offline": ("cloud-off", "warning_text"),
    "attention": ("alert-triangle", "danger_text"),
}
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class SyncIndicator(QAbstractButton):
    """An icon and two lines: the state, and below it what waits or when it was last done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: SyncLook = "done"
        self._note = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def note(self) -> str:
        """The second line."""
        return self._note

    def show_state(
        self, look: SyncLook, text: str, *, pending: int = 0, note: str = "", explanation: str = ""
    ) -> None:
        """Show ``text`` in the manner of ``look``.

        ``pending`` is the number of changes that wait to be sent; where there are none, ``note`` is
        shown instead, as «lúc 08:15». ``explanation`` is shown on pointing and read out.
        """
        self._look = look
        self._note = _("{count} thay đổi chờ gửi").format(count=pending) if pending else note
        self.setText(text)
        words = ", ".join(filter(None, (text, self._note)))
        self.setToolTip(explanation or words)
        self.setAccessibleName(_("Đồng bộ: {state}").format(state=words))
        self.setAccessibleDescription(explanation)
        self.updateGeometry()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        return app_font(scale().body, QFont.Weight.DemiBold), app_font(scale().caption)

    def sizeHint(self) -> QSize:
        """Both lines uncut."""
        first, second = (QFontMetrics(font) for font in self._fonts())
        words = max(first.horizontalAdvance(self.text()), second.horizontalAdvance(self._note))
        width = SPACE.md + SIZE.icon + SPACE.md + words + SPACE.sm
        return QSize(width, first.height() + second.height() + 2 * SPACE.xs)

    def minimumSizeHint(self) -> QSize:
        """The same: the state must never be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon in the colour of the state, words in the colours of text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, room = colours(), QRectF(self.rect())
        if self.underMouse():
            paint_ground(painter, room, palette.hover)
        icon, ink = _LOOKS[self._look]
        glyph = QRectF(room.x() + SPACE.md, room.y(), SIZE.icon, room.height())
        paint_icon(painter, glyph, icon, str(getattr(palette, ink)))
        words = room.adjusted(2 * SPACE.md + SIZE.icon, SPACE.xs, -SPACE.xs, -SPACE.xs)
        first, second = self._fonts()
        if self._note:
            upper, lower = QRectF(words), QRectF(words)
            upper.setHeight(QFontMetrics(first).height())
            lower.setTop(upper.bottom())
            painter.setFont(second)
            painter.setPen(QColor(palette.text_muted))
            painter.drawText(lower, _LEFT, self._note)
            words = upper
        painter.setFont(first)
        painter.setPen(QColor(palette.text))
        painter.drawText(words, _LEFT, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, room, palette)

"""A strip across a view that says what is the matter and what to do: «Đang ngoại tuyến…».

It stays until the matter is settled or the reader closes it; what passes by itself is a toast.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SIZE, SPACE, Tone
from desktop.ui.widgets.buttons import icon_button, push_button
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.labels import paragraph

_ICONS: dict[Tone, str] = {
    "neutral": "info-circle",
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
    "urgent": "bolt",
    "flash": "flame",
}


class Banner(QFrame):
    """Hidden until :meth:`show_message`."""

    action_triggered = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "banner")
        self._icon = IconLabel("info-circle", "info_text", SIZE.icon, self)
        self._text = paragraph("", parent=self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._action = push_button("", parent=self)
        self._close = icon_button("x", _("Đóng thông báo"), parent=self)
        self._lay_out()
        self._action.clicked.connect(self.action_triggered)
        self._close.clicked.connect(self.dismiss)
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.sm, SPACE.sm)
        row.setSpacing(SPACE.md)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def text(self) -> str:
        """What it says; empty when it says nothing."""
        return self._text.text()

    def show_message(
        self, tone: Tone, text: str, *, action_text: str = "", closable: bool = False
    ) -> None:
        """Say ``text``; offer ``action_text`` as a button if given. Read out by screen readers."""
        set_style_property(self, "tone", tone)
        ink = f"{tone}_text"
        self._icon.show_icon(_ICONS[tone], ink)
        self._text.setText(text)
        self._action.setText(action_text)
        self._action.setAccessibleName(action_text)
        self._action.setVisible(bool(action_text))
        self._close.setVisible(closable)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def dismiss(self) -> None:
        """Say nothing any more."""
        if self.isHidden():
            return
        self._text.clear()
        self.hide()
        self.closed.emit()

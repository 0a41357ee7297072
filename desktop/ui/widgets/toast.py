"""A notice that passes by itself: «Đã ghi số 1245», with «Hoàn tác» where that can be done.

It never takes the keyboard and covers only a corner; while it is pointed at or focused it stays.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.icons import set_icon
from desktop.ui.style.tokens import SIZE, SPACE, TIMING
from desktop.ui.widgets.buttons import icon_button, push_button
from desktop.ui.widgets.labels import text_label


class Toast(QFrame):
    """Floats at the bottom of ``host``; a new message replaces the one shown."""

    action_triggered = Signal()
    closed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("part", "toast")
        self._host = host
        self._text = text_label("")
        self._action = push_button("", parent=self)
        self._close = icon_button("x", _("Đóng thông báo"), parent=self)
        set_icon(self._close, "x", "toast_text")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._pass_by)
        self._lay_out()
        self._action.clicked.connect(self._act)
        self._close.clicked.connect(self.dismiss)
        host.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.sm, SPACE.sm)
        row.setSpacing(SPACE.md)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)

    @property
    def text(self) -> str:
        """What it says; empty when nothing is shown."""
        return self._text.text()

    def show_message(
        self, text: str, *, action_text: str = "", duration_ms: int = TIMING.toast
    ) -> None:
        """Say ``text`` for ``duration_ms``, with a button ``action_text`` if given."""
        self._text.setText(text)
        self._text.setWordWrap(False)
        if self._text.sizeHint().width() > SIZE.dialog_text:
            self._text.setWordWrap(True)
            self._text.setMinimumWidth(SIZE.dialog_text)
        else:
            self._text.setMinimumWidth(self._text.sizeHint().width())
        self._action.setText(action_text)
        self._action.setAccessibleName(action_text)
        self._action.setVisible(bool(action_text))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(duration_ms)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def dismiss(self) -> None:
        """Say nothing any more."""
        self._timer.stop()
        if self.isVisible():
            self.hide()
            self._text.clear()
            self.closed.emit()

    @Slot()
    def _act(self) -> None:
        self.dismiss()
        self.action_triggered.emit()

    @Slot()
    def _pass_by(self) -> None:
        focus = QApplication.focusWidget()
        held = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        if held:
            self._timer.start()
        else:
            self.dismiss()

    def _place(self) -> None:
        self.adjustSize()
        room = self._host.rect()
        width = min(self.width(), room.width() - 2 * SPACE.lg)
        self.resize(width, self.sizeHint().height())
        self.move((room.width() - width) // 2, room.height() - self.height() - SPACE.xl)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom when the host changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._host and self.text:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc on one of its buttons closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

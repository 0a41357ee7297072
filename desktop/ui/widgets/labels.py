"""Words on the window by role: title, label, muted note, error; and thin rules between things.

The style sheet chooses their type by the property ``textRole``; a room names the role, no size.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

TextRole = Literal["display", "title", "subtitle", "label", "body", "muted", "caption", "error"]


def text_label(text: str, role: TextRole = "body", parent: QWidget | None = None) -> QLabel:
    """One line of ``text`` in the type of ``role``; never read as markup."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("textRole", role)
    return label


def paragraph(text: str, role: TextRole = "body", parent: QWidget | None = None) -> QLabel:
    """Running ``text`` that wraps and can be selected and copied with the mouse or the keyboard."""
    label = text_label(text, role, parent)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return label


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin horizontal line."""
    line = QFrame(parent)
    line.setProperty("part", "rule")
    return line


class ElidedLabel(QLabel):
    """One line that ends in «…» where room is short, and shows the whole in its tool tip.

    For names of files and documents, whose length no layout can foresee; not for our own words.
    """

    def __init__(
        self, text: str = "", role: TextRole = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("textRole", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """A few letters and the dots: it may shrink."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("MMM…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()) | Qt.TextFlag.TextSingleLine, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tool tip is needed only where something is cut."""
        super().resizeEvent(event)
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")

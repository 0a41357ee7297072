"""A pane whose contents scroll when they are higher than it, as a long form on a small screen.

The field that takes the keyboard is brought into sight, with its label and its error.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.field_row import FieldRow


class ScrollPane(QScrollArea):
    """``content`` with the pane's margins; never scrolls sideways."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        inside.setProperty("part", "scrolled")
        box = QVBoxLayout(inside)
        box.setContentsMargins(SPACE.lg, SPACE.lg, SPACE.lg, SPACE.lg)
        box.addWidget(content)
        box.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._bring_into_sight)

    @Slot(QWidget, QWidget)
    def _bring_into_sight(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        around: QWidget | None = new
        while around is not None and not isinstance(around, FieldRow):
            around = around.parentWidget()
        self.ensureWidgetVisible(around or new)

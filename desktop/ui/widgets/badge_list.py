"""Names with a badge and a note each, as a document's recipients and what became of it there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.badge import Badge, BadgeLook
from desktop.ui.widgets.labels import paragraph

Line = tuple[str, BadgeLook, str]
"""A name, its badge, and a note that may be empty."""


class BadgeList(QWidget):
    """One line each: the badge, then the name with its note below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self._grid.setHorizontalSpacing(SPACE.md)
        self._grid.setVerticalSpacing(SPACE.sm)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show these instead of what stood there."""
        self._clear()
        for at, (name, look, note) in enumerate(lines):
            words = paragraph(f"{name}\n{note}" if note else name)
            words.setAccessibleName(", ".join(filter(None, (name, look.text, note))))
            self._grid.addWidget(Badge(look), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, at, 1)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

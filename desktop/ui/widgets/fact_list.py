"""Labels and values of something that is read, not edited; values can be selected and copied."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.labels import paragraph, text_label


class FactList(QWidget):
    """Two columns: what it is, muted; and what stands there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self._grid.setHorizontalSpacing(SPACE.lg)
        self._grid.setVerticalSpacing(SPACE.xs)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show ``(label, value)`` pairs in order; those without a value are left out."""
        self._clear()
        for line, (label, value) in enumerate(pair for pair in facts if pair[1]):
            heading = text_label(label, "muted")
            shown = paragraph(value)
            shown.setAccessibleName(f"{label}: {value}")
            self._grid.addWidget(heading, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, line, 1)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
                widget.hide()

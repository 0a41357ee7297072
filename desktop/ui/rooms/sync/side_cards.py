"""The sides of a conflict as cards beside each other: what it was, what stands, what else there is.

::

    wide    │ before │ stands │ other │          narrow  │ before          │
                                                         │ stands │ other │
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.badge import Badge, BadgeLook
from desktop.ui.widgets.labels import paragraph


class SideCard(QFrame):
    """A badge, a value, who wrote it; and, where it may be chosen, the button that chooses it."""

    def __init__(
        self, look: BadgeLook, value: str, who: str, choice: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.value = value
        self.radio = QRadioButton(choice, self) if choice else None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.md, SPACE.md, SPACE.md, SPACE.md)
        column.setSpacing(SPACE.sm)
        column.addWidget(Badge(look))
        shown = paragraph(value, "subtitle")
        shown.setAccessibleName(f"{look.text}: {value}")
        column.addWidget(shown)
        note = paragraph(who, "caption")
        column.addWidget(note)
        note.setVisible(bool(who))
        column.addStretch(1)
        if self.radio is not None:
            self.radio.setAccessibleName(", ".join(filter(None, (choice, value, who))))
            column.addWidget(self.radio)


class SideCards(QWidget):
    """The cards of one conflict, laid out anew when the width changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[SideCard] = []
        self._base: SideCard | None = None
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self._grid.setSpacing(SPACE.md)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_cards(self, base: SideCard | None, sides: Sequence[SideCard]) -> None:
        """Show these instead; ``base`` is what it was before both wrote."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._base, self.cards = base, list(sides)
        self._across = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """One card may stand alone in a row."""
        return QSize(SIZE.side_card, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More of them beside each other where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        fitting = max(1, (self.width() + SPACE.md) // (SIZE.side_card + SPACE.md))
        if not self.cards or fitting == self._across:
            return
        self._across = fitting
        whole = len(self.cards) + bool(self._base)
        beside = whole <= fitting
        columns = whole if beside else min(len(self.cards), fitting)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        row, column = 0, 0
        if self._base is not None:
            self._grid.addWidget(self._base, 0, 0, 1, 1 if beside else columns)
            row, column = (0, 1) if beside else (1, 0)
        for card in self.cards:
            self._grid.addWidget(card, row, column)
            row, column = (row + 1, 0) if column + 1 >= columns else (row, column + 1)

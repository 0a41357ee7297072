"""Small things in a row that goes on below where it is too narrow, as badges in a pane.

Qt has no such layout; this is the few lines of it that are needed here.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.ui.style.tokens import SPACE


class FlowLayout(QLayout):
    """Items keep their sizes; lines are filled from the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self.setSpacing(SPACE.sm)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt hands every widget over as an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item, or ``None`` past the end, as Qt asks."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """The item, no longer in the layout."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: it takes what it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the lines come to."""
        return self._arranged(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """As narrow as the widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest and the highest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Put the items into their lines."""
        super().setGeometry(rect)
        self._arranged(rect, move=True)

    def _arranged(self, room: QRect, *, move: bool) -> int:
        """The height of all lines in ``room``; with ``move`` the items are put there."""
        place, line_height = QPoint(room.topLeft()), 0
        for item in self._items:
            size = item.sizeHint()
            if place.x() > room.x() and place.x() + size.width() > room.right() + 1:
                place = QPoint(room.x(), place.y() + line_height + self.spacing())
                line_height = 0
            if move:
                item.setGeometry(QRect(place, size))
            place.setX(place.x() + size.width() + self.spacing())
            line_height = max(line_height, size.height())
        return place.y() + line_height - room.y()

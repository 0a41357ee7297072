"""A table as a register is read: whole rows, roomy, striped, moved in by the keyboard alone.

Only the manner of the table stands here; columns, order and contents come with the model.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.style.active import colours
from desktop.ui.style.painting import paint_focus_ring
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.badge import BadgeDelegate


class RegisterTable(QTableView):
    """Enter opens a row, Tab leaves the table, columns can be moved and resized."""

    row_opened = Signal(int)
    """Row that was double-clicked, or current when Enter was pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._set_manner()
        self._set_headers()
        self._badges = BadgeDelegate(self)
        self.doubleClicked.connect(self._open_clicked)

    def _set_manner(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)

    def _set_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(SIZE.row)
        columns = self.horizontalHeader()
        columns.setFixedHeight(SIZE.header)
        columns.setMinimumSectionSize(SIZE.row)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSectionsMovable(True)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)

    def set_column_widths(self, widths: Sequence[int]) -> None:
        """Give the columns ``widths`` in pixels, none less than its heading and sort arrow need."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            self.setColumnWidth(column, max(width, header.sectionSizeHint(column)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, then the focus ring round the current row: Qt would mark a single cell."""
        super().paintEvent(event)
        current = self.currentIndex()
        if not (self.hasFocus() and current.isValid()):
            return
        row = self.visualRect(current)
        row.setLeft(0)
        row.setWidth(min(self.viewport().width(), self.horizontalHeader().length()))
        paint_focus_ring(QPainter(self.viewport()), QRectF(row), colours(), SPACE.none)

    def show_badges_in(self, column: int) -> None:
        """Draw the cells of ``column`` as badges: its model gives looks under ``BADGE_ROLE``."""
        self.setItemDelegateForColumn(column, self._badges)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row; everything else is Qt's."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.row_opened.emit(current.row())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open_clicked(self, index: QModelIndex) -> None:
        self.row_opened.emit(index.row())

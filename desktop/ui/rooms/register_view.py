"""A register and, beside it, the record that is looked at: the shape that three rooms share.

::

    table ─ current line ─▶ load (off the thread) ─▶ loaded(record) ─▶ the room fills its pane
    Changed, sync finished ─▶ the current record is loaded again
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.queries.listing import Listing
from desktop.queries.paging import number_of
from desktop.store.connection import Connection
from desktop.ui.models.columns import Column
from desktop.ui.models.record_table import RecordTable
from desktop.ui.session import Session
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.register_table import RegisterTable
from desktop.ui.widgets.splitter import RememberingSplitter

Load = Callable[[Connection, int], Any]
"""Reads what the pane shows of the record with this row number; ``None`` where it is gone."""

PANE_SHARE = 0.28
PANE_WIDTH_MAX = SIZE.dialog_text
"""Of the width the pane has this part at first, up to this, or what its contents need."""


class RegisterView(QWidget):
    """Table, empty state and pane. Told which record to show; tells which is current."""

    loaded = Signal(object)
    """What :data:`Load` read of the current record, or ``None`` where there is none."""
    opened = Signal()
    """Enter or a double click on the current record."""

    def __init__(
        self,
        session: Session,
        name: str,
        listing: Listing,
        columns: Sequence[Column],
        load: Load,
        *,
        empty: EmptyState,
        pane: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._entity, self._load = session, listing.entity, load
        self._ticket: Ticket | None = None
        self._current: int | None = None
        self._wanted: int | None = None
        self._wants_pane = self._fits_columns = True
        self._is_moved = self._is_fitting = self._wants_focus = False
        self.model = RecordTable(session, listing, columns, self)
        self.table = RegisterTable(name)
        self.empty = empty
        self.pane = pane
        self._lay_out()
        self._give_columns(columns)
        self._connect()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        key = f"{self._entity}/panes"
        self._splitter = RememberingSplitter(
            Qt.Orientation.Horizontal, key, self._session.memory, self
        )
        self._splitter.addWidget(self._stack)
        self._splitter.addWidget(self.pane)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.splitterMoved.connect(self._note_moved)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.addWidget(self._splitter)
        self.empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _give_columns(self, columns: Sequence[Column]) -> None:
        self.table.setModel(self.model)
        for at, column in enumerate(columns):
            if column.look:
                self.table.show_badges_in(at)
        header = self.table.horizontalHeader()
        kept = self._session.memory.get(self._columns_key())
        self._fits_columns = not (kept and _restore_columns(header, kept))

    def _fit_columns(self) -> None:
        """Give the columns their usual widths, and what is left to the one that grows."""
        if not self._fits_columns:
            return
        columns = self.model.columns
        widths = [self._width_of(column) for column in columns]
        left = self.table.viewport().width() - sum(widths)
        if left > 0:
            widths = [
                width + (left if column.grows else 0)
                for width, column in zip(widths, columns, strict=True)
            ]
        self._is_fitting = True
        self.table.set_column_widths(widths)
        self._is_fitting = False

    def _columns_key(self) -> str:
        """Another number of columns, as a newer version may have, begins anew."""
        return f"{self._entity}/columns{self.model.columnCount()}"

    def _width_of(self, column: Column) -> int:
        words = self.table.fontMetrics().horizontalAdvance(column.sample)
        mark = SIZE.icon_sm + SPACE.sm if column.look or column.shows_fate else SPACE.none
        return words + 2 * (SPACE.sm + SPACE.xs) + mark

    def _connect(self) -> None:
        self.table.viewport().installEventFilter(self)
        header = self.table.horizontalHeader()
        header.sectionResized.connect(self._remember_columns)
        header.sectionMoved.connect(self._remember_columns)
        self.table.row_opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._go_to)
        self.model.listed.connect(self._show_listed)
        self._session.bridge.changed.connect(self._load_again)
        self._session.sync.finished.connect(self._load_again)

    def take_focus(self) -> None:
        """The keyboard to the table; while that is empty, to what can be done instead."""
        empty = self._stack.currentWidget() is self.empty
        self._wants_focus = empty
        buttons = [one for one in self.empty.findChildren(QPushButton) if one.isVisibleTo(self)]
        target = (*buttons, self.empty)[0] if empty else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── the current record ───────────────────────────────────────────────────

    def select_record(self, record_id: str) -> None:
        """Make the record current, as soon as it is listed."""

        def find(connection: Connection) -> int | None:
            return number_of(connection, self._entity, record_id)

        self._session.query(self, find, self._want)

    def _want(self, number: int | None) -> None:
        self._wanted = number
        self._select_wanted()

    def _select_wanted(self) -> bool:
        line = self.model.line_of(self._wanted) if self._wanted is not None else -1
        if line < 0:
            return False
        self._wanted = None
        self.table.selectRow(line)
        self.table.scrollTo(self.model.index(line, 0))
        return True

    @Slot(int)
    def _show_listed(self, count: int) -> None:
        """Keep to the record that was current; begin with the first."""
        self._stack.setCurrentWidget(self.table if count else self.empty)
        self.pane.setVisible(bool(count) and self._wants_pane)
        if self._wants_focus:
            self.take_focus()
        if not count:
            self._go_to(QModelIndex(), QModelIndex())
        elif not self._select_wanted() and not self.table.selectionModel().hasSelection():
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    @Slot(QModelIndex, QModelIndex)
    def _go_to(self, current: QModelIndex, _previous: QModelIndex) -> None:
        number = self.model.number_at(current.row()) if current.isValid() else None
        if number is None:
            self._current = None
            self._drop_ticket()
            self.loaded.emit(None)
        elif number != self._current:
            self._current = number
            self._load_again()

    @Slot()
    def _load_again(self) -> None:
        if self._current is None or not self.isVisible():
            return
        self._drop_ticket()
        number = self._current

        def read(connection: Connection) -> Any:
            return self._load(connection, number)

        self._ticket = self._session.query(self, read, self.loaded.emit)

    def _drop_ticket(self) -> None:
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None

    @Slot(int)
    def _open(self, _row: int) -> None:
        self.opened.emit()

    # ── seen or not ──────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody looked."""
        super().showEvent(event)
        self.model.set_active(True)
        self._load_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out as remembered or usual, until the person shares it otherwise."""
        super().resizeEvent(event)
        if not self._is_moved:
            usual = min(round(self.width() * PANE_SHARE), PANE_WIDTH_MAX)
            pane = max(self.pane.minimumWidth(), usual)
            self._splitter.restore([self.width() - pane, pane])

    @Slot()
    def _note_moved(self) -> None:
        self._is_moved = True

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest until it is seen again."""
        super().hideEvent(event)
        self.model.set_active(False)

    def toggle_pane(self) -> bool:
        """Show the pane or hide it; returns whether it is shown now."""
        self._wants_pane = self.pane.isHidden()
        self.pane.setVisible(self._wants_pane)
        return self._wants_pane

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width: fit the columns, until the person sets them."""
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._fit_columns()
        return super().eventFilter(watched, event)

    @Slot()
    def _remember_columns(self) -> None:
        if self._is_fitting:
            return
        self._fits_columns = False
        state = bytes(self.table.horizontalHeader().saveState().toBase64().data()).decode("ascii")
        self._session.memory.set(self._columns_key(), state)


def _restore_columns(header: QHeaderView, kept: str) -> bool:
    return header.restoreState(QByteArray.fromBase64(QByteArray(kept.encode())))

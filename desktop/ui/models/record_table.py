"""A register as Qt's table model: all row numbers, rows read in blocks when they are painted.

::

    refresh ─▶ first page of numbers ─▶ all numbers (off the thread) ─▶ inserts and removals
    data()  ─▶ row in the cache, else its block is asked for ─▶ dataChanged when it has come
    Changed ─▶ rows read again; listed again only when membership or order may differ

Nothing is read on the GUI thread; a million records cost eight bytes each, and a bounded cache.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from desktop.events import Changed
from desktop.queries.listing import Listing
from desktop.queries.paging import ListedRow, row_numbers, rows_at
from desktop.store.connection import Connection
from desktop.sync.state import SyncReport
from desktop.ui.models.cells import cell
from desktop.ui.models.columns import Column
from desktop.ui.models.difference import difference
from desktop.ui.session import Session
from desktop.ui.tasks import Ticket

Index = QModelIndex | QPersistentModelIndex

BLOCK = 100
"""Rows read at once: a little more than a tall screen shows."""
CACHE_ROWS_MAX = 2_000
FIRST_PAGE = 100
MARKING = "conflict"
"""The entity whose records mark lines of others."""


class RecordTable(QAbstractTableModel):
    """The records of one listing under ``columns``."""

    listed = Signal(int)
    """All row numbers are known: how many there are."""

    def __init__(
        self,
        session: Session,
        listing: Listing,
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._listing, self._columns = session, listing, tuple(columns)
        self._numbers: array[int] = array("q")
        self._cache: OrderedDict[int, ListedRow] = OrderedDict()
        self._asked: set[int] = set()
        self._listing_ticket: Ticket | None = None
        self._active = self._stale = False
        self._is_listed = False
        session.bridge.changed.connect(self._on_changed)
        session.sync.finished.connect(self._on_synced)

    # ── what it shows ────────────────────────────────────────────────────────

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns."""
        return self._columns

    @property
    def is_listed(self) -> bool:
        """Whether all row numbers are known; before, an empty table says nothing."""
        return self._is_listed

    def set_active(self, active: bool) -> None:
        """A table that nobody sees is not refreshed until it is seen again."""
        self._active = active
        if active and (self._stale or not self._is_listed):
            self.refresh()

    def set_listing(self, listing: Listing) -> None:
        """Show another selection or order of the same entity."""
        if listing != self._listing:
            self._listing = listing
            self._is_listed = False
            self.refresh()

    def refresh(self) -> None:
        """List again; the first page of a new listing comes before the rest."""
        if not self._active:
            self._stale = True
            return
        self._stale = False
        if self._listing_ticket is not None:
            self._listing_ticket.drop()
        if self._is_listed:
            self._list(-1, self._take_all)
        else:
            self._list(FIRST_PAGE, self._take_first_page)

    def number_at(self, row: int) -> int | None:
        """The row number of the record in line ``row``."""
        return self._numbers[row] if 0 <= row < len(self._numbers) else None

    def line_of(self, number: int) -> int:
        """The line of a row number, -1 where it is not listed."""
        try:
            return self._numbers.index(number)
        except ValueError:
            return -1

    def listed_at(self, row: int) -> ListedRow | None:
        """The record in line ``row``; ``None`` while it is being read."""
        number = self.number_at(row)
        return self._cache.get(number) if number is not None else None

    # ── Qt's model ───────────────────────────────────────────────────────────

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many records are listed."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.title()
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell; nothing yet where its block is still being read."""
        if not index.isValid():
            return None
        number = self._numbers[index.row()]
        listed = self._cache.get(number)
        if listed is None:
            if role == Qt.ItemDataRole.DisplayRole:
                self._ask_block(index.row())
            return None
        return cell(self._columns[index.column()], listed, role)

    # ── reading ──────────────────────────────────────────────────────────────

    def _list(self, limit: int, on_done: Callable[[array[int]], None]) -> None:
        listing = self._listing

        def read(connection: Connection) -> array[int]:
            return row_numbers(connection, listing, limit)

        self._listing_ticket = self._session.query(self, read, on_done)

    def _take_first_page(self, numbers: array[int]) -> None:
        self._show(numbers)
        if len(numbers) < FIRST_PAGE:
            self._end_listing()
        else:
            self._list(-1, self._take_all)

    def _take_all(self, numbers: array[int]) -> None:
        self._show(numbers)
        self._end_listing()

    def _end_listing(self) -> None:
        self._is_listed = True
        self._listing_ticket = None
        self.listed.emit(len(self._numbers))

    def _show(self, numbers: array[int]) -> None:
        """Go over to ``numbers`` by one removal and one insertion: views keep their place."""
        change = difference(self._numbers, numbers)
        nowhere = QModelIndex()
        if change.removed:
            self.beginRemoveRows(nowhere, change.start, change.start + change.removed - 1)
            del self._numbers[change.start : change.start + change.removed]
            self.endRemoveRows()
        if change.inserted:
            self.beginInsertRows(nowhere, change.start, change.start + change.inserted - 1)
            self._numbers = numbers
            self.endInsertRows()

    def _ask_block(self, row: int) -> None:
        start = row - row % BLOCK
        wanted = [
            number
            for number in self._numbers[start : start + BLOCK]
            if number not in self._cache and number not in self._asked
        ]
        if wanted:
            self._read(wanted, start)

    def _read(self, wanted: list[int], start: int | None = None) -> None:
        """Read rows; ``start`` is the line of the block in which they stood when asked for."""
        self._asked.update(wanted)
        entity = self._listing.entity

        def read(connection: Connection) -> _Block:
            return _Block(start, wanted, rows_at(connection, entity, wanted))

        self._session.query(self, read, self._take_block)

    def _take_block(self, block: _Block) -> None:
        self._asked.difference_update(block.wanted)
        for listed in block.rows:
            self._cache[listed.number] = listed
            self._cache.move_to_end(listed.number)
        while len(self._cache) > CACHE_ROWS_MAX:
            self._cache.popitem(last=False)
        if block.rows and self._numbers:
            self._tell_changed(block)

    def _tell_changed(self, block: _Block) -> None:
        first, last = 0, len(self._numbers) - 1
        if block.start is not None:
            present = self._numbers[block.start : block.start + BLOCK]
            if all(number in present for number in block.wanted):  # the list has not moved since
                first, last = block.start, block.start + len(present) - 1
        right = self.index(last, len(self._columns) - 1)
        self.dataChanged.emit(self.index(first, 0), right)

    # ── what changed elsewhere ───────────────────────────────────────────────

    @Slot(object)
    def _on_changed(self, event: Changed) -> None:
        ids = {record_id for entity, record_id in event.keys if entity == self._listing.entity}
        all_marks = any(entity == MARKING for entity, _ in event.keys)
        if ids or all_marks:
            self._read_again(ids, all_marks=all_marks)
        if ids:
            self.refresh()

    @Slot(object)
    def _on_synced(self, _report: SyncReport) -> None:
        """What the server thinks of own work may be known now."""
        self._read_again(set(), all_marks=False)

    def _read_again(self, ids: set[str], *, all_marks: bool) -> None:
        again = [
            number
            for number, listed in self._cache.items()
            if all_marks or listed.fates or listed.row.id in ids
        ]
        if not self._active:
            for number in again:
                del self._cache[number]
        elif again:
            self._read(again)


@dataclass(frozen=True)
class _Block:
    """Rows that were read together."""

    start: int | None
    wanted: list[int]
    rows: list[ListedRow]

"""Offices to choose from: ticked one by one, narrowed by what is typed, in Vietnamese order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from common.text.fold import fold, search_words
from common.text.messages import _
from common.text.order import sort_key

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class OfficeChoice:
    """One office. ``short`` is found as well as the name."""

    code: str
    name: str
    short: str = ""


class OfficeChoices(QAbstractListModel):
    """A list with a tick at each office."""

    ticked_changed = Signal()

    def __init__(
        self,
        offices: Sequence[OfficeChoice],
        sent_before: Collection[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._offices = sorted(offices, key=lambda one: sort_key(one.name))
        self._sent_before = frozenset(sent_before)
        self._ticked: set[str] = set()

    @property
    def ticked(self) -> list[OfficeChoice]:
        """The chosen offices, in the order of the list."""
        return [one for one in self._offices if one.code in self._ticked]

    def office_at(self, row: int) -> OfficeChoice:
        """The office in a line."""
        return self._offices[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many offices there are."""
        return 0 if parent.isValid() else len(self._offices)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Each can be ticked."""
        kinds = Qt.ItemFlag
        if not index.isValid():
            return kinds.NoItemFlags
        return kinds.ItemIsEnabled | kinds.ItemIsSelectable | kinds.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and tick; one to which the document was sent already says so."""
        if not index.isValid():
            return None
        office = self._offices[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            states = Qt.CheckState
            return states.Checked if office.code in self._ticked else states.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            sent = office.code in self._sent_before
            return _("{name} (đã gửi)").format(name=office.name) if sent else office.name
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick."""
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        code = self._offices[index.row()].code
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.add(code)
        else:
            self._ticked.discard(code)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked_changed.emit()
        return True

    def toggle(self, index: Index) -> None:
        """Tick what is not ticked, and the other way round."""
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.setData(index, state, Qt.ItemDataRole.CheckStateRole)


class OfficeFilter(QSortFilterProxyModel):
    """Only offices in which every typed word begins a word of the name or is their short name."""

    def __init__(self, choices: OfficeChoices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.choices = choices
        self.setSourceModel(choices)

    def narrow(self, typed: str) -> None:
        """Show what fits ``typed``; all where it is empty."""
        self.beginFilterChange()
        self._words = [fold(word) for word in search_words(typed)]
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Marks and case do not matter."""
        office = self.choices.office_at(source_row)
        known = [fold(word) for word in search_words(f"{office.name} {office.short}")]
        return all(any(word.startswith(one) for word in known) for one in self._words)

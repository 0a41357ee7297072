"""The fields of a whole action, one line each: what stands beside what the parked action says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.ui.style.fonts import app_font
from desktop.ui.style.tokens import BODY_POINTS

Index = QModelIndex | QPersistentModelIndex


class SideTable(QAbstractTableModel):
    """Read only. Lines whose values differ are told in bold, and so in words to a reader."""

    def __init__(self, different: str) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._rows: list[tuple[str, ...]] = []
        self._different = different

    def show_rows(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show ``rows`` under ``titles``; the first column names the field."""
        self.beginResetModel()
        self._titles = tuple(titles)
        self._rows = [tuple(row) for row in rows]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many fields there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The field, and a column for each side."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The titles."""
        inside = orientation == Qt.Orientation.Horizontal and section < len(self._titles)
        return self._titles[section] if inside and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; bold where the sides differ."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        shown = row[index.column()]
        differs = len(set(row[1:])) > 1
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{shown} ({self._different})" if differs and index.column() else shown
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and differs:
            font = app_font(BODY_POINTS)
            font.setBold(True)
            return font
        return None

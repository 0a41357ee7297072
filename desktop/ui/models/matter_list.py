"""What waits, as a list with a heading for each fate; the list that the room of syncing shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.ui.models.search_results import HIT_ROLE, Heading, Hit

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, str]
"""Kind and id of a line."""


class MatterList(QAbstractListModel):
    """Headings cannot be chosen; lines that are the same as before leave the model alone."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Hit | Heading] = []

    def show_lines(self, lines: Sequence[Hit | Heading]) -> bool:
        """Show these; whether anything is another than before."""
        if list(lines) == self._lines:
            return False
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()
        return True

    def key_at(self, row: int) -> Key | None:
        """The line's key; ``None`` for a heading or no line."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return (line.entity, line.id) if isinstance(line, Hit) else None

    def row_of(self, key: Key | None) -> int:
        """The row with this key, -1 where it is not listed."""
        rows = range(len(self._lines))
        return next((row for row in rows if key and self.key_at(row) == key), -1)

    def nearest(self, row: int) -> int:
        """The first line that can be chosen at or after ``row``, else the last before it, or -1."""
        rows = [each for each in range(len(self._lines)) if self.key_at(each)]
        return next((each for each in rows if each >= row), rows[-1] if rows else -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Lines and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is only read."""
        if not index.isValid() or self.key_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers and the delegate."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, Heading):
            return line.text if role == Qt.ItemDataRole.DisplayRole else None
        told = {
            HIT_ROLE: line,
            Qt.ItemDataRole.DisplayRole: line.title,
            Qt.ItemDataRole.ToolTipRole: "\n".join(filter(None, (line.title, line.note))),
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(
                filter(None, (line.title, line.note, line.state.text))
            ),
        }
        return told.get(role)

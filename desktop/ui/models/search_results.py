"""What a search found, as a list with headings between the groups (design §12's order)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from common.text.messages import _
from desktop.queries.search import Found
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.widgets.badge import BadgeLook

Index = QModelIndex | QPersistentModelIndex

HIT_ROLE = Qt.ItemDataRole.UserRole + 60
"""Item role of a :class:`Hit`; ``None`` for a heading."""

_ICONS = {"incoming_document": "inbox", "outgoing_document": "send", "delivery": "mail-down"}


@dataclass(frozen=True)
class Hit:
    """One document found, in the words of a result."""

    entity: str
    id: str
    icon: str
    title: str
    note: str
    state: BadgeLook


@dataclass(frozen=True)
class Heading:
    """What the hits below it have in common."""

    text: str


def lines_of(found: Found) -> list[Hit | Heading]:
    """Hits with their headings: the number itself, with marks, then those without."""
    hits = [_hit(row) for row in found.hits]
    jumps, exact = hits[: found.jumps], hits[found.jumps : found.jumps + found.exact]
    folded = hits[found.jumps + found.exact :]
    groups = (
        (_("Đúng số đến"), jumps),
        (_("Khớp cả dấu") if folded else _("Kết quả"), exact),
        (_("Khớp khi bỏ dấu"), folded),
    )
    lines: list[Hit | Heading] = []
    for title, group in groups:
        if group:
            lines += [Heading(title), *group]
    return lines


def _hit(row: Row) -> Hit:
    values = row.values
    arrival = words.number(values.get("arrival_number"))
    parts = (
        _("Số đến {number}").format(number=arrival) if arrival else "",
        words.code(values),
        words.day(values.get("issued_date") or values.get("arrival_date")),
        words.text(values.get("from_name") or values.get("organ_name")),
    )
    state = words.state_look(words.text(values.get("state")))
    note = "  ·  ".join(filter(None, parts))
    return Hit(
        row.entity, row.id, _ICONS.get(row.entity, "file"), words.subject(values), note, state
    )


class SearchResults(QAbstractListModel):
    """Headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Hit | Heading] = []

    def show_found(self, found: Found | None) -> None:
        """Show these hits; none for ``None``."""
        self.beginResetModel()
        self._lines = lines_of(found) if found else []
        self.endResetModel()

    @property
    def first_hit(self) -> int:
        """The line of the first hit, -1 where there is none."""
        return 1 if self._lines else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Hits and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is only read."""
        if not index.isValid() or isinstance(self._lines[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers and the delegate."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == HIT_ROLE:
            return line if isinstance(line, Hit) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title if isinstance(line, Hit) else line.text
        if isinstance(line, Hit) and role == Qt.ItemDataRole.ToolTipRole:
            return line.title
        if isinstance(line, Hit) and role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (line.title, line.note, line.state.text)))
        return None

"""The table in which a whole action's fields stand beside what the record holds now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from common.text.messages import _
from desktop.queries.conflicts import Dispute
from desktop.ui.models.side_table import SideTable
from desktop.ui.rooms.sync import value_words
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.register_table import RegisterTable


class WholeTable(RegisterTable):
    """As high as its lines: the pane around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("So sánh từng trường"), parent)
        self.model_of_sides = SideTable(_("khác nhau"))
        self.setModel(self.model_of_sides)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setMinimumSectionSize(SIZE.row)
        self.horizontalHeader().setSectionsMovable(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def show_rows(self, dispute: Dispute, rows: Sequence[tuple[str, ...]]) -> None:
        """Show the fields of one conflict's action."""
        action = value_words.action_name(dispute.row.values.get("action"))
        parked = [action for _side in dispute.sides[1:]]
        self.model_of_sides.show_rows((_("Trường"), _("Đang dùng"), *parked), rows)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the values otherwise."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = range(self.model().rowCount())
        for row in rows:
            self.setRowHeight(row, max(SIZE.row, self.sizeHintForRow(row) + SPACE.sm))
        lines = sum(self.rowHeight(row) for row in rows)
        height = SIZE.header + lines + 2 * self.frameWidth() + SPACE.hair
        if height != self.height():
            self.setFixedHeight(height)

"""Field rows in twelve columns, in reading order, as they stand on the paper register.

A room adds rows by name; problems come back by name, and the first wrong field takes the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.labels import text_label

COLUMNS = 12
_FILLING = Qt.AlignmentFlag(0)


class FormGrid(QWidget):
    """Rows are filled from the left; one that does not fit begins the next line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, FieldRow] = {}
        self._line, self._column = 0, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        self._grid.setHorizontalSpacing(SPACE.md)
        self._grid.setVerticalSpacing(SPACE.md)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def add_row(self, name: str, row: FieldRow, *, span: int = COLUMNS) -> FieldRow:
        """Add ``row`` under ``name``, ``span`` of twelve columns wide. Raises ``ValueError``."""
        if name in self._rows:
            raise ValueError(f"a field {name!r} stands in the form already")
        if not 1 <= span <= COLUMNS:
            raise ValueError(f"span {span} is not within 1 and {COLUMNS}")
        self._rows[name] = row
        policy = row.sizePolicy()  # columns are equal, whatever stands in them
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        row.setSizePolicy(policy)
        row.setMinimumWidth(SIZE.field_min)
        self._place(row, span, Qt.AlignmentFlag.AlignTop)  # a neighbour's error moves nothing
        return row

    def add_section(self, title: str) -> None:
        """Begin a group of fields under ``title``."""
        self._place(text_label(title, "subtitle"), COLUMNS)

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field, across the whole width."""
        self._place(widget, COLUMNS)

    def _place(self, widget: QWidget, span: int, alignment: Qt.AlignmentFlag = _FILLING) -> None:
        if self._column + span > COLUMNS:
            self._line, self._column = self._line + 1, 0
        self._grid.addWidget(widget, self._line, self._column, 1, span, alignment)
        self._column += span

    def sizeHint(self) -> QSize:
        """A readable width, and the height that goes with it."""
        width = max(super().sizeHint().width(), SIZE.dialog_text)
        wraps = self.hasHeightForWidth()
        return QSize(width, self.heightForWidth(width) if wraps else super().sizeHint().height())

    def row(self, name: str) -> FieldRow:
        """The row added as ``name``. Raises ``KeyError``."""
        return self._rows[name]

    def __iter__(self) -> Iterator[tuple[str, FieldRow]]:
        return iter(self._rows.items())

    def show_problems(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Show each problem at its field, clear the others, and go to the first that is wrong.

        Returns the problems whose field is not in this form, for a banner.
        """
        for name, row in self._rows.items():
            row.set_error(problems.get(name, ""))
        first = next((row for row in self._rows.values() if row.error), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return {name: text for name, text in problems.items() if name not in self._rows}

    def align_headings(self) -> None:
        """Give labels that stand beside their editors one width."""
        width = max((row.heading_width() for row in self._rows.values()), default=0)
        for row in self._rows.values():
            row.set_heading_width(width)

"""The fields of a whole action beside each other, under Qt's own tester."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.models.side_table import SideTable

TITLES = ("Trường", "Đang dùng", "Sửa văn bản đến")
ROWS = [("Trích yếu", "cũ", "mới"), ("Số trang", "2", "2")]


@pytest.fixture
def table(qapp: object) -> SideTable:
    made = SideTable("khác nhau")
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show_rows(TITLES, ROWS)
    return made


def test_each_side_has_a_column_under_its_title(table: SideTable) -> None:
    heads = [table.headerData(at, Qt.Orientation.Horizontal) for at in range(table.columnCount())]
    assert heads == list(TITLES)
    assert [table.index(0, at).data() for at in range(3)] == list(ROWS[0])


def test_what_differs_is_bold_and_is_said(table: SideTable) -> None:
    fonts = [table.index(row, 2).data(Qt.ItemDataRole.FontRole) for row in (0, 1)]
    assert isinstance(fonts[0], QFont)
    assert fonts[0].bold()
    assert fonts[1] is None
    spoken = [table.index(row, 2).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert spoken == ["mới (khác nhau)", "2"]


def test_another_action_takes_the_place_of_the_first(table: SideTable) -> None:
    table.show_rows(TITLES, ROWS[:1])
    assert (table.rowCount(), table.columnCount()) == (1, 3)

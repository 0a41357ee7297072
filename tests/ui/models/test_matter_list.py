"""What waits, by groups, under Qt's own tester."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.models.matter_list import MatterList
from desktop.ui.models.search_results import HIT_ROLE, Heading, Hit
from desktop.ui.widgets.badge import BadgeLook


def line(name: str) -> Hit:
    return Hit("case", name, "lock", f"Việc {name}", "Phạm Thị Hoa", BadgeLook("2 ngày"))


LINES = [Heading("Xung đột (1)"), line("a"), Heading("Chờ gửi (2)"), line("b"), line("c")]


@pytest.fixture
def matters(qapp: object) -> MatterList:
    made = MatterList()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def test_headings_are_read_and_lines_are_chosen(matters: MatterList) -> None:
    matters.show_lines(LINES)
    selectable = Qt.ItemFlag.ItemIsSelectable
    chosen = [bool(matters.index(row, 0).flags() & selectable) for row in range(len(LINES))]
    assert chosen == [False, True, False, True, True]
    assert matters.index(0, 0).data() == "Xung đột (1)"
    assert matters.index(0, 0).data(HIT_ROLE) is None


def test_a_line_is_found_by_its_key(matters: MatterList) -> None:
    matters.show_lines(LINES)
    assert matters.key_at(3) == ("case", "b")
    assert [matters.row_of(key) for key in (("case", "c"), ("case", "x"), None)] == [4, -1, -1]


@pytest.mark.parametrize(("row", "nearest"), [(0, 1), (2, 3), (4, 4), (9, 4)])
def test_what_stands_in_a_gone_line_s_place_is_near(
    matters: MatterList, row: int, nearest: int
) -> None:
    matters.show_lines(LINES)
    assert matters.nearest(row) == nearest


def test_an_empty_list_has_nothing_near(matters: MatterList) -> None:
    assert matters.nearest(0) == -1


def test_the_same_lines_again_change_nothing(matters: MatterList) -> None:
    assert matters.show_lines(LINES)
    assert not matters.show_lines(list(LINES))
    assert matters.show_lines(LINES[:2])


def test_a_line_is_read_out_with_its_age(matters: MatterList) -> None:
    matters.show_lines(LINES)
    spoken = matters.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Việc a, Phạm Thị Hoa, 2 ngày"

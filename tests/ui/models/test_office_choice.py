"""Offices to choose from, under Qt's own tester."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.ui.models.office_choice import OfficeChoice, OfficeChoices, OfficeFilter

OFFICES = [
    OfficeChoice("stc", "Sở Tài chính", "STC"),
    OfficeChoice("vpubnd", "Văn phòng UBND tỉnh", "VPUBND"),
    OfficeChoice("dienbien", "Điện Biên"),
    OfficeChoice("cucthongke", "Cục Thống kê"),
]


@pytest.fixture
def choices(qapp: object) -> OfficeChoices:
    made = OfficeChoices(OFFICES, sent_before={"stc"})
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


@pytest.fixture
def shown(choices: OfficeChoices) -> OfficeFilter:
    made = OfficeFilter(choices, choices)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def names(shown: OfficeFilter) -> list[str]:
    return [str(shown.index(row, 0).data()) for row in range(shown.rowCount())]


def test_they_stand_in_vietnamese_order_and_say_what_was_sent_already(
    shown: OfficeFilter,
) -> None:
    assert names(shown) == [
        "Cục Thống kê",
        "Điện Biên",
        "Sở Tài chính (đã gửi)",
        "Văn phòng UBND tỉnh",
    ]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("dien", ["Điện Biên"]),
        ("tai chinh", ["Sở Tài chính (đã gửi)"]),
        ("stc", ["Sở Tài chính (đã gửi)"]),
        ("tỉnh", ["Văn phòng UBND tỉnh"]),
        ("xyz", []),
    ],
)
def test_typing_narrows_them_without_marks(
    shown: OfficeFilter, typed: str, left: list[str]
) -> None:
    shown.narrow(typed)
    assert names(shown) == left
    shown.narrow("")
    assert len(names(shown)) == len(OFFICES)


def test_ticks_stay_while_the_list_is_narrowed(
    choices: OfficeChoices, shown: OfficeFilter, qtbot: QtBot
) -> None:
    shown.narrow("cuc")
    with qtbot.waitSignal(choices.ticked_changed):
        shown.setData(shown.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    shown.narrow("van")
    choices.toggle(shown.mapToSource(shown.index(0, 0)))
    assert [one.code for one in choices.ticked] == ["cucthongke", "vpubnd"]
    choices.toggle(shown.mapToSource(shown.index(0, 0)))
    assert [one.code for one in choices.ticked] == ["cucthongke"]

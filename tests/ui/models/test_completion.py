"""What completers offer, and that the keyboard alone takes it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.models.completion import FoldedCompleter, Vocabulary

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

VALUES = ("Sở Tài chính", "UBND tỉnh Hải Dương", "Ủy ban nhân dân huyện Ninh Giang", "Sở Nội vụ")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ubnd tinh", ["UBND tỉnh Hải Dương"]),
        ("so", ["Sở Tài chính", "Sở Nội vụ"]),
        ("sở nội", ["Sở Nội vụ"]),
        ("noi vu", ["Sở Nội vụ"]),
        ("đương", ["UBND tỉnh Hải Dương"]),
        ("u", []),
        ("xyz", []),
        ("Sở Nội vụ", []),
    ],
)
def test_every_typed_word_begins_a_word_of_what_is_offered(typed: str, found: list[str]) -> None:
    assert Vocabulary(VALUES).matching(typed) == found


def test_what_begins_with_the_typed_text_comes_first() -> None:
    known = Vocabulary(["Báo cáo Sở", "Sơn Hà", "Sở Y tế"])
    assert known.matching("sở") == ["Sở Y tế", "Sơn Hà", "Báo cáo Sở"]


@pytest.fixture
def edit(qtbot: QtBot) -> QLineEdit:
    line = QLineEdit()
    FoldedCompleter(line).set_values(VALUES)
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    return line


def test_down_and_enter_take_what_is_offered(edit: QLineEdit, qtbot: QtBot) -> None:
    completer = edit.findChild(FoldedCompleter)
    qtbot.keyClicks(edit, "ub ti")
    assert completer.offered == ["UBND tỉnh Hải Dương"]
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert edit.text() == "UBND tỉnh Hải Dương"
    assert completer.offered == []


def test_what_was_typed_stays_when_nothing_is_taken(edit: QLineEdit, qtbot: QtBot) -> None:
    completer = edit.findChild(FoldedCompleter)
    qtbot.keyClicks(edit, "so")
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Escape)
    assert (edit.text(), completer.offered) == ("so", [])

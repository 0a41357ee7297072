"""Lines to type in (search, password, number) answer the keyboard as people expect."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.number_edit import NumberEdit
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.search_box import SearchBox


@pytest.fixture
def search(qtbot: QtBot) -> SearchBox:
    """An empty search box."""
    made = SearchBox("Tìm số, trích yếu")
    qtbot.addWidget(made)
    return made


def test_a_search_starts_after_a_pause(qtbot: QtBot, search: SearchBox) -> None:
    with qtbot.waitSignal(search.searched) as caught:
        qtbot.keyClicks(search, "2257")
    assert caught.args == ["2257"]


def test_enter_searches_at_once_and_once(qtbot: QtBot, search: SearchBox) -> None:
    asked: list[str] = []
    search.searched.connect(asked.append)
    qtbot.keyClicks(search, "quyet dinh")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert asked == ["quyet dinh"]


def test_words_are_composed_and_trimmed_before_they_are_asked(
    qtbot: QtBot, search: SearchBox
) -> None:
    search.setText("  quye\u0302\u0301t   đi\u0323nh ")
    with qtbot.waitSignal(search.searched) as caught:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert caught.args == ["quyết định"]


def test_escape_clears_the_search_at_once(qtbot: QtBot, search: SearchBox) -> None:
    search.setText("2257")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    with qtbot.waitSignal(search.searched) as caught:
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert (caught.args, search.text()) == ([""], "")


def test_down_leaves_for_the_results(qtbot: QtBot, search: SearchBox) -> None:
    with qtbot.waitSignal(search.left_downwards):
        qtbot.keyClick(search, Qt.Key.Key_Down)


def test_the_cross_is_shown_only_when_there_is_something_to_clear(search: SearchBox) -> None:
    cross = search.actions()[-1]
    assert not cross.isVisible()
    search.setText("a")
    assert cross.isVisible()
    cross.trigger()
    assert (search.text(), cross.isVisible()) == ("", False)


def test_a_password_is_covered_until_it_is_asked_for(qtbot: QtBot) -> None:
    edit = PasswordEdit()
    qtbot.addWidget(edit)
    eye = edit.actions()[-1]
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    eye.trigger()
    assert (edit.echoMode(), eye.text()) == (QLineEdit.EchoMode.Normal, "Che mật khẩu")


def test_a_cleared_password_is_covered_again(qtbot: QtBot) -> None:
    edit = PasswordEdit()
    qtbot.addWidget(edit)
    edit.setText("bí mật")
    edit.actions()[-1].trigger()
    edit.clear_password()
    assert (edit.text(), edit.echoMode()) == ("", QLineEdit.EchoMode.Password)


@pytest.mark.parametrize(
    ("typed", "value"), [("", None), ("7", 7), ("0", None), ("a7", 7), ("999", 999)]
)
def test_a_number_or_nothing_is_typed(qtbot: QtBot, typed: str, value: int | None) -> None:
    edit = NumberEdit(1, 999)
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, typed)
    assert edit.value == value


def test_arrows_count_within_the_bounds(qtbot: QtBot) -> None:
    edit = NumberEdit(1, 3)
    qtbot.addWidget(edit)
    seen = []
    for key in (Qt.Key.Key_Up, *[Qt.Key.Key_Up] * 3, Qt.Key.Key_Down):
        qtbot.keyClick(edit, key)
        seen.append(edit.value)
    assert seen == [1, 2, 3, 3, 2]

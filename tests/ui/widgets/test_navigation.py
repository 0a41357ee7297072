"""Rooms are reached by click, by arrow and by shortcut; what waits is counted at them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.nav_button import NavButton
from desktop.ui.widgets.side_navigation import SideNavigation
from tests.ui.gallery_data import ROOMS, Register


@pytest.fixture
def rooms(qtbot: QtBot) -> SideNavigation:
    """The rooms of part 1, the first of them shown."""
    made = SideNavigation(ROOMS)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
        made.activateWindow()
    return made


def button(rooms: SideNavigation, at: int) -> NavButton:
    """The button at place ``at``."""
    return rooms.findChildren(NavButton)[at]


def test_a_click_goes_to_the_room(qtbot: QtBot, rooms: SideNavigation) -> None:
    with qtbot.waitSignal(rooms.room_selected) as caught:
        qtbot.mouseClick(button(rooms, 2), Qt.MouseButton.LeftButton)
    assert (caught.args, rooms.room) == (["deliveries"], "deliveries")


def test_a_shortcut_goes_to_the_room(qtbot: QtBot, rooms: SideNavigation) -> None:
    with qtbot.waitSignal(rooms.room_selected) as caught:
        qtbot.keyClick(rooms, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == ["search"]


def test_arrows_go_to_the_neighbouring_room(qtbot: QtBot, rooms: SideNavigation) -> None:
    button(rooms, 0).setFocus()
    qtbot.keyClick(button(rooms, 0), Qt.Key.Key_Down)
    assert (rooms.room, button(rooms, 1).hasFocus()) == ("outgoing", True)
    qtbot.keyClick(button(rooms, 1), Qt.Key.Key_Up)
    assert rooms.room == "incoming"


def test_the_current_room_stays_current_when_pressed_again(
    qtbot: QtBot, rooms: SideNavigation
) -> None:
    qtbot.mouseClick(button(rooms, 0), Qt.MouseButton.LeftButton)
    assert button(rooms, 0).isChecked()
    assert [each.isChecked() for each in rooms.findChildren(NavButton)].count(True) == 1


def test_a_room_shown_by_the_program_is_not_announced(qtbot: QtBot, rooms: SideNavigation) -> None:
    with qtbot.assertNotEmitted(rooms.room_selected):
        rooms.show_room("sync")
    assert button(rooms, 4).isChecked()


def test_an_unknown_room_is_refused(rooms: SideNavigation) -> None:
    with pytest.raises(ValueError, match="today"):
        rooms.show_room("today")


def test_what_waits_is_read_out(rooms: SideNavigation) -> None:
    rooms.set_count("deliveries", 3, "flash")
    assert button(rooms, 2).accessibleName() == "Đã nhận, 3 đang chờ"
    rooms.set_count("deliveries", 0)
    assert button(rooms, 2).accessibleName() == "Đã nhận"


def test_the_menu_shows_the_same_shortcuts(rooms: SideNavigation) -> None:
    keys = [action.shortcut().toString() for action in rooms.room_actions()]
    assert keys == [item.shortcut for item in ROOMS]


def test_the_register_of_the_gallery_is_a_sound_model(qtbot: QtBot) -> None:
    model = Register()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 40

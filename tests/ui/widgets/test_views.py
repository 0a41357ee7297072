"""Tables, splitters, badges and buttons: what they show, and that the keyboard drives them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.style.icons import set_icon
from desktop.ui.style.theme import Theme
from desktop.ui.style.tokens import LIGHT, SIZE, TONES
from desktop.ui.widgets.badge import Badge, BadgeLook
from desktop.ui.widgets.buttons import ActionButton, icon_button, push_button
from desktop.ui.widgets.fact_list import FactList
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import FormGrid
from desktop.ui.widgets.labels import ElidedLabel, text_label
from desktop.ui.widgets.register_table import RegisterTable
from desktop.ui.widgets.scroll_pane import ScrollPane
from desktop.ui.widgets.splitter import RememberingSplitter
from tests.ui.gallery_data import Notes, Register


@pytest.fixture
def table(qtbot: QtBot) -> RegisterTable:
    """A register with its first row current."""
    made = RegisterTable("Sổ văn bản đến")
    made.setModel(Register(made))
    made.resize(800, 400)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    made.selectRow(0)
    return made


def test_enter_opens_the_current_row(qtbot: QtBot, table: RegisterTable) -> None:
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.row_opened) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == [1]


def test_a_double_click_opens_its_row(qtbot: QtBot, table: RegisterTable) -> None:
    place = QPoint(20, 2 * SIZE.row + SIZE.row // 2)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.row_opened) as caught:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [2]


def test_the_row_with_the_keyboard_looks_different(qtbot: QtBot, table: RegisterTable) -> None:
    focused = table.viewport().grab().toImage()
    table.clearFocus()
    assert table.viewport().grab().toImage() != focused


def test_no_column_is_narrower_than_its_heading(table: RegisterTable) -> None:
    table.set_column_widths([1] * table.model().columnCount())
    head = table.horizontalHeader()
    assert all(head.sectionSize(at) >= head.sectionSizeHint(at) for at in range(head.count()))


def test_a_cell_with_a_badge_is_drawn_as_one(table: RegisterTable) -> None:
    table.setColumnWidth(6, 200)
    table.scrollTo(table.model().index(0, 6))
    plain = table.viewport().grab().toImage()
    table.show_badges_in(6)
    assert table.viewport().grab().toImage() != plain


@pytest.mark.parametrize("tone", TONES)
def test_a_badge_is_a_word_on_the_ground_of_its_tone(qtbot: QtBot, tone: str) -> None:
    badge = Badge(BadgeLook("Hỏa tốc", tone, "flame"))  # type: ignore[arg-type]
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    ground = badge.grab().toImage().pixelColor(badge.width() // 2, 1)
    assert ground.name().upper() == getattr(LIGHT, tone)
    assert badge.accessibleName() == "Hỏa tốc"


def test_a_badge_makes_room_for_its_icon(qtbot: QtBot) -> None:
    with_icon, without = (Badge(BadgeLook("Khẩn", "urgent", icon)) for icon in ("bolt", ""))
    qtbot.addWidget(with_icon)
    qtbot.addWidget(without)
    assert with_icon.sizeHint().width() - without.sizeHint().width() > SIZE.icon_sm


def panes(notes: Notes) -> RememberingSplitter:
    """Two panes in 600 pixels, restored."""
    made = RememberingSplitter(Qt.Orientation.Horizontal, "panes", notes)
    made.addWidget(QWidget())
    made.addWidget(QWidget())
    made.resize(600, 100)
    made.restore([400, 200])
    return made


def test_pane_sizes_are_as_they_were_left(qtbot: QtBot) -> None:
    notes = Notes()
    first = panes(notes)
    qtbot.addWidget(first)
    first.moveSplitter(150, 1)
    second = panes(notes)
    qtbot.addWidget(second)
    assert second.sizes() == first.sizes()


@pytest.mark.parametrize("kept", ["", "1,2,3", "a,b", "0,600", "²,3"])
def test_a_memory_that_does_not_fit_is_passed_over(qtbot: QtBot, kept: str) -> None:
    fresh, spoilt = panes(Notes()), panes(Notes(panes=kept))
    qtbot.addWidget(fresh)
    qtbot.addWidget(spoilt)
    assert spoilt.sizes() == fresh.sizes()


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    action = QAction("Đăng ký", owner)
    action.setShortcut("Ctrl+N")
    set_icon(action, "plus")
    button = ActionButton(action, "primary", owner)
    assert (button.toolTip(), button.icon().isNull()) == ("Đăng ký (Ctrl+N)", False)
    action.setEnabled(False)
    action.setText("Đăng ký lại")
    assert (button.isEnabled(), button.accessibleName()) == (False, "Đăng ký lại")


def test_a_button_does_what_its_action_does(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    action = QAction("Ghi", owner)
    button = ActionButton(action, parent=owner)
    with qtbot.waitSignal(action.triggered):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_buttons_have_names_to_be_read_out(qtbot: QtBot) -> None:
    named = push_button("&Trả lại", "danger"), icon_button("refresh", "Đồng bộ ngay")
    for button in named:
        qtbot.addWidget(button)
    assert [button.accessibleName() for button in named] == ["Trả lại", "Đồng bộ ngay"]


def test_facts_without_a_value_are_left_out(qtbot: QtBot) -> None:
    facts = FactList()
    qtbot.addWidget(facts)
    facts.show_facts([("Số đến", "12"), ("Ghi chú", "")])
    facts.show_facts([("Số đến", "13"), ("Ghi chú", "")])
    shown = [
        label.text() for label in facts.findChildren(type(text_label(""))) if not label.isHidden()
    ]
    assert shown == ["Số đến", "13"]


def test_a_name_too_long_is_shown_whole_on_pointing(qtbot: QtBot) -> None:
    label = ElidedLabel("Một tên tệp rất dài không thể vừa trong cột hẹp.pdf")
    qtbot.addWidget(label)
    label.resize(80, 24)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(900, 24)
    assert label.toolTip() == ""


def test_the_field_with_the_keyboard_is_brought_into_sight(qtbot: QtBot, theme: Theme) -> None:
    form = FormGrid()
    for at in range(12):
        form.add_row(str(at), FieldRow(f"Ô {at}", QLineEdit()))
    pane = ScrollPane(form)
    qtbot.addWidget(pane)
    pane.resize(400, 200)
    with qtbot.waitExposed(pane):
        pane.show()
        pane.activateWindow()
    form.row("11").editor.setFocus()
    row = form.row("11")
    qtbot.waitUntil(lambda: pane.viewport().rect().contains(row.mapTo(pane, row.rect().center())))

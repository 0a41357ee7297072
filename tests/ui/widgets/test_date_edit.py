"""A date is typed, moved by arrows, chosen on the calendar, or left out."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.typed_date import TypedDates

TODAY = date(2026, 10, 8)


def today() -> date:
    """The day on which these tests are played."""
    return TODAY


@pytest.fixture
def edit(qtbot: QtBot) -> DateEdit:
    """An empty date field with the keyboard."""
    made = DateEdit(TypedDates(today), today)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize("typed", ["8/10", "08102026", "8/10/2026", "hôm nay", "08.10.26"])
def test_what_is_typed_is_written_out_in_full(qtbot: QtBot, edit: DateEdit, typed: str) -> None:
    edit.insert(typed)
    with qtbot.waitSignal(edit.value_changed) as caught:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert (caught.args, edit.text(), edit.value) == ([TODAY], "08/10/2026", TODAY)


def test_leaving_the_field_reads_it(qtbot: QtBot, edit: DateEdit) -> None:
    qtbot.keyClicks(edit, "1/9")
    edit.clearFocus()
    assert edit.text() == "01/09/2026"


def test_what_is_no_date_is_said_and_kept_as_typed(qtbot: QtBot, edit: DateEdit) -> None:
    qtbot.keyClicks(edit, "31/2")
    with qtbot.waitSignal(edit.problem_changed) as caught:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert "31/2" in caught.args[0]
    assert (edit.text(), edit.value, edit.property("invalid")) == ("31/2", None, "true")


def test_the_problem_goes_when_the_date_is_mended(qtbot: QtBot, edit: DateEdit) -> None:
    edit.setText("31/2")
    edit.commit()
    edit.setText("28/2")
    edit.commit()
    assert (edit.problem, edit.property("invalid")) == ("", "false")


def test_it_may_be_empty(edit: DateEdit) -> None:
    edit.set_value(TODAY)
    edit.setText("  ")
    assert (edit.value, edit.problem) == (None, "")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Up, date(2026, 2, 1)),
        (Qt.Key.Key_Down, date(2026, 1, 30)),
        (Qt.Key.Key_PageUp, date(2026, 2, 28)),
        (Qt.Key.Key_PageDown, date(2025, 12, 31)),
    ],
)
def test_arrows_move_the_date(qtbot: QtBot, edit: DateEdit, key: Qt.Key, expected: date) -> None:
    edit.set_value(date(2026, 1, 31))
    qtbot.keyClick(edit, key)
    assert edit.value == expected


def test_the_first_arrow_in_an_empty_field_means_today(qtbot: QtBot, edit: DateEdit) -> None:
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == TODAY


def test_an_arrow_does_not_lose_what_could_not_be_read(qtbot: QtBot, edit: DateEdit) -> None:
    qtbot.keyClicks(edit, "abc")
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.text() == "abc"


def test_a_read_only_date_stays(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(TODAY)
    edit.setReadOnly(True)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == TODAY


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_day_is_chosen_on_the_calendar_by_keyboard(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(TODAY)
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = edit.findChild(QCalendarWidget)
    qtbot.waitUntil(calendar.isVisible)
    calendar.setSelectedDate(QDate(2026, 12, 31))
    calendar.activated.emit(calendar.selectedDate())
    assert (edit.text(), calendar.isVisible()) == ("31/12/2026", False)

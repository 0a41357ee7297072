"""Registering arrivals by keyboard alone, and what the form says and keeps."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store.view import Row
from desktop.ui.models.completion import FoldedCompleter
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.incoming.form import IncomingForm
from desktop.ui.session import Session
from desktop.ui.widgets.retype_date import RetypeDate
from desktop.ui.windows.main_window import INCOMING, MainWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.offices import TickingClock
from tests.helpers.sessions import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def arrivals(office: Office) -> list[Row]:
    with office.read() as connection:
        return rows(connection, Listing("incoming_document"))


@pytest.fixture
def room(window: MainWindow) -> IncomingRoom:
    found = window.rooms[INCOMING]
    assert isinstance(found, IncomingRoom)
    return found


@pytest.fixture
def form(room: IncomingRoom, session: Session, qtbot: QtBot) -> IncomingForm:
    """Opened by its key."""
    press("Ctrl+N")
    settle(session, qtbot)
    return room.form


def test_a_document_is_registered_without_the_mouse(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot
) -> None:
    type_text("2257/QĐ-UBND")
    press("Tab")
    type_text("Ủy ban nhân dân tỉnh")
    press("Tab")
    type_text("11/9")
    press("Tab", "Tab")
    type_text("Về việc ban hành Quy chế làm việc")
    press("Tab")
    type_text("Nguyễn Hữu Phước")
    press("Ctrl+S")
    settle(session, qtbot)
    [made] = arrivals(office)
    stated = ("code_number", "code_notation", "organ_name", "issued_date", "type_name", "full_name")
    assert [made.values[name] for name in stated] == [
        "2257",
        "QĐ-UBND",
        "Ủy ban nhân dân tỉnh",
        "2026-09-11",
        "Quyết định",
        "Nguyễn Hữu Phước",
    ]
    assert made.values["arrival_number"] == 1246


@pytest.mark.parametrize(
    ("typed", "kind"), [("5/QĐ-UBND", "quyet_dinh"), ("5/2024/QĐ-UBND", "quyet_dinh_qppl")]
)
def test_a_known_type_comes_with_its_code(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot, typed: str, kind: str
) -> None:
    type_text(typed)
    form.form.editor("type_name").set_value("Quyết định")
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    assert arrivals(office)[0].values["type_code"] == kind


def test_ctrl_enter_saves_and_opens_the_next_with_the_number_in_sight(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot
) -> None:
    form.form.editor("subject").set_value("Một")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert len(arrivals(office)) == 1
    assert (form.last_number.number, form.next_number.number) == ("1246", "1247")
    assert form.form.editor("subject").value is None
    assert form.isVisible()
    assert QApplication.focusWidget() is form.form.editor("code").widget


def test_after_saving_the_record_is_shown_in_the_register(
    form: IncomingForm, room: IncomingRoom, session: Session, window: MainWindow, qtbot: QtBot
) -> None:
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    assert room.shows_book
    assert room.shown is not None
    assert room.shown.values["subject"] == "Một"
    assert "1246" in window.toast.text


def test_what_is_missing_is_said_at_its_field(
    form: IncomingForm, office: Office, qtbot: QtBot
) -> None:
    press("Ctrl+S")
    assert form.form.row("subject").error == "Chưa nhập «Trích yếu nội dung»."
    assert QApplication.focusWidget() is form.form.editor("subject").widget
    assert arrivals(office) == []


def test_a_date_that_cannot_be_read_is_said_at_its_field(form: IncomingForm) -> None:
    line = form.form.editor("issued_date").widget
    assert isinstance(line, QLineEdit)
    line.setText("31/9/2026")
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    assert "31/9/2026" in form.form.row("issued_date").error


def test_a_date_before_the_last_number_is_refused_at_its_field(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot
) -> None:
    form.form.editor("arrival_date").set_value("2026-09-10")
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    assert "11/09/2026" in form.form.row("arrival_date").error
    assert arrivals(office) == []


def test_a_date_far_ahead_is_registered_when_it_is_typed_again(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot
) -> None:
    ahead = session.today() + timedelta(days=5)
    form.form.editor("arrival_date").set_value(ahead.isoformat())
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    assert arrivals(office) == []
    dialog = form.findChild(RetypeDate)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("18/9")
    press("Ctrl+Return")
    assert dialog.isVisible()
    QApplication.focusWidget().clear()  # type: ignore[union-attr]
    type_text("19/9")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert [row.values["arrival_date"] for row in arrivals(office)] == ["2026-09-19"]


def test_the_first_number_of_a_year_without_server_time_is_confirmed(
    room: IncomingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    assert isinstance(office.clock, TickingClock)
    office.clock.forward(days=110)
    press("Ctrl+N")
    settle(session, qtbot)
    room.form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    dialog = room.form.findChild(RetypeDate)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("2/1/2027")
    press("Ctrl+Return")
    settle(session, qtbot)
    [made] = arrivals(office)
    assert (made.values["arrival_date"], made.values["arrival_number"]) == ("2027-01-02", 1)


def test_secrecy_is_refused_with_what_to_do_before_anything_is_kept(
    form: IncomingForm, session: Session, office: Office, qtbot: QtBot
) -> None:
    form.form.editor("subject").set_value("Một")
    form.form.editor("confidentiality").set_value(1)
    assert "sổ giấy" in form.problem
    press("Ctrl+S")
    settle(session, qtbot)
    assert arrivals(office) == []
    form.form.editor("confidentiality").set_value(0)
    assert form.problem == ""


def test_known_issuers_are_offered_without_marks(
    office: Office, room: IncomingRoom, session: Session, qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một", "organ_name": "UBND tỉnh Hải Dương"}))
    press("Ctrl+N")
    settle(session, qtbot)
    line = room.form.form.editor("organ_name").widget
    line.setFocus()
    type_text("ubnd tinh")
    completer = line.findChild(FoldedCompleter)
    assert completer.offered[0] == "UBND tỉnh Hải Dương"
    press("Down", "Return")
    assert room.form.form.editor("organ_name").value == "UBND tỉnh Hải Dương"


def test_number_and_notation_are_understood_while_they_are_typed(form: IncomingForm) -> None:
    type_text("33/2024/QH15")
    assert form.form.row("code").editor.accessibleDescription() == "Số 33 · ký hiệu 2024/QH15"


def test_esc_asks_before_typed_text_is_lost(
    form: IncomingForm, room: IncomingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))
    type_text("2257/QĐ-UBND")
    press("Esc")
    assert not room.shows_book
    press("Esc")
    assert room.shows_book
    assert answers == []


def test_esc_leaves_an_untouched_form_at_once(form: IncomingForm, room: IncomingRoom) -> None:
    press("Esc")
    assert room.shows_book


def test_files_go_with_the_document(
    form: IncomingForm, session: Session, office: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    scan = tmp_path / "Quyết định.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    form.add_files([scan, scan])
    form.form.editor("subject").set_value("Một")
    press("Ctrl+S")
    settle(session, qtbot)
    with office.read() as connection:
        names = [row.values["name"] for row in rows(connection, Listing("attachment"))]
    assert names == ["Quyết định.pdf"]


def test_a_possible_duplicate_is_told_with_the_way_to_the_other(
    office: Office, form: IncomingForm, window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    same = {"code_number": "5", "code_notation": "QĐ-X", "organ_name": "X", "subject": "Một"}
    first = office.run(RegisterIncoming(same))
    type_text("5/QĐ-X")
    form.form.editor("organ_name").set_value("X")
    form.form.editor("subject").set_value("Hai")
    press("Ctrl+S")
    settle(session, qtbot)
    assert "1246" in window.toast.text
    window.toast.action_triggered.emit()
    settle(session, qtbot)
    room = window.rooms[INCOMING]
    assert isinstance(room, IncomingRoom)
    assert room.shown is not None
    assert room.shown.row.id == first.id

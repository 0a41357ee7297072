"""Correcting, removing and attaching in the room of arrivals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from common.changes.heads import head_of
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.runner import NewFile, Outcome
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store import pending, view
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.incoming.facts import facts
from desktop.ui.rooms.record_words import badges_of
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.windows.main_window import INCOMING, MainWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.sessions import main_window, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def document(office: Office, tmp_path: Path) -> Outcome:
    """An arrival with one file."""
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    fields = {"subject": "Về việc nghỉ lễ", "organ_name": "Sở Nội vụ"}
    return office.run(RegisterIncoming(fields, (NewFile(scan, "Công văn.pdf"),)))


@pytest.fixture
def window(document: Outcome, session: Session, qtbot: QtBot) -> Any:
    with main_window(session, qtbot) as made:
        yield made


@pytest.fixture
def room(window: MainWindow) -> IncomingRoom:
    found = window.rooms[INCOMING]
    assert isinstance(found, IncomingRoom)
    return found


def values(office: Office, record_id: str) -> dict[str, Any]:
    with office.read() as connection:
        row = view.get(connection, "incoming_document", record_id)
    assert row is not None
    return row.values


def test_enter_opens_the_record_and_saves_only_what_was_changed(
    room: IncomingRoom, session: Session, office: Office, document: Outcome, qtbot: QtBot
) -> None:
    press("Return")
    settle(session, qtbot)
    assert room.form.form.editor("organ_name").value == "Sở Nội vụ"
    room.form.form.editor("subject").set_value("Về việc nghỉ Tết")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert values(office, document.id)["subject"] == "Về việc nghỉ Tết"
    with office.read() as connection:
        last = pending.overlay_of(connection, ("incoming_document", document.id))[-1][1]
    assert set(last.set) == {"subject"}
    assert room.shows_book


def test_an_edit_stands_on_what_was_seen_when_the_form_opened(
    room: IncomingRoom, session: Session, office: Office, document: Outcome, qtbot: QtBot
) -> None:
    press("F2")
    settle(session, qtbot)
    seen = dict(room.shown.row.heads) if room.shown else {}
    office.run(EditIncoming(document.id, {"subject": "Người khác sửa"}))
    settle(session, qtbot)
    room.form.form.editor("subject").set_value("Mình sửa")
    press("Ctrl+S")
    settle(session, qtbot)
    with office.read() as connection:
        change = pending.overlay_of(connection, ("incoming_document", document.id))[-1][1]
    assert head_of(dict(change.base), "subject") == head_of(seen, "subject") == "7.3"


def test_saving_without_a_change_says_so_and_stays(
    room: IncomingRoom, session: Session, qtbot: QtBot
) -> None:
    press("F2")
    settle(session, qtbot)
    press("Ctrl+S")
    settle(session, qtbot)
    assert "Không có gì thay đổi" in room.form.problem
    assert not room.shows_book


def test_removal_asks_why_and_keeps_the_number_in_the_book(
    room: IncomingRoom, session: Session, office: Office, document: Outcome, qtbot: QtBot
) -> None:
    press("Shift+Del")
    dialog = room.findChild(AskReason)
    qtbot.waitUntil(dialog.isActiveWindow)
    press("Ctrl+Return")
    assert dialog.isVisible(), "without a reason nothing is removed"
    type_text("Đăng ký nhầm")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert values(office, document.id)["removed_why"] == "Đăng ký nhầm"
    with office.read() as connection:
        [number] = rows(connection, Listing("number"))
    assert number.values["state"] == "cancelled"
    assert room.register.model.rowCount() == 0
    assert room.pane.is_empty


def test_the_pane_tells_the_facts_and_that_the_work_waits_to_be_sent(room: IncomingRoom) -> None:
    assert room.shown is not None
    assert [look.text for look in badges_of(room.shown)] == ["Đã đăng ký", "Chờ gửi"]
    assert ("Tác giả", "Sở Nội vụ") in facts(room.shown)


def test_a_file_is_opened_for_the_persons_own_viewer(
    room: IncomingRoom, session: Session, qtbot: QtBot
) -> None:
    opened: list[Path] = []
    room.files.use_viewer(lambda path: bool(opened.append(path)) or True)
    room.pane.files.open_requested.emit(room.pane.files.current_key)
    settle(session, qtbot)
    assert [path.name for path in opened] == ["Công văn.pdf"]
    assert opened[0].read_bytes() == b"%PDF-1.7 scan"


def test_a_copy_is_saved_where_the_person_says(
    room: IncomingRoom,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    target = tmp_path / "Bản sao.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    room.pane.files.save_requested.emit(room.pane.files.current_key)
    settle(session, qtbot)
    assert target.read_bytes() == b"%PDF-1.7 scan"


def test_files_are_added_and_taken_off_with_a_reason(
    room: IncomingRoom, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    more = tmp_path / "Phụ lục.txt"
    more.write_text("phụ lục", encoding="utf-8")
    room.pane.files_offered.emit([more])
    settle(session, qtbot)
    assert room.shown is not None
    assert [one.name for one in room.shown.detail.files] == ["Công văn.pdf", "Phụ lục.txt"]
    room.pane.remove_requested.emit(room.shown.detail.files[0].id)
    dialog = room.findChild(AskReason)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("Nhầm tệp")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert [one.name for one in room.shown.detail.files] == ["Phụ lục.txt"]


def test_a_program_is_refused_as_a_file_in_words(
    room: IncomingRoom, window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    program = tmp_path / "cài đặt.exe"
    program.write_bytes(b"MZ" + bytes(200))
    room.pane.files_offered.emit([program])
    settle(session, qtbot)
    assert "cài đặt.exe" in window.toast.text

"""Preparing, issuing and sending, by keyboard, through real commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.recalls import RecallOutgoing
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store.view import Row
from desktop.ui.rooms.outgoing import OutgoingRoom
from desktop.ui.rooms.outgoing.facts import OutgoingLoaded, facts, recipient_lines
from desktop.ui.rooms.outgoing.issue import IssueDialog
from desktop.ui.rooms.outgoing.send import SendDialog
from desktop.ui.rooms.record_words import badges_of
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.widgets.retype_date import RetypeDate
from desktop.ui.windows.main_window import OUTGOING, MainWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.offices import new_office
from tests.helpers.sessions import main_window, session_of, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

FIELDS: dict[str, Any] = {
    "type_code": "quyet_dinh",
    "subject": "Ban hành Quy chế",
    "full_name": "Nguyễn Văn Minh",
    "position": "Giám đốc",
}


def documents(office: Office, entity: str = "outgoing_document") -> list[Row]:
    with office.read() as connection:
        return rows(connection, Listing(entity))


@pytest.fixture
def room(window: MainWindow, session: Session, qtbot: QtBot) -> OutgoingRoom:
    press("Ctrl+2")
    settle(session, qtbot)
    found = window.rooms[OUTGOING]
    assert isinstance(found, OutgoingRoom)
    return found


@pytest.fixture
def draft(office: Office, room: OutgoingRoom, session: Session, qtbot: QtBot) -> str:
    """A prepared document, which is current."""
    made = office.run(CreateOutgoing(FIELDS))
    room.show_record(made.id)
    settle(session, qtbot)
    return made.id


def test_the_notation_composes_itself_from_type_and_unit(
    room: OutgoingRoom, session: Session, qtbot: QtBot
) -> None:
    press("Ctrl+N")
    settle(session, qtbot)
    form = room.form.form
    form.editor("type_code").set_value("quyet_dinh")
    assert form.editor("code_notation").value == "QĐ-STC"
    form.editor("type_code").set_value("cong_van")
    form.editor("unit").set_value("NS")
    assert form.editor("code_notation").value == "STC-NS"
    assert room.form.preview.number == "…/STC-NS"


def test_a_notation_that_the_clerk_wrote_is_left_alone(
    room: OutgoingRoom, session: Session, qtbot: QtBot
) -> None:
    press("Ctrl+N")
    settle(session, qtbot)
    form = room.form.form
    form.editor("code_notation").set_value("QĐ-HĐTĐKT")
    form.editor("type_code").set_value("quyet_dinh")
    assert form.editor("code_notation").value == "QĐ-HĐTĐKT"


def test_a_document_is_prepared_with_its_type_by_code_and_name(
    room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    press("Ctrl+N")
    settle(session, qtbot)
    room.form.form.editor("type_code").set_value("quyet_dinh")
    press("Tab", "Tab", "Tab")
    type_text("Ban hành Quy chế")
    press("Ctrl+S")
    settle(session, qtbot)
    [made] = documents(office)
    stated = ("type_code", "type_name", "code_notation", "subject", "state")
    assert [made.values[name] for name in stated] == [
        "quyet_dinh",
        "Quyết định",
        "QĐ-STC",
        "Ban hành Quy chế",
        "du_thao",
    ]


def test_issuing_shows_the_number_before_and_gives_it(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    press("Ctrl+P")
    dialog = room.findChild(IssueDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    settle(session, qtbot)
    assert dialog.card.number == "89/QĐ-STC"
    press("Ctrl+Return")
    settle(session, qtbot)
    [issued] = documents(office)
    assert (issued.values["code_number"], issued.values["issued_date"]) == ("89", "2026-09-14")
    assert room.acts.send.isEnabled()
    assert not room.acts.issue.isEnabled()


def test_a_date_before_the_last_number_is_refused_in_the_dialog(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    press("Ctrl+P")
    dialog = room.findChild(IssueDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QApplication.focusWidget().clear()  # type: ignore[union-attr]
    type_text("1/9")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert dialog.isVisible()
    assert "11/09/2026" in dialog.date_problem
    assert documents(office)[0].values["state"] == "du_thao"


def test_a_date_far_ahead_is_typed_twice(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    ahead = session.today() + timedelta(days=7)
    press("Ctrl+P")
    dialog = room.findChild(IssueDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QApplication.focusWidget().clear()  # type: ignore[union-attr]
    type_text(f"{ahead:%d/%m/%Y}")
    press("Ctrl+Return")
    settle(session, qtbot)
    again = dialog.findChild(RetypeDate)
    qtbot.waitUntil(again.isActiveWindow)
    type_text(f"{ahead:%d/%m/%Y}")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert documents(office)[0].values["issued_date"] == ahead.isoformat()


def test_sending_finds_offices_without_marks_and_sends_to_all_that_are_ticked(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(IssueOutgoing(draft))
    settle(session, qtbot)
    press("Ctrl+G")
    settle(session, qtbot)
    dialog = room.findChild(SendDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("van phong")
    press("Return")
    type_text("nam")
    press("Return")
    assert {one.code for one in dialog.choices.ticked} == {"vpubnd", "namsach"}
    press("Ctrl+Return")
    settle(session, qtbot)
    [dispatch] = documents(office, "dispatch")
    assert set(dispatch.values["to_offices"]) == {"vpubnd", "namsach"}  # type: ignore[arg-type]


def test_our_own_office_is_not_among_those_to_send_to(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(IssueOutgoing(draft))
    settle(session, qtbot)
    press("Ctrl+G")
    settle(session, qtbot)
    dialog = room.findChild(SendDialog)
    codes = {dialog.choices.office_at(row).code for row in range(dialog.choices.rowCount())}
    assert codes == {"vpubnd", "namsach"}


def test_recipients_say_that_the_sending_waits_for_the_network(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(IssueOutgoing(draft))
    office.run(SendOutgoing(draft, ("vpubnd",)))
    settle(session, qtbot)
    number = room.register.model.number_at(0)
    with office.read() as connection:
        assert number is not None
        loaded = room.load(connection, number)
    assert isinstance(loaded, OutgoingLoaded)
    [(name, look, _note)] = recipient_lines(loaded)
    assert (name, look.text) == ("Văn phòng UBND tỉnh", "Chờ gửi")


def test_a_recalled_document_says_so_and_of_each_recipient(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(IssueOutgoing(draft))
    office.run(SendOutgoing(draft, ("vpubnd",)))
    office.run(RecallOutgoing(draft, "Sai số liệu"))
    settle(session, qtbot)
    number = room.register.model.number_at(0)
    with office.read() as connection:
        assert number is not None
        loaded = room.load(connection, number)
    assert isinstance(loaded, OutgoingLoaded)
    assert badges_of(loaded.shown)[0].text == "Đã thu hồi"
    assert ("Lý do thu hồi", "Sai số liệu") in facts(loaded.shown)
    [(_name, look, note)] = recipient_lines(loaded)
    assert look.text == "Đã đề nghị thu hồi"
    assert note.endswith("Sai số liệu")


def test_a_draft_is_removed_with_a_reason(
    draft: str, room: OutgoingRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    press("Shift+Del")
    dialog = room.findChild(AskReason)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("Không ban hành nữa")
    press("Ctrl+Return")
    settle(session, qtbot)
    assert documents(office) == []


@pytest.fixture
def waiting_room(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[OutgoingRoom, Session]]:
    """The room of a PC that does not hold the register."""
    office = new_office(tmp_path / "other", holds=())
    office.run(CreateOutgoing(FIELDS))
    with session_of(office) as session, main_window(session, qtbot) as window:
        window.show_room(OUTGOING)
        settle(session, qtbot)
        room = window.rooms[OUTGOING]
        assert isinstance(room, OutgoingRoom)
        yield room, session


def test_without_the_lease_the_document_waits_and_says_why(
    waiting_room: tuple[OutgoingRoom, Session], qtbot: QtBot
) -> None:
    room, session = waiting_room
    press("Ctrl+P")
    dialog = room.findChild(IssueDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    settle(session, qtbot)
    assert dialog.card.number == "Chờ số"
    press("Ctrl+Return")
    settle(session, qtbot)
    assert room.shown is not None
    assert room.shown.state == "cho_so"
    assert "không giữ sổ" in room.pane.trouble

"""Searching as one types, and going to what was found."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing
from desktop.office import Office
from desktop.ui.models.search_results import HIT_ROLE
from desktop.ui.rooms.outgoing import OutgoingRoom
from desktop.ui.rooms.search import SearchRoom
from desktop.ui.session import Session
from desktop.ui.windows.main_window import MainWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.sessions import main_window, settle


@pytest.fixture
def window(office: Office, session: Session, qtbot: QtBot) -> Any:
    office.run(RegisterIncoming({"subject": "Báo cáo quyết toán"}))
    office.run(RegisterIncoming({"subject": "Bảo cao tốc độ"}))
    office.run(CreateOutgoing({"subject": "Công văn trả lời"}))
    office.index_waiting()
    with main_window(session, qtbot) as made:
        yield made


@pytest.fixture
def room(window: MainWindow, session: Session, qtbot: QtBot) -> SearchRoom:
    """Opened by its key; its box has the keyboard."""
    press("Ctrl+K")
    settle(session, qtbot)
    assert isinstance(window.room, SearchRoom)
    return window.room


def lines(room: SearchRoom) -> list[str]:
    model = room.results
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def find(room: SearchRoom, words: str, session: Session, qtbot: QtBot) -> None:
    type_text(words)
    with qtbot.waitSignal(room.box.searched):
        pass
    settle(session, qtbot)


def test_what_matches_with_marks_comes_before_what_matches_without(
    room: SearchRoom, session: Session, qtbot: QtBot
) -> None:
    find(room, "báo cáo", session, qtbot)
    assert lines(room) == [
        "Khớp cả dấu",
        "Báo cáo quyết toán",
        "Khớp khi bỏ dấu",
        "Bảo cao tốc độ",
    ]


def test_an_arrival_number_jumps_to_it(room: SearchRoom, session: Session, qtbot: QtBot) -> None:
    find(room, "1247", session, qtbot)
    assert lines(room) == ["Đúng số đến", "Bảo cao tốc độ"]


def test_arrows_pass_over_headings_and_enter_opens_the_result_in_its_room(
    room: SearchRoom, window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    find(room, "báo cáo", session, qtbot)
    press("Down", "Down")
    assert QApplication.focusWidget() is room.list
    assert room.list.currentIndex().data(HIT_ROLE).title == "Bảo cao tốc độ"
    press("Return")
    settle(session, qtbot)
    shown = window.room
    assert shown.entity == "incoming_document"
    assert shown.shown.values["subject"] == "Bảo cao tốc độ"  # type: ignore[attr-defined]


def test_enter_in_the_box_opens_the_first_result(
    room: SearchRoom, window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    find(room, "trả lời", session, qtbot)
    press("Return")
    settle(session, qtbot)
    assert isinstance(window.room, OutgoingRoom)


def test_nothing_found_says_what_to_try(room: SearchRoom, session: Session, qtbot: QtBot) -> None:
    find(room, "xyzxyz", session, qtbot)
    assert lines(room) == []
    assert room.nothing.accessibleName() == "Không tìm thấy văn bản nào"


def test_what_is_not_indexed_yet_is_said(
    room: SearchRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    with office.store.write() as connection:
        connection.execute("INSERT INTO to_index (entity, id) VALUES ('incoming_document', 'x')")
    find(room, "quyết toán", session, qtbot)
    assert "1 văn bản vừa ghi" in room.note.text()


def test_esc_clears_the_box_and_the_results(
    room: SearchRoom, session: Session, qtbot: QtBot
) -> None:
    find(room, "báo cáo", session, qtbot)
    press("Esc")
    settle(session, qtbot)
    assert (room.box.text(), lines(room)) == ("", [])

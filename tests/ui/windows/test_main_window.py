"""The main window: rooms by key, syncing in sight, what it remembers, what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from common.entities.offices import Role
from common.errors import EnvironmentFault
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.commands.runner import Context, NewFile, Plan
from desktop.events import SyncStateChanged
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.session import Session
from desktop.ui.windows.main_window import INCOMING, SEARCH, MainWindow
from desktop.ui.windows.start_register import StartRegisterDialog
from tests.helpers.keyboard import press, type_text
from tests.helpers.offices import new_office
from tests.helpers.sessions import (
    BOOK_DAY,
    light_theme,
    main_window,
    session_of,
    settle,
    started_office,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return started_office(tmp_path / "store")


@pytest.fixture
def session(office: Office) -> Iterator[Session]:
    with session_of(office) as made:
        yield made


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    with main_window(session, qtbot) as made:
        yield made


def test_rooms_are_reached_by_their_keys(window: MainWindow) -> None:
    reached = []
    for number in (2, 3, 4, 1):
        press(f"Ctrl+{number}")
        reached.append(window.navigation.room)
    assert reached == ["outgoing", "deliveries", "search", "incoming"]


def test_the_person_and_their_roles_are_in_sight(window: MainWindow) -> None:
    assert window.person_told == "Phạm Thị Hoa\nVăn thư, Quản trị"


def test_the_menu_shows_what_the_room_can_do_with_its_key(window: MainWindow) -> None:
    [doings] = [
        action.menu() for action in window.menuBar().actions() if action.text() == "&Thao tác"
    ]
    told = {action.text(): action.shortcut().toString() for action in doings.actions()}
    assert told["Đăng ký văn bản đến"] == "Ctrl+N"


def test_what_was_typed_stays_while_another_room_is_looked_at(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    press("Ctrl+N")
    settle(session, qtbot)
    type_text("2257/QĐ-UBND")
    press("Ctrl+2", "Ctrl+1")
    room = window.room
    assert isinstance(room, IncomingRoom)
    assert room.form.form.editor("code").value == "2257/QĐ-UBND"


def test_closing_with_typed_text_asks_first(
    window: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))
    press("Ctrl+N")
    settle(session, qtbot)
    type_text("2257/QĐ-UBND")
    window.show_room(SEARCH)
    assert not window.close()
    assert window.navigation.room == INCOMING, "the form in question is shown"
    assert window.close()


# ── syncing ──────────────────────────────────────────────────────────────────


def test_f5_syncs_now_and_the_banner_says_that_there_is_no_network(
    window: MainWindow, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một"}))
    assert window.banner.isHidden()
    with qtbot.waitSignal(session.sync.finished):
        press("F5")
    settle(session, qtbot)
    assert "Đang ngoại tuyến" in window.banner.text
    assert "3 thay đổi đang chờ" in window.banner.text
    assert window.indicator.text() == "Ngoại tuyến"
    assert window.indicator.note == "3 thay đổi chờ gửi"


def test_the_banner_goes_when_the_server_has_answered(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    office.events.announce(SyncStateChanged("offline", "offline"))
    qtbot.waitUntil(lambda: window.banner.isVisible())
    office.events.announce(SyncStateChanged("connecting"))
    office.events.announce(SyncStateChanged("offline", "offline"))
    qtbot.waitUntil(lambda: window.indicator.text() == "Ngoại tuyến")
    assert window.banner.isVisible(), "trying again does not make it blink"
    office.events.announce(SyncStateChanged("syncing"))
    qtbot.waitUntil(lambda: window.banner.isHidden())


def test_a_stop_that_a_person_must_look_at_is_said_in_words(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    office.events.announce(SyncStateChanged("stopped", "device_revoked"))
    qtbot.waitUntil(lambda: "thu hồi quyền" in window.banner.text)
    assert window.indicator.text() == "Đồng bộ đã dừng"


def test_the_banner_tries_again(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.sync.finished):
        press("F5")
    settle(session, qtbot)
    with qtbot.waitSignal(session.sync.finished):
        window.banner.action_triggered.emit()


# ── being alive ──────────────────────────────────────────────────────────────


class SlowCommand:
    """A registration that waits on the disk until it is let go."""

    action = "register_incoming"
    files: tuple[NewFile, ...] = ()

    def __init__(self, go: threading.Event) -> None:
        self._go = go
        self._inner = RegisterIncoming({"subject": "Chậm"})

    def check(self) -> None:
        self._go.wait(10)

    def plan(self, context: Context) -> Plan:
        return self._inner.plan(context)


def test_the_window_lives_while_a_command_is_slow(
    window: MainWindow, session: Session, office: Office, qtbot: QtBot
) -> None:
    go, beats, done = threading.Event(), [], []
    pulse = QTimer(window)
    pulse.timeout.connect(lambda: beats.append(1))
    pulse.start(1)
    session.run(window, SlowCommand(go), done.append)
    qtbot.waitUntil(lambda: len(beats) > 50)
    press("Ctrl+4")
    assert window.navigation.room == SEARCH
    assert done == []
    go.set()
    settle(session, qtbot)
    with office.read() as connection:
        assert len(rows(connection, Listing("incoming_document"))) == 1


def test_what_is_registered_can_be_found_at_once(
    window: MainWindow, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một"}))
    qtbot.waitUntil(lambda: office.status().not_indexed == 0)


def test_a_fault_of_the_machine_is_told_in_words(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    def full(_connection: Any) -> None:
        raise EnvironmentFault("disk_full")

    session.query(window, full, print)
    qtbot.waitUntil(lambda: "Đĩa đầy" in window.toast.text)


# ── what it remembers ────────────────────────────────────────────────────────


def test_room_and_columns_are_as_they_were_left(
    session: Session, window: MainWindow, qtbot: QtBot
) -> None:
    room = window.rooms[INCOMING]
    assert isinstance(room, IncomingRoom)
    room.register.table.setColumnWidth(2, 321)
    window.show_room("outgoing")
    window.close()
    again = MainWindow(session, light_theme())
    assert again.navigation.room == "outgoing"
    incoming = again.rooms[INCOMING]
    assert isinstance(incoming, IncomingRoom)
    assert incoming.register.table.columnWidth(2) == 321
    again.deleteLater()


def test_nothing_of_a_document_is_remembered_in_the_clear(
    session: Session, window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Chuyện thầm kín", "organ_name": "Cơ quan lạ"}))
    settle(session, qtbot)
    window.close()
    session.memory.save()
    kept = (office.store.folder / "window.ini").read_text(encoding="utf-8")
    assert "thầm" not in kept
    assert "lạ" not in kept


def test_the_theme_is_chosen_in_the_menu_and_remembered(
    window: MainWindow, session: Session
) -> None:
    [dark] = [action for action in window.menu.theme_actions() if action.data() == "dark"]
    dark.trigger()
    assert session.memory.get("window/theme") == "dark"


def test_the_pane_is_hidden_and_shown_by_its_key(
    window: MainWindow, session: Session, office: Office, qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một"}))
    settle(session, qtbot)
    room = window.room
    assert isinstance(room, IncomingRoom)
    assert room.pane.isVisible()
    press("F9")
    assert room.pane.isHidden()
    press("F9")
    assert room.pane.isVisible()


# ── the first day ────────────────────────────────────────────────────────────


def test_a_book_is_opened_with_its_last_number_on_paper(tmp_path: Path, qtbot: QtBot) -> None:
    office = new_office(tmp_path / "new")
    with session_of(office) as session, main_window(session, qtbot, QSize(1366, 768)) as window:
        room = window.room
        assert isinstance(room, IncomingRoom)
        assert "chưa mở" in room.register.empty.accessibleName()
        window.acts.start_register.trigger()
        dialog = window.findChild(StartRegisterDialog)
        settle(session, qtbot)
        qtbot.waitUntil(dialog.isActiveWindow)
        type_text("1245")
        press("Ctrl+Return")
        settle(session, qtbot)
        assert "1246" in window.toast.text
        made = office.run(RegisterIncoming({"subject": "Một"}))
        assert made.values["arrival_number"] == 1246


def test_a_book_that_was_opened_elsewhere_is_noticed(tmp_path: Path, qtbot: QtBot) -> None:
    office = new_office(tmp_path / "new")
    with session_of(office) as session, main_window(session, qtbot) as window:
        room = window.room
        assert isinstance(room, IncomingRoom)
        assert "chưa mở" in room.register.empty.accessibleName()
        office.run(StartRegister("den", 12, BOOK_DAY, "Quyển 1"))
        settle(session, qtbot)
        assert room.register.empty.accessibleName() == "Sổ văn bản đến còn trống"


def test_a_person_without_the_role_is_offered_nothing_that_is_refused(
    tmp_path: Path, qtbot: QtBot
) -> None:
    office = new_office(tmp_path / "other", roles=(Role.SPECIALIST,))
    with session_of(office) as session, main_window(session, qtbot) as window:
        room = window.room
        assert isinstance(room, IncomingRoom)
        assert not room.acts.register.isEnabled()
        assert not window.acts.start_register.isEnabled()

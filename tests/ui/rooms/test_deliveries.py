"""What reached the office through the network: shown, accepted, returned."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from common.ids import derived_id
from desktop.commands.recalls import AnswerRecall
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store.view import Row
from desktop.ui.rooms.deliveries import DeliveriesRoom, facts
from desktop.ui.rooms.deliveries.accept import AcceptDialog
from desktop.ui.rooms.deliveries.facts import DeliveryLoaded
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.record_words import badges_of
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.windows.main_window import DELIVERIES, INCOMING, MainWindow
from tests.helpers.deliveries import DELIVERED_AT_MS, delivery, lay_deliveries
from tests.helpers.keyboard import press, type_text
from tests.helpers.sessions import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def room(office: Office, window: MainWindow, session: Session, qtbot: QtBot) -> DeliveriesRoom:
    """With an ordinary delivery and one that is Hỏa tốc, opened by its key."""
    lay_deliveries(office, delivery("nghỉ lễ"), delivery("bão số 5", urgency=3))
    press("Ctrl+3")
    settle(session, qtbot)
    found = window.rooms[DELIVERIES]
    assert isinstance(found, DeliveriesRoom)
    return found


def arrivals(office: Office) -> list[Row]:
    with office.read() as connection:
        return rows(connection, Listing("incoming_document"))


def test_express_comes_first_and_the_room_counts_what_waits(
    room: DeliveriesRoom, window: MainWindow
) -> None:
    subjects = [
        listed.row.values["subject"]
        for line in range(room.register.model.rowCount())
        if (listed := room.register.model.listed_at(line))
    ]
    assert subjects == ["Về việc bão số 5", "Về việc nghỉ lễ"]
    assert window.waiting.waiting == 2


def test_a_file_that_has_not_come_says_so_and_is_not_opened(
    room: DeliveriesRoom, window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    assert "trên đường về" in room.pane.trouble
    room.pane.files.open_requested.emit(room.pane.files.current_key)
    settle(session, qtbot)
    assert "bão số 5.pdf" in window.toast.text


def test_accepting_shows_the_number_and_registers_the_arrival(
    room: DeliveriesRoom, session: Session, office: Office, window: MainWindow, qtbot: QtBot
) -> None:
    press("Ctrl+T")
    dialog = room.findChild(AcceptDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    settle(session, qtbot)
    assert dialog.card.number == "1246"
    type_text("Phòng Quản lý ngân sách")
    press("Tab")
    type_text("30/9")
    press("Ctrl+Return")
    settle(session, qtbot)
    [made] = arrivals(office)
    stated = ("arrival_number", "to_places", "due_date", "form")
    assert [made.values[name] for name in stated] == [
        1246,
        "Phòng Quản lý ngân sách",
        "2026-09-30",
        "electronic",
    ]
    assert "1246" in window.toast.text
    assert room.register.model.rowCount() == 1


def test_the_notice_leads_to_the_arrival(
    room: DeliveriesRoom, session: Session, window: MainWindow, qtbot: QtBot
) -> None:
    press("Ctrl+T")
    qtbot.waitUntil(room.findChild(AcceptDialog).isActiveWindow)
    press("Ctrl+Return")
    settle(session, qtbot)
    window.toast.action_triggered.emit()
    settle(session, qtbot)
    incoming = window.room
    assert isinstance(incoming, IncomingRoom)
    assert incoming.shown is not None
    assert incoming.shown.values["subject"] == "Về việc bão số 5"


def test_an_accepted_delivery_leads_to_its_arrival(
    room: DeliveriesRoom, session: Session, office: Office, window: MainWindow, qtbot: QtBot
) -> None:
    [accepted] = lay_deliveries(office, delivery("họp giao ban"), seq=4)
    window.show_record("delivery", accepted)
    settle(session, qtbot)
    press("Ctrl+T")
    qtbot.waitUntil(room.findChild(AcceptDialog).isActiveWindow)
    press("Ctrl+Return")
    settle(session, qtbot)
    window.show_record("delivery", accepted)
    settle(session, qtbot)
    assert room.show_arrival.isEnabled()
    room.show_arrival.trigger()
    settle(session, qtbot)
    shown = window.rooms[INCOMING]
    assert isinstance(shown, IncomingRoom)
    assert shown.shown is not None
    assert shown.shown.row.id == derived_id("incoming_document", accepted)


def test_returning_asks_why_and_leaves_the_list(
    room: DeliveriesRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    press("Ctrl+R")
    dialog = room.findChild(AskReason)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text("Gửi nhầm cơ quan")
    press("Ctrl+Return")
    settle(session, qtbot)
    with office.read() as connection:
        [returned] = rows(connection, Listing("delivery", {"state": "tu_choi"}))
    assert returned.values["return_reason"] == "Gửi nhầm cơ quan"
    assert arrivals(office) == []
    assert room.register.model.rowCount() == 1


def test_a_delivery_that_comes_while_the_room_is_open_appears(
    room: DeliveriesRoom, session: Session, office: Office, window: MainWindow, qtbot: QtBot
) -> None:
    lay_deliveries(office, delivery("họp giao ban"), seq=4)
    settle(session, qtbot)
    assert room.register.model.rowCount() == 3
    assert window.waiting.waiting == 3


def test_a_delivery_that_its_sender_asks_back_says_why_and_one_that_was_cancelled_too(
    room: DeliveriesRoom, session: Session, office: Office, qtbot: QtBot
) -> None:
    asked = {"recall_asked_at": DELIVERED_AT_MS, "recall_reason": "Ban hành nhầm"}
    (record_id,) = lay_deliveries(office, delivery("họp giao ban", **asked), seq=4)
    office.run(AnswerRecall(record_id, agree=True))
    room.show_record(record_id)
    settle(session, qtbot)
    assert room.shown is not None
    assert badges_of(room.shown)[0].text == "Đã hủy do thu hồi"
    assert ("Lý do thu hồi", "Ban hành nhầm") in facts.facts(DeliveryLoaded(room.shown, None))

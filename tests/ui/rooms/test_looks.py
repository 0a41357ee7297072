"""No word is cut off, no control is without a name or a key: every screen, small and enlarged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from common.changes.record import Values
from common.clock import to_millis
from common.protocol.messages import Cursor
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store import layers
from desktop.ui.rooms.deliveries import DeliveriesRoom
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.outgoing import OutgoingRoom
from desktop.ui.rooms.search import SearchRoom
from desktop.ui.rooms.sync import SyncRoom
from desktop.ui.screenshots.sample_troubles import People, troubles
from desktop.ui.session import Session
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.scroll_pane import ScrollPane
from desktop.ui.windows.main_window import (
    DELIVERIES,
    INCOMING,
    OUTGOING,
    SEARCH,
    SYNC,
    MainWindow,
)
from tests.helpers.arrivals import lay_arrivals
from tests.helpers.deliveries import delivery, lay_deliveries
from tests.helpers.offices import rows_of
from tests.helpers.sessions import main_window, session_of, settle, started_office
from tests.ui.looks import cut_off, unreachable

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SMALL = QSize(1366, 768)
ENLARGED = QSize(1092, 614)
"""The same screen at 125 %."""
LARGE = QSize(1920, 1080)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Long names, every state, files, recipients."""
    folder = tmp_path_factory.mktemp("looks")
    made = started_office(folder / "store")
    lay_arrivals(made, 60)
    scan = folder / "Phụ lục kèm theo Quyết định số 2257.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    fields: Values = {
        "subject": "Về việc tăng cường phòng, chống dịch bệnh trên đàn gia súc dịp cuối năm",
        "organ_name": "Sở Lao động - Thương binh và Xã hội",
        "urgency": 3,
        "due_date": "2026-09-30",
        "full_name": "Nguyễn Hữu Phước",
        "position": "Phó Chủ tịch Ủy ban nhân dân tỉnh",
    }
    made.run(RegisterIncoming(fields, (NewFile(scan, scan.name),)))
    issued = made.run(CreateOutgoing({"type_code": "quyet_dinh", "subject": "Ban hành Quy chế"}))
    made.run(IssueOutgoing(issued.id))
    made.run(SendOutgoing(issued.id, ("vpubnd", "namsach")))
    made.run(CreateOutgoing({"type_code": "cong_van", "unit": "NS", "subject": "Đôn đốc"}))
    lay_deliveries(made, delivery("nghỉ lễ"), delivery("bão số 5", urgency=3))
    lay_troubles(made)
    return made


def lay_troubles(made: Office) -> None:
    """Conflicts and cases of every kind that the pictures show."""
    with made.read() as connection:
        arrivals = [row.record for row in rows(connection, Listing("incoming_document"))]
    people = People("stc", made.who.user_id, made.who.device, to_millis(made.clock.now()))
    records = rows_of(troubles(people, arrivals), 5)
    with made.store.write() as connection:
        cursor = Cursor("a" * 32, 9, bytes([9]) * 32)
        layers.promote(connection, made.who.office_scope, records, cursor)


@pytest.fixture(scope="module")
def session(office: Office) -> Iterator[Session]:
    with session_of(office) as made:
        yield made


@pytest.fixture(params=[SMALL, ENLARGED, LARGE], ids=["1366", "125%", "1920"])
def window(request: pytest.FixtureRequest, session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    session.memory.set("window/room", INCOMING)
    with main_window(session, qtbot, request.param) as made:
        yield made


def incoming(window: MainWindow) -> None:
    window.show_room(INCOMING)


def registering(window: MainWindow) -> None:
    window.show_room(INCOMING)
    room = window.room
    assert isinstance(room, IncomingRoom)
    room.register_new()
    room.form.form.check()


def outgoing(window: MainWindow) -> None:
    window.show_room(OUTGOING)


def preparing(window: MainWindow) -> None:
    window.show_room(OUTGOING)
    room = window.room
    assert isinstance(room, OutgoingRoom)
    room.prepare_new()


def issuing(window: MainWindow) -> None:
    window.show_room(OUTGOING)
    room = window.room
    assert isinstance(room, OutgoingRoom)
    QApplication.processEvents()
    room.issue_current()


def sending(window: MainWindow) -> None:
    window.show_room(OUTGOING)
    room = window.room
    assert isinstance(room, OutgoingRoom)
    room.send_current()


def deliveries(window: MainWindow) -> None:
    window.show_room(DELIVERIES)


def returning(window: MainWindow) -> None:
    window.show_room(DELIVERIES)
    room = window.room
    assert isinstance(room, DeliveriesRoom)
    room.return_current()


def searching(window: MainWindow) -> None:
    window.show_room(SEARCH)
    room = window.room
    assert isinstance(room, SearchRoom)
    room.look_for("báo cáo")


def syncing(window: MainWindow) -> None:
    window.show_room(SYNC)


def settling(window: MainWindow) -> None:
    matter(window, 0)


def settling_whole(window: MainWindow) -> None:
    matter(window, 2)


def set_aside(window: MainWindow) -> None:
    matter(window, 3)


def matter(window: MainWindow, place: int) -> None:
    """One of what waits, its missing answers said."""
    window.show_room(SYNC)
    room = window.room
    assert isinstance(room, SyncRoom)
    keys = [row for row in range(room.model.rowCount()) if room.model.key_at(row)]
    room.list.setCurrentIndex(room.model.index(keys[place], 0))
    room.settle_current()


def syncing_offline(window: MainWindow) -> None:
    window.show_room(SYNC)
    window.session.sync.sync_now()


def offline(window: MainWindow) -> None:
    window.session.sync.sync_now()


SCREENS: list[Callable[[MainWindow], None]] = [
    incoming,
    registering,
    outgoing,
    preparing,
    issuing,
    sending,
    deliveries,
    returning,
    searching,
    settling,
    settling_whole,
    set_aside,
    syncing_offline,
    offline,
]


BEFORE: dict[Callable[[MainWindow], None], Callable[[MainWindow], None]] = {
    issuing: outgoing,
    returning: deliveries,
    settling: syncing,
    settling_whole: syncing,
    set_aside: syncing,
}
"""What has to be read and shown before the screen can be brought about."""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_nothing_is_cut_off_and_everything_has_a_name_and_a_key(
    screen: Callable[[MainWindow], None], window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    if screen in BEFORE:
        BEFORE[screen](window)
        settle(session, qtbot)
    screen(window)
    settle(session, qtbot)
    roots: list[QWidget] = [window]
    roots += [one for one in window.findChildren(Dialog) if one.isVisible()]
    assert [text for root in roots for text in cut_off(root)] == []
    assert [text for root in roots for text in unreachable(root)] == []
    assert [pane for pane in window.findChildren(ScrollPane) if too_wide(pane)] == []


def too_wide(pane: ScrollPane) -> bool:
    """Whether what stands in the pane reaches beyond its right edge, where nobody can scroll."""
    return pane.isVisible() and pane.widget().width() > pane.viewport().width()


def test_tab_goes_through_the_form_in_the_order_of_the_paper(
    session: Session, qtbot: QtBot
) -> None:
    with main_window(session, qtbot) as window:
        registering(window)
        settle(session, qtbot)
        room = window.room
        assert isinstance(room, IncomingRoom)
        form = room.form.form
        names = {form.editor(name).widget: name for name, _row in form}
        form.editor("arrival_date").widget.setFocus()
        visited = []
        for _ in range(len(names)):
            focus = QApplication.focusWidget()
            visited.append(names.get(focus, "") if focus else "")
            window.focusNextChild()
        assert visited == list(names.values())

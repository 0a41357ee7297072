"""What is the matter with a record is said in words, in the table and in the pane."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from common.changes.merge import Fate
from common.changes.record import Record
from common.ids import derived_id
from common.protocol.messages import Cursor
from desktop.commands.incoming import RegisterIncoming
from desktop.events import Changed
from desktop.office import Office
from desktop.store import layers, pending
from desktop.sync.state import SyncReport
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.session import Session
from desktop.ui.widgets.badge import BADGE_ROLE
from desktop.ui.windows.main_window import INCOMING, MainWindow
from tests.helpers.offices import rows_of
from tests.helpers.sessions import settle


@pytest.fixture
def room(office: Office, window: MainWindow, session: Session, qtbot: QtBot) -> IncomingRoom:
    """With one arrival, which waits to be sent."""
    office.run(RegisterIncoming({"subject": "Một", "organ_name": "Sở Nội vụ"}))
    settle(session, qtbot)
    found = window.rooms[INCOMING]
    assert isinstance(found, IncomingRoom)
    return found


def judge(
    office: Office, session: Session, qtbot: QtBot, fate: Fate, code: str = "", **params: str
) -> None:
    """The server has said what became of the last changeset."""
    with office.store.write() as connection:
        end = pending.chain_end(connection, office.who.office_scope, office.who.device)
        scope = office.who.office_scope
        pending.set_fate(connection, scope, end.seq, fate, code=code, params=params)
    session.sync.finished.emit(SyncReport(pushed=1))
    settle(session, qtbot)


def state_cell(room: IncomingRoom) -> str:
    model = room.register.model
    look = model.index(0, model.columnCount() - 1).data(BADGE_ROLE)
    return look.text if look else ""


def test_work_that_was_not_taken_says_why_and_that_it_is_kept(
    room: IncomingRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    judge(office, session, qtbot, Fate.QUARANTINED, "lease_not_held")
    assert state_cell(room) == "Chờ quản trị xem"
    assert "giữ nguyên" in room.pane.trouble
    assert "không giữ sổ" in room.pane.trouble


def test_held_work_says_what_it_waits_for(
    room: IncomingRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    judge(office, session, qtbot, Fate.HELD)
    assert state_cell(room) == "Chờ việc trước"
    assert "chờ một việc trước" in room.pane.trouble


def test_parked_work_says_that_both_sides_are_kept(
    room: IncomingRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    judge(office, session, qtbot, Fate.PARKED)
    assert state_cell(room) == "Có xung đột"
    assert "đều được giữ" in room.pane.trouble


def test_a_conflict_shows_both_values_and_which_one_stands(
    room: IncomingRoom, office: Office, session: Session, window: MainWindow, qtbot: QtBot
) -> None:
    assert room.shown is not None
    record_id = room.shown.row.id
    conflict = Record(
        "conflict",
        derived_id("conflict", record_id),
        {
            "kind": "field_clash",
            "entity": "incoming_document",
            "record_id": record_id,
            "field": "due_date",
            "candidates": [{"value": "2026-09-30"}, {"value": "2026-10-08"}],
            "opened_at": 1,
            "state": "open",
        },
        {"*": "0.9"},
    )
    with office.store.write() as connection:
        cursor = Cursor("a" * 32, 9, bytes([9]) * 32)
        rows = rows_of([conflict], 9)
        keys = layers.promote(connection, office.who.office_scope, rows, cursor)
    office.events.announce(Changed(tuple(keys), "sync"))
    settle(session, qtbot)
    assert "Hạn giải quyết: «30/09/2026» (đang dùng) · «08/10/2026»" in room.pane.trouble
    assert state_cell(room) == "Có xung đột"
    assert "1 xung đột" in window.indicator.toolTip()


def test_what_is_settled_has_nothing_the_matter(
    room: IncomingRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    judge(office, session, qtbot, Fate.APPLIED)
    assert state_cell(room) == "Đã đăng ký"
    assert room.pane.trouble == ""


def test_what_was_erased_by_order_says_so_by_its_order(
    room: IncomingRoom, office: Office, session: Session, qtbot: QtBot
) -> None:
    assert room.shown is not None
    record_id, order = room.shown.row.id, "12/QĐ-UBND ngày 14/09/2026"
    redaction = Record(
        "redaction",
        derived_id("redaction", record_id),
        {
            "order_ref": order,
            "reason": "Nhập nhầm",
            "ordered_at": 1,
            "targets": [["incoming_document", record_id, ["subject"], ["subject"]]],
        },
        {"*": "0.9"},
    )
    with office.store.write() as connection:
        cursor = Cursor("a" * 32, 9, bytes([9]) * 32)
        rows = rows_of([redaction], 9)
        keys = layers.promote(connection, office.who.office_scope, rows, cursor)
    office.events.announce(Changed(tuple(keys), "sync"))
    settle(session, qtbot)
    assert f"đã bị xóa theo lệnh {order}" in room.pane.trouble

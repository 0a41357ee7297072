"""Đồng bộ tells what waits and why there is no connection, in a clerk's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.attachments import AttachFiles
from desktop.commands.incoming import EditIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.runner import NewFile
from desktop.events import SyncStateChanged
from desktop.queries.transfers import OnTheWay, files_on_the_way
from desktop.store import files
from desktop.ui.models.search_results import HIT_ROLE
from desktop.ui.windows.main_window import INCOMING
from tests.helpers.desks import Desk
from tests.helpers.keyboard import press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


# ── own work by fate ─────────────────────────────────────────────────────────


def test_work_that_waits_to_be_sent_is_listed_until_it_is_sent(desk: Desk) -> None:
    desk.open_room()
    assert desk.titles() == []
    assert desk.room.empty.isVisible()
    desk.mine.run(EditIncoming(desk.arrival, {"subject": "mới"}))
    desk.rest()
    assert desk.titles() == ["Chờ gửi (1)", "Sửa văn bản đến"]
    assert "Tự gửi khi có kết nối" in desk.room.matter.told
    press("Ctrl+O")
    desk.rest()
    assert desk.window.navigation.room == INCOMING
    press("Ctrl+5")
    with desk.qtbot.waitSignal(desk.session.sync.finished):
        press("F5")
    desk.rest()
    assert desk.titles() == []


def test_work_on_what_belongs_to_a_document_names_the_document(desk: Desk) -> None:
    made = desk.mine.run(CreateOutgoing({"type_name": "Quyết định", "subject": "Quy chế"}))
    desk.mine.run(IssueOutgoing(made.id))
    desk.mine.run(SendOutgoing(made.id, ("vpubnd",)))
    desk.open_room()
    hits = [desk.room.model.index(row, 0).data(HIT_ROLE) for row in (1, 2, 3)]
    assert {hit.note.partition("/")[0] for hit in hits} == {"Văn bản đi 101"}


def test_a_file_on_its_way_is_listed_by_name_and_size(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "Quy chế.pdf"
    scan.write_bytes(b"%PDF-1.7 " + b"x" * 2048)
    desk.mine.run(AttachFiles("incoming_document", desk.arrival, (NewFile(scan, scan.name),)))
    desk.open_room()
    at = desk.titles().index("Tệp đang chuyển (1)") + 1
    hit = desk.room.model.index(at, 0).data(HIT_ROLE)
    assert (hit.title, hit.note, hit.state.text) == ("Quy chế.pdf", "2 KB", "chờ gửi")
    assert "1 tệp chờ gửi" in desk.room.engine.told
    desk.together()
    assert desk.titles() == []


def test_files_that_move_show_how_far_they_are(desk: Desk, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(name.encode() * 100)
        file = NewFile(tmp_path / name, name)
        desk.mine.run(AttachFiles("incoming_document", desk.arrival, (file,)))
    desk.open_room()
    desk.mine.events.announce(SyncStateChanged("files"))
    desk.rest()
    bar = desk.room.engine.progress
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 0, 2)
    [first, _second] = [row.sha256 for row in on_the_way(desk)]
    with desk.mine.store.write() as connection:
        files.mark_at_server(connection, desk.mine.who.office_scope, first)
    desk.qtbot.waitUntil(lambda: bar.value() == 1)
    desk.mine.events.announce(SyncStateChanged("idle"))
    desk.qtbot.waitUntil(bar.isHidden)


def on_the_way(desk: Desk) -> list[OnTheWay]:
    with desk.mine.read() as connection:
        return files_on_the_way(connection, 10)


def test_what_was_not_used_stays_listed_with_its_reason(desk: Desk) -> None:
    desk.other.run(RemoveIncoming(desk.arrival, "Nhập nhầm"))
    desk.other.sync()
    desk.mine.run(EditIncoming(desk.arrival, {"subject": "hai"}))
    desk.together()
    [dispute] = desk.disputes(desk.other)
    desk.other.run(desk.settled_as(dispute, "first", "Vẫn là nhập nhầm"))
    desk.together()
    desk.open_room()
    assert desk.titles() == [
        "Không dùng trong 90 ngày qua (1)",
        "Sửa văn bản đến  ·  Văn bản đến số 101",
    ]
    assert "Vẫn là nhập nhầm" in desk.room.matter.told


# ── why there is no connection ───────────────────────────────────────────────


def test_a_server_that_does_not_answer_is_told_apart_from_the_cable(desk: Desk) -> None:
    desk.open_room()
    desk.world.cables["a"].pulled = True
    with desk.qtbot.waitSignal(desk.session.sync.finished):
        press("F5")
    desk.rest()
    told = desk.room.engine.told
    assert told.startswith("Ngoại tuyến")
    assert "có mạng nhưng máy chủ" in told
    assert desk.room.engine.checked[:3] == [
        ("Mạng của máy này", "success"),
        ("Tên máy chủ (DNS)", "success"),
        ("Máy chủ", "danger"),
    ]
    assert desk.window.banner.isHidden(), "the room itself says it"
    desk.world.cables["a"].pulled = False
    with desk.qtbot.waitSignal(desk.session.sync.finished):
        press("F5")
    desk.rest()
    assert desk.room.engine.told.startswith("Đã đồng bộ")
    assert desk.room.engine.checked == []


def test_a_revoked_pc_is_told_what_to_do(desk: Desk) -> None:
    desk.open_room()
    desk.mine.events.announce(SyncStateChanged("stopped", "device_revoked"))
    desk.rest()
    assert "báo quản trị" in desk.room.engine.told
    assert desk.room.engine.checked[-1] == ("Máy và tài khoản", "danger")


def test_a_clock_set_back_is_found_behind_a_bad_certificate(desk: Desk) -> None:
    desk.open_room()
    desk.world.clock.forward(days=-400)
    desk.mine.events.announce(SyncStateChanged("offline", "certificate_invalid"))
    desk.rest()
    assert "chậm 400 ngày" in desk.room.engine.told
    assert ("Đồng hồ", "danger") in desk.room.engine.checked

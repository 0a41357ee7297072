"""The scenes: how each screen is brought about, by what its own widgets can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from common.changes.record import Values
from common.rules.workflow import DRAFT, ISSUED
from desktop.identity.enrolment import Enrolled, EnrolmentWish
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store.connection import Connection
from desktop.ui.rooms.deliveries import DeliveriesRoom
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.outgoing import OutgoingRoom
from desktop.ui.rooms.outgoing.send import SendDialog
from desktop.ui.rooms.search import SearchRoom
from desktop.ui.rooms.sync import SyncRoom
from desktop.ui.session import Session
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.windows.enrolment import EnrolmentWindow
from desktop.ui.windows.login import LoginWindow
from desktop.ui.windows.main_window import (
    DELIVERIES,
    INCOMING,
    OUTGOING,
    SEARCH,
    SYNC,
    MainWindow,
)

RECOVERY_KEY = "7K3QD-XM9TC-0V5RA-HE2WN-4GZPB-Y8J1S-6F2KQ-T3M9V"
"""Invented; opens nothing."""


@dataclass(frozen=True)
class Set:
    """What a scene plays with; ``settle`` waits until all that was asked for is shown."""

    window: MainWindow
    session: Session
    settle: Callable[[], None]


@dataclass(frozen=True)
class Shown:
    """The window to be drawn, and what lies over it."""

    window: QWidget
    over: list[QWidget] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """One screen. ``also`` are the takes besides the small light one."""

    name: str
    play: Callable[[Set], Shown | None]
    """Brings it about; ``None`` where this office has nothing to show of it."""
    also: tuple[str, ...] = ()
    last: bool = False
    """What it does cannot be undone: no other scene is drawn after it."""


# ── before the office is open ────────────────────────────────────────────────


def _login(scene: Set) -> Shown:
    who = scene.session.office.who.login
    return Shown(LoginWindow([who], who, _never_opened, scene.session.tasks))


def _never_opened(login: str, password: str) -> Office:
    raise NotImplementedError


def _never_enrolled(wish: EnrolmentWish) -> Enrolled:
    raise NotImplementedError


def _enrolment(scene: Set) -> Shown:
    window = EnrolmentWindow(_never_enrolled, scene.session.tasks)
    window.server.setText("https://vanthu.tinh.gov.vn:8443")
    window.code.setText("4T7KM-9QX2C-H0VWB-3RZ8N")
    window.full_name.setText("Phạm Thị Hoa")
    window.login.setText(scene.session.office.who.login)
    window.device.setText("Máy văn thư")
    return Shown(window)


def _recovery(scene: Set) -> Shown:
    window = EnrolmentWindow(_never_enrolled, scene.session.tasks)
    window.show_recovery(RECOVERY_KEY, scene.session.office_name, "Máy văn thư")
    return Shown(window)


# ── rooms ────────────────────────────────────────────────────────────────────


def _incoming(scene: Set) -> Shown:
    scene.window.show_room(INCOMING)
    return Shown(scene.window)


def _incoming_room(scene: Set) -> IncomingRoom:
    scene.window.show_room(INCOMING)
    room = scene.window.room
    assert isinstance(room, IncomingRoom)
    return room


def _registering(scene: Set) -> Shown:
    room = _incoming_room(scene)
    room.register_new()
    scene.settle()
    form = room.form.form
    for name, value in _HALF_TYPED.items():
        form.editor(name).set_value(value)
    date_line = form.editor("issued_date").widget
    assert isinstance(date_line, QLineEdit)
    date_line.setText("31/9/2026")
    form.check()
    return Shown(scene.window)


_HALF_TYPED: Values = {
    "arrival_date": "2026-09-14",
    "code": "2257/QĐ-UBND",
    "organ_name": "Ủy ban nhân dân tỉnh",
    "type_name": "Quyết định",
    "full_name": "Nguyễn Hữu Phước",
    "position": "Phó Chủ tịch",
    "urgency": 1,
}


def _completing(scene: Set) -> Shown:
    room = _incoming_room(scene)
    room.register_new()
    scene.settle()
    editor = room.form.form.editor("organ_name")
    line = editor.widget
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.setText("uy ban huyen")
    line.textEdited.emit(line.text())
    scene.settle()
    popup = QApplication.activePopupWidget()
    return Shown(scene.window, [popup] if popup else [])


def _outgoing(scene: Set) -> Shown:
    room = _outgoing_at(scene, ISSUED)
    return Shown(scene.window) if room else _shown_room(scene, OUTGOING)


def _shown_room(scene: Set, key: str) -> Shown:
    scene.window.show_room(key)
    return Shown(scene.window)


def _outgoing_at(scene: Set, state: str) -> OutgoingRoom | None:
    """The room with a document of that state current: one that was sent, where there is one."""
    scene.window.show_room(OUTGOING)
    room = scene.window.room
    assert isinstance(room, OutgoingRoom)

    def find(connection: Connection) -> list[str]:
        found = rows(connection, Listing(room.entity, {"state": state}), limit=20)
        sent = {row.values.get("document_id") for row in rows(connection, Listing("dispatch"))}
        return [row.id for row in sorted(found, key=lambda row: row.id not in sent)]

    with scene.session.office.read() as connection:
        ids = find(connection)
    if not ids:
        return None
    room.show_record(ids[0])
    scene.settle()
    return room


def _preparing(scene: Set) -> Shown:
    scene.window.show_room(OUTGOING)
    room = scene.window.room
    assert isinstance(room, OutgoingRoom)
    room.prepare_new()
    scene.settle()
    for name, value in (
        ("type_code", "cong_van"),
        ("unit", "NS"),
        ("subject", "Về việc đôn đốc báo cáo công khai ngân sách quý III"),
        ("full_name", "Nguyễn Văn Minh"),
        ("position", "Giám đốc"),
    ):
        room.form.form.editor(name).set_value(value)
    return Shown(scene.window)


def _issuing(scene: Set) -> Shown | None:
    room = _outgoing_at(scene, DRAFT)
    if room is None:
        return None
    room.issue_current()
    return _with_dialog(scene, room)


def _sending(scene: Set) -> Shown | None:
    room = _outgoing_at(scene, ISSUED)
    if room is None:
        return None
    room.send_current()
    scene.settle()
    for dialog in room.findChildren(SendDialog):
        for row in (1, 4):
            dialog.choices.toggle(dialog.choices.index(row, 0))
    return _with_dialog(scene, room)


def _with_dialog(scene: Set, room: QWidget) -> Shown:
    scene.settle()
    return Shown(scene.window, [one for one in room.findChildren(Dialog) if one.isVisible()])


def _deliveries(scene: Set) -> Shown:
    return _shown_room(scene, DELIVERIES)


def _accepting(scene: Set) -> Shown | None:
    scene.window.show_room(DELIVERIES)
    scene.settle()
    room = scene.window.room
    assert isinstance(room, DeliveriesRoom)
    if room.shown is None:
        return None
    room.accept_current()
    return _with_dialog(scene, room)


def _searching(scene: Set) -> Shown:
    scene.window.show_room(SEARCH)
    room = scene.window.room
    assert isinstance(room, SearchRoom)
    room.box.setText("báo cáo")
    room.look_for("báo cáo")
    return Shown(scene.window)


def _sync_room(scene: Set, line: int) -> SyncRoom:
    scene.window.show_room(SYNC)
    scene.settle()
    room = scene.window.room
    assert isinstance(room, SyncRoom)
    rows = [row for row in range(room.model.rowCount()) if room.model.key_at(row)]
    if rows:
        room.list.setCurrentIndex(room.model.index(rows[min(line, len(rows) - 1)], 0))
    scene.settle()
    return room


def _settling(scene: Set) -> Shown:
    room = _sync_room(scene, 0)
    room.settling.focus_first()
    return Shown(scene.window)


def _settling_whole(scene: Set) -> Shown:
    _sync_room(scene, 2)
    return Shown(scene.window)


def _set_aside(scene: Set) -> Shown:
    _sync_room(scene, 3)
    return Shown(scene.window)


def _sync_offline(scene: Set) -> Shown:
    scene.session.sync.sync_now()
    scene.settle()
    _sync_room(scene, 1)
    return Shown(scene.window)


def _offline(scene: Set) -> Shown:
    scene.window.show_room(INCOMING)
    scene.session.sync.sync_now()
    scene.settle()
    return Shown(scene.window)


GATES = (
    Scene("login", _login),
    Scene("enrolment", _enrolment),
    Scene("recovery-key", _recovery),
)
MAIN = (
    Scene("incoming", _incoming, ("-1920", "-dark")),
    Scene("registering", _registering, ("-1920",)),
    Scene("completing", _completing),
    Scene("outgoing", _outgoing),
    Scene("preparing", _preparing),
    Scene("issuing", _issuing),
    Scene("sending", _sending, ("-dark",)),
    Scene("deliveries", _deliveries),
    Scene("accepting", _accepting),
    Scene("searching", _searching),
    Scene("settling", _settling, ("-1920", "-dark")),
    Scene("settling-whole", _settling_whole),
    Scene("set-aside", _set_aside),
    Scene("offline", _offline, last=True),
    Scene("sync-offline", _sync_offline, last=True),
)
ON_FIRST_DAY = (Scene("first-day", _incoming),)

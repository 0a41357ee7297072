"""The main window: rooms at the left, the current one beside them, syncing always in sight.

It holds the rooms together and knows what none of them does: where another record is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from common.changes.record import Key
from common.errors import VanThuError
from common.text.messages import _
from desktop.commands.runner import Outcome
from desktop.office import Person
from desktop.ui import words
from desktop.ui.rooms.deliveries import DeliveriesRoom
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.rooms.outgoing import OutgoingRoom
from desktop.ui.rooms.register_room import RegisterRoom
from desktop.ui.rooms.room import Notice, Room
from desktop.ui.rooms.search import SearchRoom
from desktop.ui.rooms.sync import SyncRoom
from desktop.ui.session import Session
from desktop.ui.style.theme import Theme
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.actions import make_action
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.labels import paragraph
from desktop.ui.widgets.side_navigation import NavItem, SideNavigation
from desktop.ui.widgets.sync_indicator import SyncIndicator
from desktop.ui.widgets.toast import Toast
from desktop.ui.windows.main_menu import MainMenu, WindowActions
from desktop.ui.windows.start_register import StartRegisterDialog
from desktop.ui.windows.sync_corner import SyncCorner
from desktop.ui.windows.waiting_count import WaitingCount

INCOMING, OUTGOING, DELIVERIES, SEARCH = "incoming", "outgoing", "deliveries", "search"
SYNC = "sync"
_GEOMETRY, _ROOM = "window/geometry", "window/room"


class MainWindow(QMainWindow):
    """One person's window on one office."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.has_place = False
        self.setWindowTitle(_("{office} · Văn Thư").format(office=session.office_name))
        self.rooms: dict[str, Room] = {
            INCOMING: IncomingRoom(session),
            OUTGOING: OutgoingRoom(session),
            DELIVERIES: DeliveriesRoom(session),
            SEARCH: SearchRoom(session),
            SYNC: SyncRoom(session),
        }
        self.navigation = SideNavigation(_room_items())
        self.banner = Banner()
        self.indicator = SyncIndicator()
        self._make_actions()
        self._lay_out()
        self.toast = Toast(self._centre)
        self._toast_target: Key | None = None
        self.syncing = SyncCorner(session, self.indicator, self.banner)
        self.menu = MainMenu(
            self.menuBar(),
            self.acts,
            self.navigation.room_actions(),
            theme,
            session.memory,
        )
        self.waiting = WaitingCount(session, self.navigation, DELIVERIES)
        self._connect()
        self._restore()

    def _make_actions(self) -> None:
        sync = self.session.sync.sync_now
        self.acts = WindowActions(
            sync=make_action(
                self, _("Đồng bộ ngay"), sync, icon="refresh", shortcuts=("F5",), everywhere=True
            ),
            start_register=make_action(self, _("Mở sổ đăng ký…"), self._start_register),
            leave=make_action(
                self, _("Thoát"), self._leave, icon="logout", shortcuts=("Ctrl+Q",), everywhere=True
            ),
            find=make_action(
                self,
                _("Tìm trong mọi văn bản"),
                self._find,
                icon="search",
                shortcuts=("Ctrl+F", "Ctrl+K"),
                everywhere=True,
            ),
            toggle_pane=make_action(
                self,
                _("Ẩn hoặc hiện khung chi tiết"),
                self._toggle_pane,
                shortcuts=("F9",),
                everywhere=True,
            ),
        )

    def _lay_out(self) -> None:
        self._office = paragraph(self.session.office_name, "subtitle")
        self._person = paragraph("", "caption")
        who = QWidget()
        column = QVBoxLayout(who)
        column.setContentsMargins(SPACE.sm, SPACE.none, SPACE.sm, SPACE.md)
        column.setSpacing(SPACE.hair)
        column.addWidget(self._office)
        column.addWidget(self._person)
        self.navigation.add_top(who)
        self.navigation.add_bottom(self.indicator)
        self._stack = QStackedWidget()
        for room in self.rooms.values():
            self._stack.addWidget(room)
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(self.banner)
        box.addWidget(self._stack, 1)
        self._centre = QWidget()
        row = QHBoxLayout(self._centre)
        row.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        row.setSpacing(SPACE.none)
        row.addWidget(self.navigation)
        row.addWidget(content, 1)
        self.setCentralWidget(self._centre)

    def _connect(self) -> None:
        self.navigation.room_selected.connect(self.show_room)
        self.toast.action_triggered.connect(self._follow_toast)
        self.session.person_changed.connect(self._show_person)
        self.session.tasks.failed.connect(self._tell_failure)
        self.session.engine.changed.connect(self._count_matters)
        self.indicator.clicked.connect(self._explain_sync)
        for room in self.rooms.values():
            room.noticed.connect(self.tell)
            room.record_wanted.connect(self.show_record)
            room.actions_changed.connect(self._show_room_actions)
        self._show_person(self.session.person)

    def _restore(self) -> None:
        kept = (self.session.memory.get(_GEOMETRY) or "").encode()
        self.has_place = bool(kept) and self.restoreGeometry(
            QByteArray.fromBase64(QByteArray(kept))
        )
        room = self.session.memory.get(_ROOM) or INCOMING
        self.show_room(room if room in self.rooms else INCOMING)

    # ── rooms ────────────────────────────────────────────────────────────────

    @property
    def room(self) -> Room:
        """The room that is shown."""
        return self.rooms[self.navigation.room]

    @Slot(str)
    def show_room(self, key: str) -> None:
        """Go to a room; what was typed in another stays there."""
        self.navigation.show_room(key)
        self._stack.setCurrentWidget(self.rooms[key])
        self.acts.toggle_pane.setEnabled(isinstance(self.rooms[key], RegisterRoom))
        self.syncing.set_quiet(key == SYNC)
        self._show_room_actions()
        self.rooms[key].enter()

    @Slot(str, str)
    def show_record(self, entity: str, record_id: str) -> None:
        """Show a record in its own room."""
        for key, room in self.rooms.items():
            if room.entity == entity and room.may_show_record():
                self.show_room(key)
                room.show_record(record_id)

    @Slot()
    def _show_room_actions(self) -> None:
        self.menu.show_room_actions(self.room.room_actions())

    @Slot()
    def _find(self) -> None:
        self.show_room(SEARCH)

    @Slot()
    def _explain_sync(self) -> None:
        self.show_room(SYNC)

    @Slot()
    def _count_matters(self) -> None:
        self.navigation.set_count(SYNC, self.session.engine.asking_a_person, "danger")

    @Slot()
    def _toggle_pane(self) -> None:
        room = self.room
        if isinstance(room, RegisterRoom):
            room.register.toggle_pane()

    @Slot()
    def _start_register(self) -> None:
        dialog = StartRegisterDialog(self.session, self)
        dialog.started.connect(self._tell_started)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _tell_started(self, outcome: Outcome) -> None:
        told = _("Đã mở sổ «{name}». Số tiếp theo là {number}.")
        last = outcome.values.get("last_number")
        number = last + 1 if isinstance(last, int) else 1
        self.tell(Notice(told.format(name=words.text(outcome.values.get("name")), number=number)))

    # ── what is told ─────────────────────────────────────────────────────────

    @Slot(object)
    def tell(self, notice: Notice) -> None:
        """Say an outcome in passing, with the way to another record."""
        self._toast_target = notice.target
        self.toast.show_message(notice.text, action_text=notice.action_text)

    @Slot()
    def _follow_toast(self) -> None:
        if self._toast_target is not None:
            self.show_record(*self._toast_target)

    @Slot(object)
    def _tell_failure(self, error: VanThuError) -> None:
        self.tell(Notice(words.said(error)))

    @property
    def person_told(self) -> str:
        """Who works here, as it stands above the rooms."""
        return self._person.text()

    @Slot(object)
    def _show_person(self, person: Person) -> None:
        roles = words.role_names(person.roles)
        self._person.setText("\n".join(filter(None, (person.full_name, roles))))
        self.acts.start_register.setEnabled(self.session.may("start_register"))

    # ── leaving ──────────────────────────────────────────────────────────────

    @Slot()
    def _leave(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only when nothing typed is lost, or the person agrees."""
        for key, room in self.rooms.items():
            if not room.may_leave():
                self.show_room(key)
                event.ignore()
                return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.session.memory.set(_GEOMETRY, geometry)
        self.session.memory.set(_ROOM, self.navigation.room)
        event.accept()


def _room_items() -> list[NavItem]:
    return [
        NavItem(INCOMING, _("Văn bản đến"), "inbox", "Ctrl+1"),
        NavItem(OUTGOING, _("Văn bản đi"), "send", "Ctrl+2"),
        NavItem(DELIVERIES, _("Đã nhận"), "mail-down", "Ctrl+3"),
        NavItem(SEARCH, _("Tìm kiếm"), "search", "Ctrl+4"),
        NavItem(SYNC, _("Đồng bộ"), "refresh", "Ctrl+5"),
    ]

"""The room of syncing: the engine's state, what waits and for whom, and conflicts settled.

::

    engine panel
    list of matters ─ current ─▶ conflict: pane in which it is settled (Ctrl+Enter)
                                 else:     pane that says what it waits for
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from common.clock import to_millis
from common.errors import VanThuError
from common.text.messages import _
from desktop.commands.runner import Outcome
from desktop.store.connection import Connection
from desktop.ui.models.matter_list import Key, MatterList
from desktop.ui.rooms.room import Notice, Room
from desktop.ui.rooms.sync import matters
from desktop.ui.rooms.sync.actions import SyncActions
from desktop.ui.rooms.sync.choices import Draft
from desktop.ui.rooms.sync.engine_panel import EnginePanel
from desktop.ui.rooms.sync.matter_lines import FILE, UNSENT, Onlooker, lines_of, unsent_key
from desktop.ui.rooms.sync.matter_pane import MatterPane
from desktop.ui.rooms.sync.matter_view import MatterView
from desktop.ui.rooms.sync.matters import CASE, CONFLICT, DisputeShown, Matters
from desktop.ui.rooms.sync.settle_pane import SettlePane
from desktop.ui.session import Session
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.ask_discard import may_discard
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.labels import rule
from desktop.ui.widgets.splitter import RememberingSplitter
from desktop.ui.widgets.view_header import ViewHeader

LIST_SHARE = 0.34
"""Of the width the list has this part at first."""
_ROOMED = ("incoming_document", "outgoing_document", "delivery")
"""Entities that have a room of their own."""


class SyncRoom(Room):
    """Đồng bộ."""

    entity = CONFLICT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._matters: Matters | None = None
        self._listing: Ticket | None = None
        self._reading: Ticket | None = None
        self._current: Key | None = None
        self._wanted: Key | None = None
        self._drafts: dict[str, Draft] = {}
        self._is_stale = True
        self._is_sharing = True
        self.model = MatterList()
        self.list = MatterView()
        self.list.setModel(self.model)
        self.engine = EnginePanel(session)
        self.settling = SettlePane(session)
        self.matter = MatterPane()
        self.empty = EmptyState(
            "cloud-check",
            _("Không có việc nào chờ"),
            _("Không có xung đột, không việc nào bị giữ lại, mọi thứ đã gửi. F5: đồng bộ ngay."),
        )
        self.acts = SyncActions(self, session.sync.sync_now)
        self._lay_out()
        self._connect()
        self._show_lines()

    def _lay_out(self) -> None:
        self.header = ViewHeader(_("Đồng bộ"))
        self.header.add_action(self.acts.sync)
        self._panes = QStackedWidget()
        self._panes.addWidget(self.settling)
        self._panes.addWidget(self.matter)
        right = QFrame()
        right.setProperty("part", "pane")
        column = QVBoxLayout(right)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.none)
        column.addWidget(self._panes, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())
        self._splitter = RememberingSplitter(
            Qt.Orientation.Horizontal, "sync/panes", self.session.memory
        )
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._note_moved)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._splitter)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(self.header)
        box.addWidget(self.engine)
        box.addWidget(self._stack, 1)
        self.empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("part", "pane")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
        row.setSpacing(SPACE.sm)
        row.addWidget(ActionButton(self.acts.show_it))
        row.addStretch(1)
        row.addWidget(ActionButton(self.acts.settle, "primary"))
        return foot

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._go_to)
        self.list.opened.connect(self._enter_pane)
        self.settling.ready_changed.connect(self._update_actions)
        self.session.bridge.changed.connect(self.refresh)
        self.session.sync.finished.connect(self.refresh)
        self.session.person_changed.connect(self.refresh)
        self.session.engine.changed.connect(self._show_lines)

    # ── the room ─────────────────────────────────────────────────────────────

    def room_actions(self) -> list[QAction]:
        """The room's menu."""
        return self.acts.all()

    def enter(self) -> None:
        """The list takes the keyboard."""
        self.leave_pane()

    def may_leave(self) -> bool:
        """Asks where a decision was begun: it is kept for this window only."""
        self._keep_draft()
        if not self._drafts or not may_discard(self):
            return not self._drafts
        self._drafts.clear()
        return True

    def may_show_record(self) -> bool:
        """Always: what was begun for one conflict waits until it is shown again."""
        return True

    def show_record(self, record_id: str) -> None:
        """Go to a conflict."""
        self._wanted = (CONFLICT, record_id)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody looked."""
        super().showEvent(event)
        self._share_out()
        self.engine.show_now()
        if self._is_stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept for the next time."""
        super().hideEvent(event)
        self._keep_draft()

    def _share_out(self) -> None:
        if self._is_sharing:
            left = max(round(self.width() * LIST_SHARE), SIZE.search_min)
            self._splitter.restore([left, max(self.width() - left, SIZE.side_card)])

    @Slot()
    def _note_moved(self) -> None:
        self._is_sharing = False

    # ── the list ─────────────────────────────────────────────────────────────

    @Slot()
    def refresh(self) -> None:
        """Read all again; a room that nobody sees waits until it is seen."""
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        if self._listing is not None:
            self._listing.drop()
        now_ms = to_millis(self.session.office.clock.now())

        def read(connection: Connection) -> Matters:
            return matters.load(connection, now_ms)

        self._listing = self.session.query(self, read, self._take_matters)

    def _take_matters(self, found: Matters) -> None:
        self._listing, self._matters = None, found
        self._show_lines()
        self._read_current()

    @Slot()
    def _show_lines(self) -> None:
        if self._matters is None:
            return
        onlooker = Onlooker(self.session.today(), self.session.office.who.device)
        lines = lines_of(self._matters, self.session.engine.status, onlooker)
        row = self.model.row_of(self._current)
        changed = self.model.show_lines(lines)
        self._show_page(self._splitter if lines or self._is_deciding() else self.empty)
        if changed or self._wanted is not None:
            self._select_again(row)

    def _show_page(self, page: QWidget) -> None:
        """List or empty state; the keyboard goes along."""
        before = self._stack.currentWidget()
        if page is before:
            return
        focus = QApplication.focusWidget()
        had_focus = before is not None and (focus is before or before.isAncestorOf(focus or self))
        self._stack.setCurrentWidget(page)
        if had_focus:
            self.leave_pane()

    def _select_again(self, row: int) -> None:
        """The wanted line, else the one that was current, else the one in its place."""
        wanted = self.model.row_of(self._wanted)
        if wanted >= 0:
            self._wanted = None
        kept = self.model.row_of(self._current)
        if wanted < 0 and kept < 0 and self._is_deciding():
            return  # settled elsewhere under somebody's hands: it stays in sight with what is typed
        at = next((each for each in (wanted, kept) if each >= 0), self.model.nearest(max(row, 0)))
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
            self.list.scrollTo(self.model.index(at, 0))
        else:
            self._show_nothing()

    def _is_deciding(self) -> bool:
        return self._shows_conflict() and self.settling.draft() is not None

    def _shows_conflict(self) -> bool:
        return self._current is not None and self._current[0] == CONFLICT

    def _show_nothing(self) -> None:
        self._keep_draft()
        self._current = None
        self._update_actions()

    @Slot(QModelIndex, QModelIndex)
    def _go_to(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self.model.key_at(current.row()) if current.isValid() else None
        if key is None or key == self._current:
            return
        self._keep_draft()
        self._current = key
        self._read_current()

    def _keep_draft(self) -> None:
        shown = self.settling.shown
        if shown is None or not self._shows_conflict():
            return
        draft = self.settling.draft()
        if draft is not None and shown.is_open:
            self._drafts[shown.id] = draft
        else:
            self._drafts.pop(shown.id, None)

    # ── the current matter ───────────────────────────────────────────────────

    def _read_current(self) -> None:
        if self._current is None or self._matters is None:
            return
        if self._reading is not None:
            self._reading.drop()
            self._reading = None
        kind, which = self._current
        device = self.session.office.who.device
        if kind == CONFLICT:
            self._read_conflict(which)
        elif kind == CASE:
            cases = (*self._matters.cases, *self._matters.discarded)
            found = [one for one in cases if one.row.id == which]
            self._show_matter(lambda one: self.matter.show_case(one, device), found)
        elif kind == UNSENT:
            unsent = [one for one in self._matters.unsent if unsent_key(one) == which]
            self._show_matter(self.matter.show_unsent, unsent)
        elif kind == FILE:
            files = [one for one in self._matters.files if one.sha256 == which]
            self._show_matter(self.matter.show_file, files)

    def _show_matter(self, show: Any, found: list[Any]) -> None:
        if found:
            show(found[0])
            self._panes.setCurrentWidget(self.matter)
        self._update_actions()

    def _read_conflict(self, conflict_id: str) -> None:
        def read(connection: Connection) -> DisputeShown | None:
            return matters.load_dispute(connection, conflict_id)

        self._reading = self.session.query(self, read, self._take_conflict)

    def _take_conflict(self, shown: DisputeShown | None) -> None:
        self._reading = None
        if shown is None or self._current != (CONFLICT, shown.id):
            return
        is_same = self.settling.shown is not None and self.settling.shown.id == shown.id
        if is_same and self._panes.currentWidget() is self.settling:
            self.settling.follow(shown)
        else:
            self.settling.show_dispute(shown, self._drafts.pop(shown.id, None))
            self._panes.setCurrentWidget(self.settling)
        self._update_actions()

    @Slot(QModelIndex)
    def _enter_pane(self, _index: QModelIndex) -> None:
        if self._shows_conflict() and self.settling.may_settle:
            self.settling.focus_first()
        elif self.acts.show_it.isEnabled():
            self.show_about()

    @Slot()
    def leave_pane(self) -> None:
        """The keyboard back to the list; what was settled elsewhere meanwhile is let go."""
        shown = self.settling.shown
        if shown is not None and not shown.is_open and self._is_deciding():
            self.settling.forget()
            self._show_lines()
            self._select_again(0)
        is_empty = self._stack.currentWidget() is self.empty
        (self.empty if is_empty else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    # ── what is done ─────────────────────────────────────────────────────────

    @Slot()
    def settle_current(self) -> None:
        """Settle by what is chosen, if nothing is missing."""
        command = self.settling.command()
        if command is not None:
            self.settling.set_busy(True)
            self.session.run(self, command, self._settled, self._refused)

    def _settled(self, outcome: Outcome) -> None:
        self._drafts.pop(outcome.id, None)
        self.settling.forget()
        self.settling.set_busy(False)
        self.noticed.emit(Notice(_("Đã giải quyết xung đột; sẽ gửi khi đồng bộ.")))
        self.leave_pane()
        self.refresh()

    def _refused(self, error: VanThuError) -> None:
        self.settling.set_busy(False)
        self.settling.refuse(error)
        self.refresh()

    @Slot()
    def show_about(self) -> None:
        """Go to the record in its own room."""
        about = self._about()
        if about is not None:
            self.record_wanted.emit(*about)

    def _about(self) -> Key | None:
        if self._current is None:
            return None
        if not self._shows_conflict():
            return self.matter.record
        row = self.settling.shown.dispute.about if self.settling.shown else None
        return (row.entity, row.id) if row is not None else None

    @Slot()
    def _update_actions(self) -> None:
        shows = self._shows_conflict() and self._panes.currentWidget() is self.settling
        self.acts.settle.setVisible(shows)
        self.acts.settle.setEnabled(shows and self.settling.may_settle)
        about = self._about()
        self.acts.show_it.setEnabled(about is not None and about[0] in _ROOMED)
        self.actions_changed.emit()

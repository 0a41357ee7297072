"""A room around a register: header, table with its pane, and the actions on the current record.

What the three such rooms share; each adds its columns, facts, actions and forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from common.rules.workflow import allows
from common.text.messages import _
from desktop.queries.conflicts import ENTITY as CONFLICT
from desktop.queries.listing import Listing
from desktop.store.connection import Connection
from desktop.ui.models.columns import Column
from desktop.ui.rooms.file_actions import FileActions
from desktop.ui.rooms.record_pane import RecordPane
from desktop.ui.rooms.record_words import Shown, load_shown
from desktop.ui.rooms.register_view import RegisterView
from desktop.ui.rooms.room import Notice, Room
from desktop.ui.session import Session
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.actions import make_action
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.view_header import ViewHeader


class RegisterRoom(Room):
    """Subclasses fill the header and say what is shown of a record."""

    def __init__(
        self,
        session: Session,
        title: str,
        listing: Listing,
        columns: Sequence[Column],
        empty: EmptyState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        self.entity = listing.entity
        self.shown: Shown | None = None
        self.header = ViewHeader(title)
        self.pane = RecordPane(_("Chi tiết văn bản"))
        self.register = RegisterView(
            session, title, listing, columns, self.load, empty=empty, pane=self.pane
        )
        self.files = FileActions(session, self)
        self.pages = QStackedWidget()
        self.settle = make_action(
            self,
            _("Giải quyết xung đột…"),
            self._settle_current,
            icon="alert-triangle",
            shortcuts=("Ctrl+J",),
        )
        self.pane.first.addWidget(ActionButton(self.settle))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._book = QWidget()
        column = QVBoxLayout(self._book)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.none)
        column.addWidget(self.header)
        column.addWidget(self.register, 1)
        self.pages.addWidget(self._book)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.addWidget(self.pages)

    def _connect(self) -> None:
        self.register.loaded.connect(self._take_loaded)
        self.register.opened.connect(self.open_current)
        self.register.model.listed.connect(self._tell_count)
        self.files.noticed.connect(self.noticed)
        self.pane.files_offered.connect(self.files.attach)
        self.pane.open_requested.connect(self.files.open)
        self.pane.save_requested.connect(self.files.save)
        self.pane.remove_requested.connect(self.files.remove)
        self.session.person_changed.connect(self._update_actions)

    # ── for subclasses ───────────────────────────────────────────────────────

    def load(self, connection: Connection, number: int) -> Any:
        """What is read of the current record; off the GUI thread."""
        return load_shown(connection, self.entity, number)

    def fill(self, loaded: Any) -> Shown:
        """Show in the pane what :meth:`load` read."""
        raise NotImplementedError

    def count_told(self, count: int) -> str:
        """What the header says beside the title."""
        return _("{count} văn bản").format(count=QLocale().toString(count))

    def update_actions(self) -> None:
        """Offer only what the person may do to the current record."""

    @Slot()
    def open_current(self) -> None:
        """Enter on a line."""

    def can(self, action: str) -> bool:
        """Whether ``action`` may be done to the current record, by this person, in its state."""
        return (
            self.shown is not None
            and self.session.may(action)
            and allows(action, self.entity, self.shown.state)
        )

    # ── the room ─────────────────────────────────────────────────────────────

    def enter(self) -> None:
        """The table takes the keyboard; a form that is open keeps it."""
        if self.pages.currentWidget() is self._book:
            self.register.take_focus()

    def show_record(self, record_id: str) -> None:
        """Go to a record of the register."""
        self.show_book()
        self.register.select_record(record_id)

    def show_book(self) -> None:
        """The register instead of a form."""
        self.pages.setCurrentWidget(self._book)
        self.actions_changed.emit()
        self.register.take_focus()

    def show_page(self, page: QWidget) -> None:
        """A form instead of the register."""
        self.pages.setCurrentWidget(page)
        self.actions_changed.emit()

    @property
    def shows_book(self) -> bool:
        """Whether the register is shown, not a form."""
        return self.pages.currentWidget() is self._book

    def tell(self, text: str, action_text: str = "", target: tuple[str, str] | None = None) -> None:
        """Say an outcome in passing."""
        self.noticed.emit(Notice(text, action_text, target))

    @Slot(object)
    def _take_loaded(self, loaded: Any) -> None:
        if loaded is None:
            self.shown = None
            self.pane.clear()
        else:
            self.shown = self.fill(loaded)
        self.files.look_at(self.shown)
        self._update_actions()

    @property
    def _disputed(self) -> str:
        """The id of the current record's oldest open conflict; empty for none."""
        found = self.shown.detail.disputes if self.shown is not None else ()
        return found[0].row.id if found else ""

    @Slot()
    def _settle_current(self) -> None:
        if self._disputed:
            self.record_wanted.emit(CONFLICT, self._disputed)

    @Slot()
    def _update_actions(self) -> None:
        self.settle.setEnabled(bool(self._disputed))
        self.settle.setVisible(bool(self._disputed))
        self.update_actions()
        self.actions_changed.emit()

    @Slot(int)
    def _tell_count(self, count: int) -> None:
        self.header.set_note(self.count_told(count) if count else "")

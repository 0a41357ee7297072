"""What every room of one opened office is given: reading, doing, who works, what changed.

Rooms know this door and no other: nothing here is global, and nobody reaches for the window.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from common.clock import vietnam_date
from common.errors import VanThuError
from common.rules import permissions
from desktop.commands.runner import Command, Outcome
from desktop.events import Changed
from desktop.jobs.cancel import Cancel
from desktop.jobs.lanes import Lane
from desktop.office import Office, Person
from desktop.store import search_index
from desktop.store.connection import Connection
from desktop.sync.state import SyncReport
from desktop.ui.bridge import Bridge, touches
from desktop.ui.engine_watch import EngineWatch
from desktop.ui.memory import WindowMemory
from desktop.ui.opened_files import OpenedFiles
from desktop.ui.sync_loop import SyncLoop
from desktop.ui.tasks import OnDone, OnError, Tasks, Ticket

INDEX_BATCH = 50
"""Records made findable in one transaction: some hundredths of a second."""


class Session(QObject):
    """One person at one opened store, for as long as the main window is open."""

    person_changed = Signal(object)
    """:class:`desktop.office.Person`: name and roles are as told here."""

    def __init__(
        self, office: Office, tasks: Tasks, memory: WindowMemory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.office = office
        self.tasks = tasks
        self.memory = memory
        self.bridge = Bridge(office.events, self)
        self.files = OpenedFiles(office.store.folder)
        self.sync = SyncLoop(tasks, self._sync_once, chance=random.random, parent=self)
        self.engine = EngineWatch(office, tasks, self.bridge, self.sync, self)
        who = office.who
        self.person = Person(who.login, who.login, frozenset(who.roles))
        self._indexing = False
        self.bridge.changed.connect(self._notice, Qt.ConnectionType.DirectConnection)

    @property
    def office_name(self) -> str:
        """The office's name, as enrolled."""
        return self.office.who.office_name

    @property
    def office_code(self) -> str:
        """The office's short name in the system."""
        return self.office.who.office_code

    def today(self) -> date:
        """Today in Vietnam, by this PC's clock."""
        return vietnam_date(self.office.clock.now())

    def may(self, action: str) -> bool:
        """Whether the person's roles allow ``action``."""
        return permissions.may(self.person.roles, action)

    def start(self, *, syncing: bool = True) -> None:
        """Learn who works, sweep what was left opened, and begin to sync."""
        self.tasks.start(Lane.READ, self.files.sweep, owner=self, on_done=self._swept)
        self._ask_person()
        self._index_soon()
        if syncing:
            self.sync.sync_now()

    def query(
        self,
        owner: QObject,
        read: Callable[[Connection], Any],
        on_done: OnDone,
        on_error: OnError | None = None,
    ) -> Ticket:
        """Read off this thread; ``on_done`` gets what ``read`` returned."""

        def work() -> Any:
            with self.office.read() as connection:
                return read(connection)

        return self.tasks.start(Lane.READ, work, owner=owner, on_done=on_done, on_error=on_error)

    def run(
        self,
        owner: QObject,
        command: Command,
        on_done: OnDone,
        on_error: OnError | None = None,
    ) -> Ticket:
        """Do what a person wants, in the order in which it was asked for.

        ``on_done`` gets the :class:`desktop.commands.runner.Outcome`.
        """

        def work() -> Outcome:
            return self.office.run(command)

        return self.tasks.start(Lane.WRITE, work, owner=owner, on_done=on_done, on_error=on_error)

    def close(self) -> None:
        """Stop syncing, wait for what runs, close the store. What was done stays done."""
        self.sync.stop()
        self.tasks.close()
        self.bridge.close()
        self.files.wipe()
        self.memory.save()
        self.office.close()

    def _sync_once(self, cancel: Cancel) -> SyncReport:
        report = self.office.sync(cancel)
        if not report.offline:
            self.office.number_waiting()
        return report

    @Slot(object)
    def _notice(self, event: Changed) -> None:
        if event.origin == "command":
            self._index_soon()
            self.sync.sync_soon()
        if touches(event, ("user", "role_grant")):
            self._ask_person()

    def _ask_person(self) -> None:
        self.tasks.start(Lane.READ, self.office.person, owner=self, on_done=self._take_person)

    def _take_person(self, person: Person) -> None:
        self.person = person
        self.person_changed.emit(person)

    def _index_soon(self) -> None:
        """What was written becomes findable, in small steps between the commands."""
        if not self._indexing:
            self._indexing = True
            self.tasks.start(
                Lane.WRITE,
                self._index_some,
                owner=self,
                on_done=self._indexed,
                on_error=self._not_indexed,
            )

    def _index_some(self) -> int:
        with self.office.store.write() as connection:
            return search_index.index_some(connection, INDEX_BATCH)

    def _indexed(self, count: int) -> None:
        self._indexing = False
        if count:
            self._index_soon()

    def _not_indexed(self, error: VanThuError) -> None:
        self._indexing = False
        self.tasks.failed.emit(error)

    def _swept(self, _left: object) -> None:
        """Files that a viewer still holds are swept at the next start."""

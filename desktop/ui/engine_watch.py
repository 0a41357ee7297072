"""The engine and the store's counts as the window knows them now: one place, several faces.

::

    engine's state · a refused run · store's counts ─▶ changed ─▶ corner, banner, room of syncing
    no connection ─▶ asked off the thread: cable, name or server? ─▶ changed
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from common.errors import VanThuError
from desktop.jobs.lanes import Lane
from desktop.office import Office
from desktop.queries.sync_status import SyncStatus
from desktop.sync.reachability import why_unreached
from desktop.sync.state import SyncState
from desktop.ui.bridge import Bridge
from desktop.ui.sync_loop import SyncLoop
from desktop.ui.tasks import Tasks, Ticket

UNREACHED = "offline"
"""The transport's code for no connection: why, is asked."""
_REACHED = (SyncState.SYNCING, SyncState.FILES, SyncState.IDLE)
"""States in which the server has answered."""
_TROUBLED = (SyncState.OFFLINE, SyncState.STOPPED)


class EngineWatch(QObject):
    """State, code of what is in the way, and counts; tells when any of them is another."""

    changed = Signal()

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        bridge: Bridge,
        sync: SyncLoop,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self.state, self.detail = str(office.engine.state), office.engine.detail
        self.trouble = self.state if self.state in _TROUBLED else ""
        """The state that is in the way, until the server answers again: trying does not end it."""
        self.trouble_code = self.detail if self.trouble else ""
        self.why = ""
        """Of :data:`UNREACHED`: which of the ways of :mod:`desktop.sync.reachability`."""
        self.status: SyncStatus | None = None
        self._counting: Ticket | None = None
        self._is_asking = False
        bridge.sync_state_changed.connect(self._take_state)
        bridge.changed.connect(self.count_again)
        sync.finished.connect(self.count_again)
        sync.refused.connect(self._take_refusal)

    @Slot()
    def count_again(self) -> None:
        """Read the store's counts, off this thread."""
        if self._counting is not None:
            self._counting.drop()
        self._counting = self._tasks.start(
            Lane.READ, self._office.status, owner=self, on_done=self._take_status
        )

    @property
    def asking_a_person(self) -> int:
        """How many conflicts wait, and how much own work the server has not taken or holds."""
        if self.status is None:
            return 0
        fates = self.status.by_fate
        return self.status.conflicts + fates.get("quarantined", 0) + fates.get("held", 0)

    def _take_status(self, status: SyncStatus) -> None:
        self._counting, self.status = None, status
        self.changed.emit()

    @Slot(str, str)
    def _take_state(self, state: str, detail: str) -> None:
        self.state, self.detail = state, detail
        if state in _REACHED:
            self.trouble = self.trouble_code = self.why = ""
        elif state in _TROUBLED:
            self._take_trouble(state, detail)
        self.changed.emit()

    @Slot(object)
    def _take_refusal(self, error: VanThuError) -> None:
        self.state, self.detail = SyncState.STOPPED, error.code
        self._take_trouble(self.state, self.detail)
        self.changed.emit()

    def _take_trouble(self, state: str, code: str) -> None:
        self.trouble, self.trouble_code = state, code
        if code == UNREACHED and not self._is_asking:
            self._is_asking = True
            address = self._office.who.server_url
            self._tasks.start(
                Lane.NETWORK,
                lambda: why_unreached(address),
                owner=self,
                on_done=self._take_why,
            )

    def _take_why(self, why: str) -> None:
        self._is_asking = False
        self.why = why if self.trouble_code == UNREACHED else ""
        self.changed.emit()

"""Syncs by itself: every minute, at once when asked, a second after work was done; slower offline.

The engine runs on the network lane; only the waiting is here, so that nothing sleeps and an exit
waits for no pause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from common.errors import VanThuError
from desktop.jobs.cancel import Cancel
from desktop.jobs.lanes import Lane
from desktop.sync.state import SyncReport
from desktop.ui.tasks import Tasks

Chance = Callable[[], float]
"""A number from 0 up to 1, as ``random.random`` gives it."""


@dataclass(frozen=True)
class Pace:
    """How long to wait before the next run, in milliseconds."""

    every_ms: int = 60_000
    after_work_ms: int = 1_000
    offline_max_ms: int = 300_000
    jitter: float = 0.1
    """Part of the pause by which it varies either way, so that offices do not come all at once."""

    def pause_ms(self, failures: int, chance: float) -> int:
        """The pause after ``failures`` runs in a row that did not reach the server."""
        doubled = self.every_ms * 2 ** max(0, min(failures, 16) - 1)
        plain = min(doubled, self.offline_max_ms)
        return round(plain * (1 + self.jitter * (2 * chance - 1)))


class SyncLoop(QObject):
    """Drives ``sync`` (one run of the engine) until it is stopped."""

    finished = Signal(object)
    """A run ended with this :class:`SyncReport`."""
    refused = Signal(object)
    """A run ended with this ``VanThuError``: a person must look."""

    def __init__(
        self,
        tasks: Tasks,
        sync: Callable[[Cancel], SyncReport],
        *,
        chance: Chance,
        pace: Pace | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._sync, self._chance = tasks, sync, chance
        self._pace = pace or Pace()
        self._cancel = Cancel()
        self._failures = 0
        self._running = self._again = self._stopped = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.sync_now)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._running

    @property
    def planned_ms(self) -> int:
        """The pause before the next run by itself; -1 while none is planned."""
        return self._timer.interval() if self._timer.isActive() else -1

    @Slot()
    def sync_now(self) -> None:
        """Sync at once; while a run is under way, once more right after it."""
        if self._stopped:
            return
        self._timer.stop()
        if self._running:
            self._again = True
            return
        self._running = True
        self._tasks.start(
            Lane.NETWORK,
            self._run,
            owner=self,
            on_done=self._take_report,
            on_error=self._take_error,
        )

    @Slot()
    def sync_soon(self) -> None:
        """Work was done here: send it in a second. Offline the longer pause goes on."""
        if self._running:
            self._again = True
        elif self._stopped or self._failures:
            return
        elif not 0 <= self._timer.remainingTime() <= self._pace.after_work_ms:
            self._timer.start(self._pace.after_work_ms)

    def stop(self) -> None:
        """Plan nothing more, and ask the run under way to end between two steps."""
        self._stopped = True
        self._timer.stop()
        self._cancel.cancel()

    def _run(self) -> SyncReport:
        return self._sync(self._cancel)

    def _take_report(self, report: SyncReport) -> None:
        self._failures = self._failures + 1 if report.offline else 0
        self._end_run()
        self.finished.emit(report)

    def _take_error(self, error: VanThuError) -> None:
        self._failures += 1
        self._end_run()
        self.refused.emit(error)

    def _end_run(self) -> None:
        self._running = False
        if self._stopped:
            return
        again, self._again = self._again, False
        if again and not self._failures:
            self._timer.start(self._pace.after_work_ms)
        else:
            self._timer.start(self._pace.pause_ms(self._failures, self._chance()))

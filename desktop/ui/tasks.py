"""Runs work off the GUI thread and brings its result back to it: nothing that blocks runs here.

::

    GUI thread                       a lane's thread
    start(work, on_done) ──────────▶ work() ─▶ result or exception, kept in the future
    on_done(result) ◀── queued signal ◀──────── done

What is told goes to bound methods of a living ``owner``; a widget that is gone is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from common.errors import VanThuError
from desktop.jobs.cancel import Cancelled
from desktop.jobs.lanes import Lane, Lanes

OnDone = Callable[[Any], None]
OnError = Callable[[VanThuError], None]


class Ticket:
    """One piece of work under way."""

    def __init__(self, owner: QObject, on_done: OnDone, on_error: OnError | None) -> None:
        self.owner = owner
        self.on_done = on_done
        self.on_error = on_error
        self.future: Future[Any] | None = None
        self._dropped = False

    @property
    def wanted(self) -> bool:
        """Whether somebody still wants to be told."""
        return not self._dropped and isValid(self.owner)

    def drop(self) -> None:
        """Nobody wants the result any more; work that has not begun is not done."""
        self._dropped = True
        if self.future is not None:
            self.future.cancel()


class Tasks(QObject):
    """The lanes of the program as the window uses them. Lives on the GUI thread."""

    failed = Signal(object)
    """A ``VanThuError`` that whoever asked did not want to hear of itself."""
    idle = Signal()
    """Nothing is under way any more."""
    _settled = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._open: set[Ticket] = set()
        self._settled.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def under_way(self) -> int:
        """How many pieces of work have not been told of yet."""
        return len(self._open)

    def start(
        self,
        lane: Lane,
        work: Callable[[], Any],
        *,
        owner: QObject,
        on_done: OnDone,
        on_error: OnError | None = None,
    ) -> Ticket:
        """Do ``work`` on ``lane``, then call ``on_done(result)`` or ``on_error(error)`` here.

        Errors of ours that no ``on_error`` wants are announced by :attr:`failed`; anything else is
        a bug and raised on this thread, where the exception hook sees it.
        """
        ticket = Ticket(owner, on_done, on_error)
        self._open.add(ticket)
        ticket.future = self._lanes.submit(lane, work)
        ticket.future.add_done_callback(lambda _future: self._settled.emit(ticket))
        return ticket

    def close(self) -> None:
        """Wait until all lanes are still. Nothing can be started afterwards."""
        self._lanes.close()

    @Slot(object)
    def _tell(self, ticket: Ticket) -> None:
        self._open.discard(ticket)
        try:
            self._hand_over(ticket)
        finally:
            if not self._open:
                self.idle.emit()

    def _hand_over(self, ticket: Ticket) -> None:
        assert ticket.future is not None
        try:
            result = ticket.future.result()
        except (CancelledError, Cancelled):
            return
        except VanThuError as error:
            if ticket.wanted:
                (ticket.on_error or self.failed.emit)(error)
            return
        if ticket.wanted:
            ticket.on_done(result)

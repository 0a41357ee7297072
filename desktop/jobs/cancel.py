"""A way to stop long work between two steps, never in the middle of one."""

from __future__ import annotations

import threading


class Cancelled(Exception):
    """The person asked to stop; what was done before stays done."""


class Cancel:
    """Set from any thread; checked by the work between its steps."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask to stop."""
        self._event.set()

    def check(self) -> None:
        """Raise :class:`Cancelled` if asked to stop."""
        if self._event.is_set():
            raise Cancelled

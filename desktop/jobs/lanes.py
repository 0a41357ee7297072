"""Three lanes of background work: commands in their order, a few reads beside them, the network.

Threads, because the database and the line block; they are joined at the end and never killed. An
exception waits in its future for whoever asked, so no lane ever dies of one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from typing import Any

READERS = 2


class Lane(Enum):
    """Where a piece of work runs."""

    WRITE = "write"
    """One after the other, in the order in which they were asked for."""
    READ = "read"
    NETWORK = "network"


class Lanes:
    """The threads of one program."""

    def __init__(self, *, readers: int = READERS) -> None:
        self._executors = {
            Lane.WRITE: ThreadPoolExecutor(1, "write"),
            Lane.READ: ThreadPoolExecutor(readers, "read"),
            Lane.NETWORK: ThreadPoolExecutor(1, "network"),
        }

    def submit(self, lane: Lane, work: Callable[[], Any]) -> Future[Any]:
        """Have ``work`` done on a thread of ``lane``."""
        return self._executors[lane].submit(work)

    def close(self) -> None:
        """Wait for what runs. What a person asked to be written is still written; reads that have
        not begun are let go."""
        for lane in (Lane.READ, Lane.NETWORK, Lane.WRITE):
            self._executors[lane].shutdown(wait=True, cancel_futures=lane is not Lane.WRITE)

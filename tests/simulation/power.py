"""Power that goes at a chosen moment: failpoints laid round the store from outside.

::

    BEGIN ─▶ … ─▶ "before append" ─▶ half of it ─▶ "in append" ─▶ all of it ─▶ "after append"
          ─▶ "before commit" ─▶ COMMIT ─▶ "after commit" ─▶ the person is told

SQLite rolls back what was not committed, whether the process dies or an exception passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO

from desktop.store.connection import Connection
from desktop.store.disk import Disk
from desktop.store.store import Store

COMMAND_POINTS = ("before append", "in append", "after append", "after commit")
SYNC_POINTS = ("before commit", "after commit")


class PowerCut(BaseException):
    """The PC is off: nothing catches this."""


class Fuse:
    """Blows when its point is passed for the ``count``-th time."""

    def __init__(self) -> None:
        self.point = ""
        self.count = 0
        self.blown = False

    def arm(self, point: str, count: int = 1) -> None:
        """Let the power go at ``point``."""
        self.point, self.count, self.blown = point, count, False

    def disarm(self) -> None:
        """The power stays."""
        self.point = ""

    def is_due(self, point: str) -> bool:
        """Whether the power goes now."""
        if point != self.point:
            return False
        self.count -= 1
        return self.count <= 0

    def passes(self, point: str) -> None:
        """This point is passed."""
        if self.is_due(point):
            self.blow()

    def blow(self) -> None:
        """Off."""
        self.point, self.blown = "", True
        raise PowerCut


class _HalfWrittenDisk(Disk):
    """The system's disk, that loses its power half-way through a write."""

    def __init__(self, fuse: Fuse) -> None:
        self._fuse = fuse

    def write(self, file: FileIO, data: bytes) -> None:
        if self._fuse.is_due("in append"):
            super().write(file, data[: len(data) // 2])
            self._fuse.blow()
        super().write(file, data)


def lay_failpoints(store: Store, fuse: Fuse) -> None:
    """From here on ``fuse`` decides at which step of a transaction the PC goes off."""
    whole_write, whole_append = store.write, store.journal_append
    store.journal._disk = _HalfWrittenDisk(fuse)

    @contextmanager
    def write() -> Iterator[Connection]:
        with whole_write() as connection:
            yield connection
            fuse.passes("before commit")
        fuse.passes("after commit")

    def journal_append(entries: Sequence[bytes]) -> None:
        fuse.passes("before append")
        whole_append(entries)
        fuse.passes("after append")

    store.write = write  # type: ignore[method-assign]
    store.journal_append = journal_append  # type: ignore[method-assign]

"""How much to send at once: pure, adapting to what the line bears (R10).

Small independently durable units: on a line that is cut every megabyte, all-or-nothing never
finishes. Start modest, double after success, halve after any failure, down to one changeset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from common.changes.changeset import Changeset

START_SIZE_BYTES = 1024 * 1024
MIN_SIZE_BYTES = 16 * 1024
MAX_SIZE_BYTES = 6 * 1024 * 1024
CHANGESETS_MAX = 5_000

_Place = TypeVar("_Place")


@dataclass
class Batching:
    """The size that the line bore so far, in uncompressed bytes of changesets."""

    size_bytes: int = START_SIZE_BYTES

    def succeeded(self) -> None:
        """The last body arrived: try a larger one."""
        self.size_bytes = min(MAX_SIZE_BYTES, self.size_bytes * 2)

    def failed(self) -> None:
        """The last body did not arrive, or was too large: half of it."""
        self.size_bytes = max(MIN_SIZE_BYTES, self.size_bytes // 2)


def fitting(
    waiting: Iterable[tuple[_Place, Changeset]], size_bytes_max: int
) -> Iterator[tuple[_Place, Changeset]]:
    """Those of ``waiting``, in their order, that fit into one body: at least one, if there is one;
    of what does not fit only the first is looked at."""
    total = 0
    for place, changeset in waiting:
        total += changeset.size_bytes
        if total > changeset.size_bytes and total > size_bytes_max:
            return
        yield place, changeset

"""How much to send at once: pure, adapting to what the line bears (R10).

Small independently durable units: on a line that is cut every megabyte, all-or-nothing never
finishes. Start modest, double after success, halve after any failure, down to one changeset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.changes.changeset import Changeset

START_SIZE_BYTES = 1024 * 1024
MIN_SIZE_BYTES = 16 * 1024
MAX_SIZE_BYTES = 6 * 1024 * 1024
CHANGESETS_MAX = 5_000


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


def fitting(changesets: Sequence[Changeset], size_bytes_max: int) -> int:
    """How many of ``changesets`` fit into one body: at least one, where there is one."""
    total = 0
    for count, changeset in enumerate(changesets[:CHANGESETS_MAX]):
        total += changeset.size_bytes
        if count and total > size_bytes_max:
            return count
    return min(len(changesets), CHANGESETS_MAX)

"""The base of a scope counted anew from its stored bytes: only that finds what a disk did (R13).

Read in pieces, so that a window that closes waits for one piece and no writer waits at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from common.changes.digest import Buckets, bucket_of
from common.changes.record import Key, record_hash
from desktop.store.connection import Connection

ROWS_PER_PIECE = 2_000


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A record of the base: ``hash`` is that of its stored bytes, ``kept`` what stands beside
    them."""

    entity: str
    id: str
    hash: bytes
    kept: bytes

    @property
    def key(self) -> Key:
        """(entity, id)."""
        return self.entity, self.id


class Recount:
    """The sums of what was read so far.

    Attributes:
        buckets: the sums.
        rows: how many records.
        wrong: those whose kept hash is not that of their bytes: either may be the damaged one.
    """

    def __init__(self) -> None:
        self.buckets = Buckets()
        self.rows = 0
        self.wrong: list[Key] = []

    @property
    def root(self) -> bytes:
        """The digest of the stored bytes."""
        return self.buckets.root()

    def take(self, rows: Iterable[CountedRow]) -> None:
        """Count a piece."""
        for row in rows:
            self.rows += 1
            self.buckets.add(row.id, row.hash)
            if row.hash != row.kept:
                self.wrong.append(row.key)


def of(connection: Connection, scope: str) -> Recount:
    """The whole scope at once."""
    counted = Recount()
    for piece in pieces(connection, scope):
        counted.take(piece)
    return counted


def pieces(
    connection: Connection, scope: str, within: Collection[int] | None = None
) -> Iterator[list[CountedRow]]:
    """Every record of the scope's base; with ``within`` only those of these buckets."""
    after = 0
    while found := connection.execute(_SELECT, (after, scope, ROWS_PER_PIECE)).fetchall():
        yield [
            CountedRow(entity, record_id, record_hash(entity, record_id, content, heads), kept)
            for _, entity, record_id, content, heads, kept in found
            if within is None or bucket_of(record_id) in within
        ]
        after = found[-1][0]


_SELECT = (
    "SELECT rowid, entity, id, content, heads, hash FROM base WHERE rowid > ? AND scope = ? "
    "ORDER BY rowid LIMIT ?"
)

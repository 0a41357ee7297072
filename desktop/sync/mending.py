"""One scope's base made equal to the server's at one head: found, kept as evidence, replaced (R13).

Counts from the stored bytes, never from the hashes kept beside them: those may be the damaged ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from common.changes.digest import FANOUT, bucket_of, differing
from common.changes.record import Key, record_hash
from common.errors import ProtocolFault
from common.protocol.messages import DIGEST_BUCKETS_MAX, DIGEST_TOPS_MAX, Cursor, Row
from desktop.jobs.cancel import Cancel
from desktop.store import base, files, layers, recount, repairs
from desktop.store.connection import Connection
from desktop.store.recount import CountedRow, Recount
from desktop.store.repairs import HealedHead, Problem, Repair
from desktop.store.store import Store
from desktop.sync.comparing import Comparison, Told
from desktop.sync.exchange import named_files

HELD_PER_QUESTION = 2_000
"""Hashes of our own that one question carries: 64 kB."""
REMOVED_LEAST, REMOVED_PERCENT = 50, 5
"""A disk adds no records: where the server lacks more than max(50, 5 %), nothing is removed (R21).
"""


@dataclass(frozen=True)
class Head:
    """Where both sides stand, and the server's digest there."""

    scope: str
    cursor: Cursor
    root: bytes


@dataclass(frozen=True)
class Mended:
    """The records that were healed, and whether the roots differ still."""

    keys: tuple[Key, ...] = ()
    found: int = 0
    differs: bool = False


class Mender:
    """Heals one scope at one head, once; what it has laid in stays if it is stopped half-way."""

    def __init__(
        self, store: Store, head: Head, comparison: Comparison, *, now_ms: int, cancel: Cancel
    ) -> None:
        self._store = store
        self._head = head
        self._comparison = comparison
        self._now_ms = now_ms
        self._cancel = cancel
        self._counted = Recount()
        self._mended: list[Key] = []
        self._surplus: list[CountedRow] = []

    def run(self) -> Mended:
        """Count, compare, replace; a scope that is sound is left as it is, and not noted.

        Raises:
            HeadMoved; TransportFault: as :class:`Comparison`.
        """
        self._count()
        with self._store.read() as connection:
            kept = base.scope_state(connection, self._head.scope).digest
        if not self._counted.wrong and self._counted.root == self._head.root == kept:
            return Mended()
        if self._counted.root != self._head.root:
            with suppress(ProtocolFault):  # an answer that is none heals nothing, and stops nothing
                self._compare()
            self._take_out_surplus()
        return self._finish(kept)

    def _count(self) -> None:
        with self._store.read() as connection:
            for piece in recount.pieces(connection, self._head.scope):
                self._cancel.check()
                self._counted.take(piece)

    def _compare(self) -> None:
        buckets = self._counted.buckets
        tops = differing(buckets.tops(), self._comparison.tops())
        for start in range(0, len(tops), DIGEST_TOPS_MAX):
            some = tops[start : start + DIGEST_TOPS_MAX]
            theirs = self._comparison.below(some)
            wrong = [
                top * FANOUT + low
                for top, sums in zip(some, theirs, strict=True)
                for low in differing(buckets.below(top), sums)
            ]
            for portion, held in _portions(wrong, self._held(wrong)):
                told = self._comparison.rows(portion, [row.hash for row in held])
                self._lay(told, held)

    def _held(self, wrong: list[int]) -> dict[int, list[CountedRow]]:
        """What is here in the buckets that differ."""
        held: dict[int, list[CountedRow]] = {bucket: [] for bucket in wrong}
        with self._store.read() as connection:
            for piece in recount.pieces(connection, self._head.scope, within=held.keys()):
                self._cancel.check()
                for row in piece:
                    held[bucket_of(row.id)].append(row)
        return held

    def _lay(self, told: Told, held: list[CountedRow]) -> None:
        """The server's bytes over ours, in one transaction with the evidence and the view."""
        ours = {row.key: row for row in held}
        coming = {(row.entity, row.id) for row in told.rows}
        there = coming | told.damaged
        self._surplus += [r for r in held if r.hash in told.unknown and r.key not in there]
        for key in coming & ours.keys():
            self._counted.buckets.remove(key[1], ours[key].hash)
        for row in told.rows:
            self._counted.buckets.add(row.id, _hash_of(row))
        with self._store.write() as connection:
            repairs.note(connection, [self._evidence(connection, row) for row in told.rows])
            self._put(connection, list(told.rows), [])
            files.note_named(connection, self._head.scope, named_files(told.rows))

    def _take_out_surplus(self) -> None:
        """What the server does not have, unless that is so much that the server seems to have
        lost it."""
        bound = max(REMOVED_LEAST, self._counted.rows * REMOVED_PERCENT // 100)
        if not 0 < len(self._surplus) <= bound:
            return
        for row in self._surplus:
            self._counted.buckets.remove(row.id, row.hash)
        gone = [row.key for row in self._surplus]
        with self._store.write() as connection:
            was = [(key, base.exact(connection, key)) for key in gone]
            repairs.note(connection, [self._repair(k, Problem.SURPLUS, row) for k, row in was])
            self._put(connection, [], gone)

    def _put(self, connection: Connection, rows: list[Row], gone: list[Key]) -> None:
        scope, root = self._head.scope, self._counted.root
        self._mended += layers.mend(connection, scope, rows, gone, root)

    def _evidence(self, connection: Connection, row: Row) -> Repair:
        """What stands here until ``row`` is laid over it."""
        key = row.entity, row.id
        was = base.exact(connection, key)
        problem = Problem.BYTES if was else Problem.MISSING
        return self._repair(key, problem, was, _hash_of(row))

    def _repair(
        self, key: Key, problem: Problem, was: Row | None = None, expected: bytes = b""
    ) -> Repair:
        content, heads = (was.values, was.heads) if was else (None, None)
        return Repair(
            self._now_ms, self._head.scope, *key, problem, content, heads, expected=expected
        )

    def _finish(self, kept: bytes) -> Mended:
        """Hashes and digest as the bytes say; note where this was, so that it is done once.

        Where the roots differ still, the hash kept beside a record may be all that is right of it:
        it stays.
        """
        scope, root = self._head.scope, self._counted.root
        mended, differs = set(self._mended), root != self._head.root
        wrong = [] if differs else self._counted.wrong
        rehashed = [key for key in wrong if key not in mended]
        found = [self._repair(key, Problem.HASH) for key in rehashed]
        if kept != root and not (mended or rehashed or differs):
            found.append(self._repair(("", scope), Problem.DIGEST, expected=root))
        keys = (*dict.fromkeys(self._mended), *rehashed)
        result = Mended(keys, len(mended) + len(found), differs)
        with self._store.write() as connection:
            base.rehash(connection, rehashed)
            base.mend(connection, scope, [], [], root)
            repairs.note(connection, found)
            repairs.remember_head(connection, scope, self._note(result))
        return result

    def _note(self, result: Mended) -> HealedHead:
        cursor = self._head.cursor
        return HealedHead(
            cursor.incarnation, cursor.seq, self._now_ms, result.found, result.differs
        )


def _portions(
    wrong: list[int], held: dict[int, list[CountedRow]]
) -> Iterator[tuple[list[int], list[CountedRow]]]:
    """Buckets and what is held in them, as much as one question may carry."""
    buckets: list[int] = []
    rows: list[CountedRow] = []
    for bucket in wrong:
        full = len(rows) + len(held[bucket]) > HELD_PER_QUESTION
        if buckets and (full or len(buckets) == DIGEST_BUCKETS_MAX):
            yield buckets, rows
            buckets, rows = [], []
        buckets.append(bucket)
        rows = rows + held[bucket]
    if buckets:
        yield buckets, rows


def _hash_of(row: Row) -> bytes:
    return record_hash(row.entity, row.id, row.values, row.heads)

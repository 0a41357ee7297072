"""When the base is compared with the server's, and healed: at a difference, and weekly (R13).

::

    exchange complete ─▶ roots equal, counted this week ─▶ nothing, no request
                      └▶ else count from the bytes ─▶ sound ─▶ nothing
                                                  └▶ ask, replace, keep the evidence
                                                     once for this head, whatever comes of it

A server or a disk that is wrong for good must cost neither the line nor a clerk's day: what cannot
be healed is said once and tried again only where the log has gone on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from common.changes.record import Key
from common.clock import Clock, to_millis
from common.protocol.api import SyncApi
from common.protocol.messages import Cursor, SyncAnswer
from desktop.jobs.cancel import Cancel
from desktop.store import base, layers, repairs
from desktop.store.connection import one_moment
from desktop.store.repairs import HealedHead, Problem, Repair
from desktop.store.store import Store
from desktop.sync.comparing import Comparison, HeadMoved
from desktop.sync.mending import Head, Mender

RECOUNT_EVERY_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Healed:
    """What was healed. ``differs`` are scopes that still differ; with ``moved`` the server's log
    went on meanwhile, and nothing is decided."""

    records: int = 0
    keys: tuple[Key, ...] = ()
    differs: tuple[str, ...] = ()
    moved: bool = False

    def plus(self, other: Healed) -> Healed:
        """Both together."""
        return Healed(
            self.records + other.records,
            self.keys + other.keys,
            self.differs + other.differs,
            self.moved or other.moved,
        )


class Healer:
    """Watches over the bases of one store; used by the engine, which holds the sync's lock."""

    def __init__(self, store: Store, api: SyncApi, *, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._clock = clock
        self._told: dict[str, bytes] = {}

    def note(self, answer: SyncAnswer) -> None:
        """Keep the digests that an answer tells, of scopes whose pull ends with it."""
        self._told = {one.scope: one.digest for one in answer.scopes if one.page.position is None}

    def run(self, rows_bytes_max: int, cancel: Cancel) -> Healed:
        """Compare where the roots differ, or the week is over; nothing else costs a request.

        Raises:
            TransportFault: the line went; it is done by the next sync.
            Cancelled: between two pieces.
        """
        now_ms = to_millis(self._clock.now())
        work = _Run(now_ms, self._is_due(now_ms), rows_bytes_max, cancel)
        healed = Healed()
        for scope, root in self._told.items():
            healed = healed.plus(self._look_at(scope, root, work))
        if work.due and not healed.moved:
            with self._store.write() as connection:
                repairs.save_recounted_at_ms(connection, now_ms)
        return healed

    def _is_due(self, now_ms: int) -> bool:
        """Whether the week is over, also for a clock that was put back; it begins with the first
        sync."""
        with self._store.read() as connection:
            last = repairs.recounted_at_ms(connection)
        if last is None:
            with self._store.write() as connection:
                repairs.save_recounted_at_ms(connection, now_ms)
            return False
        return abs(now_ms - last) > RECOUNT_EVERY_MS

    def _look_at(self, scope: str, root: bytes, work: _Run) -> Healed:
        with self._store.read() as connection:
            state = base.scope_state(connection, scope)
            before = repairs.healed_head(connection, scope)
        if state.cursor is None:
            return Healed()
        if before and before.differs and state.digest == root:
            self._remember_equal(scope, before)
        if state.digest == root and not work.due:
            return Healed()
        if before and _was_here(before, state.cursor, work):
            return Healed()
        healed = self._mend(Head(scope, state.cursor, root), work)
        if work.due and not healed.moved and not healed.differs:
            healed = healed.plus(self._show_anew(scope, work))
        return healed

    def _mend(self, head: Head, work: _Run) -> Healed:
        comparison = Comparison(
            self._api,
            head.scope,
            head.cursor,
            rows_bytes_max=work.rows_bytes_max,
            cancel=work.cancel,
        )
        mender = Mender(self._store, head, comparison, now_ms=work.now_ms, cancel=work.cancel)
        try:
            mended = mender.run()
        except HeadMoved:
            return Healed(moved=True)
        differs = (head.scope,) if mended.differs else ()
        return Healed(mended.found, mended.keys, differs)

    def _show_anew(self, scope: str, work: _Run) -> Healed:
        """The view against base and own work: what differs is made anew from them."""
        shown: list[Key] = []
        with self._store.read() as reader:
            for keys in layers.key_pieces(reader, scope):
                work.cancel.check()
                with one_moment(reader):
                    wrong = layers.differing(reader, keys)
                if wrong:
                    self._recompute(scope, wrong, work.now_ms)
                shown += wrong
        return Healed(len(shown), tuple(shown))

    def _recompute(self, scope: str, keys: list[Key], now_ms: int) -> None:
        with self._store.write() as connection:
            layers.recompute(connection, scope, keys)
            repairs.note(connection, [Repair(now_ms, scope, *key, Problem.VIEW) for key in keys])

    def _remember_equal(self, scope: str, before: HealedHead) -> None:
        with self._store.write() as connection:
            repairs.remember_head(connection, scope, replace(before, differs=False))


@dataclass(frozen=True)
class _Run:
    """One run: its moment, whether the week is over, and how it may use line and time."""

    now_ms: int
    due: bool
    rows_bytes_max: int
    cancel: Cancel


def _was_here(before: HealedHead, cursor: Cursor, work: _Run) -> bool:
    """Whether this head had its turn: once, and at a log that stands still once a week."""
    at_head = (before.incarnation, before.seq) == (cursor.incarnation, cursor.seq)
    again = work.due and abs(work.now_ms - before.at_ms) > RECOUNT_EVERY_MS
    return at_head and not again

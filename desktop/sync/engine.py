"""The sync engine: plain steps over the store and `SyncApi`; a thread or a test drives it.

::

    sync_once ─▶ lock of the store ─▶ exchange ─▶ apply (one transaction) ─┐
                                        ▲───── more pages, more to send ◀──┘
                                        └▶ files up, files down ─▶ digests equal? heal ─▶ idle

A failure anywhere leaves the store as the last transaction left it; the next run goes on from the
server's head for this device, whatever was believed to be received (R2).
"""

from __future__ import annotations

from dataclasses import replace

from filelock import FileLock, Timeout

from common.clock import BestTime, Clock, to_millis
from common.crypto.signing import SigningKey
from common.errors import ProtocolFault, TransportFault, VanThuError
from common.protocol.api import SyncApi
from common.protocol.messages import SyncAnswer, SyncRequest
from common.rules.numbering import Lease
from desktop.events import Changed, Events, SyncStateChanged
from desktop.jobs.cancel import Cancel
from desktop.store import leases, meta, numbering_state, pending, redactions, search_index
from desktop.store.connection import Connection
from desktop.store.erasing import erase_due
from desktop.store.meta import DeviceIdentity, LastSync
from desktop.store.second_file import registers_entry
from desktop.store.store import Store
from desktop.sync.batching import Batching
from desktop.sync.exchange import Applied, apply_answer, build_request
from desktop.sync.healing import Healer
from desktop.sync.state import SyncReport, SyncState
from desktop.sync.transfer import transfer

LOCK_NAME = "sync.lock"
EXCHANGES_MAX = 10_000
STALLS_MAX = 3
"""Exchanges in a row that move nothing although there is more: then something is wrong."""
INDEX_BATCH = 200


class SyncEngine:
    """Brings one store and the server to the same state."""

    def __init__(
        self,
        store: Store,
        who: DeviceIdentity,
        api: SyncApi,
        events: Events,
        *,
        clock: Clock,
        best_time: BestTime,
    ) -> None:
        self._store = store
        self._who = who
        self._api = api
        self._events = events
        self._clock = clock
        self._best_time = best_time
        self._key = SigningKey.from_bytes(who.signing_seed)
        self._batching = Batching()
        self._healer = Healer(store, api, clock=clock)
        self.state = SyncState.IDLE
        self.detail = ""

    def sync_once(self, cancel: Cancel | None = None) -> SyncReport:
        """Push, pull and move files until both sides are equal or the line is gone.

        Returns a report whose ``offline`` is set when the server could not be reached: that is no
        error, work is kept.

        Raises:
            ProtocolFault: ``forked``, ``version_newer``; NotAllowed: ``device_revoked``.
            EnvironmentFault: ``disk_full`` and its kin.
        """
        cancel = cancel or Cancel()
        try:
            with FileLock(self._store.folder / LOCK_NAME, timeout=0):
                return self._run(cancel)
        except Timeout:
            return SyncReport(offline="sync_elsewhere", waiting=self._waiting())
        except TransportFault as fault:
            self._batching.failed()
            self._enter(SyncState.OFFLINE, fault.code)
            return SyncReport(offline=fault.code, waiting=self._waiting())
        except VanThuError as fault:
            self._enter(SyncState.STOPPED, fault.code)
            raise

    def _run(self, cancel: Cancel) -> SyncReport:
        self._enter(SyncState.CONNECTING)
        report = self._exchange_all(cancel)
        self._enter(SyncState.FILES)
        moved = transfer(self._store, self._api, cancel)
        if moved.up:
            again = self._exchange_all(cancel)
            report = replace(report, pulled=report.pulled + again.pulled)
        report = self._heal(report, cancel)
        self._index()
        self._enter(SyncState.IDLE, "base_differs" if report.differs else "")
        return replace(report, files_up=moved.up, files_down=moved.down, waiting=self._waiting())

    def _exchange_all(self, cancel: Cancel) -> SyncReport:
        pushed = pulled = stalls = 0
        for _ in range(EXCHANGES_MAX):
            cancel.check()
            applied = self._exchange()
            pushed += sum(one.pushed for one in applied)
            pulled += sum(one.pulled for one in applied)
            if not any(one.more for one in applied) and not self._erased_untold():
                return SyncReport(pushed=pushed, pulled=pulled)
            moved = any(one.pushed or one.pulled for one in applied)
            stalls = 0 if moved else stalls + 1
            if stalls > STALLS_MAX:
                break
        raise ProtocolFault("sync_does_not_end")

    def _heal(self, report: SyncReport, cancel: Cancel) -> SyncReport:
        """Both sides stand at one head: what differs there is damage (R13)."""
        healed = self._healer.run(self._batching.size_bytes, cancel)
        if healed.moved:  # others wrote meanwhile: once more, at the next head
            again = self._exchange_all(cancel)
            report = replace(
                report, pushed=report.pushed + again.pushed, pulled=report.pulled + again.pulled
            )
            healed = replace(healed, moved=False).plus(
                self._healer.run(self._batching.size_bytes, cancel)
            )
        if healed.keys:
            self._events.announce(Changed(healed.keys, "sync"))
        return replace(report, healed=healed.records, differs=healed.differs)

    def _exchange(self) -> list[Applied]:
        with self._store.read() as connection:
            request = build_request(connection, self._who, self._key, self._batching.size_bytes)
        answer = self._api.sync(request)
        self._enter(SyncState.SYNCING)
        self._batching.succeeded()
        self._best_time.learn(answer.server_ms)
        applied = self._apply(request, answer)
        self._healer.note(answer)
        keys = tuple(key for one in applied for key in one.keys)
        keys += tuple(erase_due(self._store))
        if keys:
            self._events.announce(Changed(keys, "sync"))
        return applied

    def _erased_untold(self) -> bool:
        """Whether an order was carried out of which the server has not been told."""
        with self._store.read() as connection:
            return bool(redactions.in_state(connection, redactions.ERASED))

    def _apply(self, request: SyncRequest, answer: SyncAnswer) -> list[Applied]:
        wall_ms = to_millis(self._clock.now())
        with self._store.write() as connection:
            for ask in request.scopes:
                redactions.move(
                    connection, ask.erased, before=redactions.ERASED, after=redactions.TOLD
                )
            applied = [apply_answer(connection, self._who, one) for one in answer.scopes]
            meta.save_last_sync(connection, LastSync(wall_ms, answer.server_ms - wall_ms))
            held = self._held(answer)
            if held is not None:
                leases.keep_only(connection, held)
            if not any(one.more for one in applied):
                self._settle(connection, held)
            told = any(key[0] in numbering_state.ENTITIES for one in applied for key in one.keys)
            if told or answer.leases is not None:
                registers = numbering_state.kept(connection, self._who)
                self._store.journal_append([registers_entry(registers)])
        return applied

    def _held(self, answer: SyncAnswer) -> list[Lease] | None:
        """The leases that the server says this PC holds, in its signed word; ``None``: as known."""
        if answer.leases is None:
            return None
        mine = [one for one in answer.leases if one.device == self._who.device]
        return [one for one in mine if one.is_signed_by(self._who.server_public)]

    def _settle(self, connection: Connection, held: list[Lease] | None) -> None:
        """Everything given before is here now: leases may be used, a rebuilt store too (R16)."""
        if held is not None:
            leases.save(connection, held)
        meta.mark_restored(connection, False)

    def _waiting(self) -> int:
        with self._store.read() as connection:
            return pending.unsent(connection, self._who.office_scope)

    def _index(self) -> None:
        """What the pull brought becomes findable, in small transactions."""
        while True:
            with self._store.write() as connection:
                if not search_index.index_some(connection, INDEX_BATCH):
                    return

    def _enter(self, state: SyncState, detail: str = "") -> None:
        if (state, detail) != (self.state, self.detail):
            self.state, self.detail = state, detail
            self._events.announce(SyncStateChanged(state, detail))

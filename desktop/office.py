"""The client without a window: one office on one PC, opened by one person.

Window, command line and simulator are three users of this door. It wires store, commands, queries
and sync; whatever has a clock, randomness, a network or a disk in it is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from common.clock import BestTime, Clock, SystemClock
from common.errors import EnvironmentFault, NotAllowed, RuleViolation
from common.ids import Random, SystemRandom
from common.protocol.api import SyncApi
from common.rules import permissions
from desktop.commands.runner import Actor, Command, Outcome, Runner
from desktop.commands.waiting import NumberIncoming, NumberOutgoing
from desktop.events import Events
from desktop.identity.enrolment import require_enrolled
from desktop.jobs.cancel import Cancel
from desktop.queries.sync_status import SyncStatus, sync_status
from desktop.queries.waiting import Waiting, waiting
from desktop.store import lookups, meta, search_index
from desktop.store.connection import Connection
from desktop.store.erasing import erase_due
from desktop.store.meta import DeviceIdentity
from desktop.store.opening import decrypt_for_opening
from desktop.store.store import Store
from desktop.store.vault import StoreKeys, unlock
from desktop.sync.engine import SyncEngine
from desktop.sync.proof import Proved, prove
from desktop.sync.state import SyncReport

ApiFactory = Callable[[DeviceIdentity], SyncApi]


@dataclass(frozen=True)
class Person:
    """Who is working."""

    login: str
    full_name: str
    roles: frozenset[str]


class Office:
    """An opened store and everything a person can do with it."""

    def __init__(
        self,
        store: Store,
        who: DeviceIdentity,
        api: SyncApi,
        *,
        clock: Clock,
        random: Random,
    ) -> None:
        self.who = who
        self.clock = clock
        self.events = Events()
        self._store = store
        self._api = api
        actor = Actor(who.user_id, who.device, who.office_code, who.office_scope, who.roles)
        best_time = BestTime(clock)
        self._runner = Runner(
            store, self.events, actor, clock=clock, best_time=best_time, random=random
        )
        self.engine = SyncEngine(store, who, api, self.events, clock=clock, best_time=best_time)

    @property
    def store(self) -> Store:
        """The store, for upkeep and verification."""
        return self._store

    def run(self, command: Command) -> Outcome:
        """Do what a person wants; see :meth:`desktop.commands.runner.Runner.run`."""
        return self._runner.run(command)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only connection for `desktop.queries`, showing the last committed state."""
        with self._store.read() as connection:
            yield connection

    def person(self) -> Person:
        """Who works here now, with their present roles."""
        with self.read() as connection:
            user = lookups.user(connection, self.who.user_id)
            name = user.values.get("full_name") if user else None
            return Person(
                self.who.login, str(name or self.who.login), self._runner.roles(connection)
            )

    def status(self) -> SyncStatus:
        """The sync state that is always in sight."""
        with self.read() as connection:
            return sync_status(connection, self.who.office_scope)

    def sync(self, cancel: Cancel | None = None) -> SyncReport:
        """One run of the engine; offline is a report, not an error."""
        return self.engine.sync_once(cancel)

    def sync_and_number(self) -> tuple[SyncReport, list[Outcome]]:
        """Sync, number what waits here, and send those numbers: the report of all, and the
        documents that were numbered."""
        report = self.sync()
        numbered = [] if report.offline else self.number_waiting()
        if numbered:
            again = self.sync()
            report = replace(
                report,
                pushed=report.pushed + again.pushed,
                pulled=report.pulled + again.pulled,
                offline=again.offline,
                waiting=again.waiting,
            )
        return report, numbered

    def prove(self, cancel: Cancel | None = None) -> Proved:
        """Have the server show that its log was only continued and holds this PC's work.

        Raises:
            TransportFault: the server cannot be asked; NotAllowed: ``device_revoked``.
        """
        return prove(self._store, self.who, self._api, cancel)

    def take_series(self, series_code: str) -> SyncReport:
        """Take a released series: ask the server, then pull every number given before.

        Raises:
            NotAllowed: ``series_held``; TransportFault: only the server can say who holds it.
        """
        with self.read() as connection:
            row = lookups.require_series(connection, series_code)
        self._api.take_series(self.who.office_scope, row.id)
        return self.sync()

    def number_waiting(self, series_code: str | None = None) -> list[Outcome]:
        """Number what waits in the series that this PC holds, oldest first; what came of it.

        A number needs a person: nothing is done for one who may not. Without a code it is for after
        each sync, and leaves out the series whose office wants to be asked. Where a number is
        refused (its date, say) the rest of that series goes on waiting, in order.

        Raises:
            EnvironmentFault: ``disk_full`` and its kin; what was numbered before stays.
        """
        numbered: list[Outcome] = []
        stopped: set[str] = set()
        for one in self._numbered_here(series_code):
            if one.series.id in stopped:
                continue
            is_incoming = one.row.entity == "incoming_document"
            command = NumberIncoming(one.row.id) if is_incoming else NumberOutgoing(one.row.id)
            try:
                numbered.append(self.run(command))
            except (RuleViolation, NotAllowed):
                stopped.add(one.series.id)
        return numbered

    def _numbered_here(self, series_code: str | None) -> list[Waiting]:
        with self.read() as connection:
            if not permissions.may(self._runner.roles(connection), "number_incoming"):
                return []
            return [
                one
                for one in waiting(connection, series_code)
                if one.numbered_here and (series_code or not one.series.ask_first)
            ]

    def index_waiting(self) -> int:
        """Make what was just written findable; returns how many records were indexed."""
        total = 0
        while True:
            with self._store.write() as connection:
                done = search_index.index_some(connection)
            total += done
            if not done:
                return total

    def open_file(self, sha256: str, name: str, session_folder: Path) -> Path:
        """A readable copy of an attached file for this session (design §8).

        Raises:
            EnvironmentFault: ``file_missing`` while it has not arrived.
        """
        return decrypt_for_opening(self._store.blobs, sha256, name, session_folder)

    def close(self) -> None:
        """Close the store; everything committed stays."""
        self._store.close()


def open_office(
    folder: Path,
    login: str,
    password: str,
    api_of: ApiFactory,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
) -> Office:
    """Unlock the store in ``folder`` for one person; needs no network.

    Raises:
        NotAllowed: ``wrong_password``; ``not_enrolled``.
        EnvironmentFault: ``store_missing``, ``store_damaged``, ``store_newer``, ``disk_full``, ….
    """
    return open_with_keys(
        folder, unlock(folder, login, password), api_of, clock=clock, random=random
    )


def open_with_keys(
    folder: Path,
    keys: StoreKeys,
    api_of: ApiFactory,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
) -> Office:
    """The same for keys that are unlocked already. Raises as :func:`open_office`."""
    random = random or SystemRandom()
    store = Store(folder, keys, random=random)
    try:
        store.blobs.leftovers()
        with suppress(EnvironmentFault):  # a full disk must not keep an office from its work
            erase_due(store)  # what was cut; nothing of it is shown even so
        with store.read() as connection:
            who = require_enrolled(meta.identity(connection))
        return Office(store, who, api_of(who), clock=clock or SystemClock(), random=random)
    except BaseException:
        store.close()
        raise

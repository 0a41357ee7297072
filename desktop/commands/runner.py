"""The one way from a person's action to the store.

::

    command ─▶ check (before a byte is written) ─▶ files into the blob store (encrypted)
        ─▶ BEGIN IMMEDIATE ─▶ plan: state, number, changes ─▶ role · rules · secrecy
        ─▶ changeset ─▶ chain + overlay + view + second file ─▶ COMMIT ─▶ Changed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from common.changes.changeset import (
    FORMAT_VERSION,
    SALT_SIZE_BYTES,
    At,
    Change,
    Guard,
    Header,
    NumberClaim,
    build,
    name_of,
)
from common.changes.heads import head_of
from common.changes.record import Values
from common.clock import BestTime, Clock, to_millis, vietnam_date
from common.entities.schema import Value
from common.errors import RuleViolation
from common.ids import Random, new_id
from common.rules import permissions, validation
from common.rules.actions import ACTIONS
from common.rules.date_guard import KnownDay
from desktop.events import Changed, Events
from desktop.store import base, files, layers, lookups, meta, pending, view
from desktop.store.connection import Connection
from desktop.store.second_file import changeset_entry
from desktop.store.store import Store

_DAY_S = 86_400
FILES_MAX = 50
FILE_SIZE_BYTES_MAX = 200 * 1024 * 1024


@dataclass(frozen=True)
class NewFile:
    """A file that a person attaches. ``name`` is shown; ``path`` is where it lies now."""

    path: Path
    name: str


@dataclass(frozen=True)
class StoredFile:
    """The same file, now in the encrypted blob store."""

    name: str
    sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True)
class Warned:
    """Something that a person should look at; it forbids nothing."""

    code: str
    params: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a command will write, decided inside the transaction."""

    changes: tuple[Change, ...]
    entity: str
    id: str
    claims: tuple[NumberClaim, ...] = ()
    guards: tuple[Guard, ...] = ()
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of it: the record as it stands, and the changeset's name."""

    entity: str
    id: str
    values: Values
    changeset: str
    warnings: tuple[Warned, ...]


@dataclass(frozen=True)
class Actor:
    """Who acts, on which device."""

    user_id: str
    device: int
    office_code: str
    scope: str
    enrolled_roles: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """What a command may ask while it plans; reads see the transaction's own state."""

    connection: Connection
    actor: Actor
    random: Random
    now: datetime
    stored: tuple[StoredFile, ...]
    server_days_ago: int | None = None
    """How old the last server time is; ``None`` where there is none that could be believed."""
    clock_jumped: bool = False

    @property
    def today(self) -> date:
        """The best known calendar day in Vietnam."""
        return vietnam_date(self.now)

    @property
    def known_day(self) -> KnownDay:
        """Today, and how far it can be believed."""
        return KnownDay(self.today, self.server_days_ago, self.clock_jumped)

    @property
    def now_ms(self) -> int:
        """The best known instant, in milliseconds."""
        return to_millis(self.now)

    def new_id(self) -> str:
        """A fresh identifier."""
        return new_id(self.now, self.random)

    def require(self, entity: str, record_id: str) -> view.Row:
        """The record as people see it.

        Raises:
            RuleViolation: ``record_not_found``, also for one that was removed.
        """
        row = view.get(self.connection, entity, record_id)
        if row is None or row.values.get("removed_at"):
            raise RuleViolation("record_not_found", entity=entity, id=record_id)
        return row


class Command(Protocol):
    """One action. ``action`` names its declaration in `common.rules.actions`."""

    @property
    def action(self) -> str:
        """The declared name."""
        ...

    @property
    def files(self) -> tuple[NewFile, ...]:
        """Files to take into the store before planning."""
        ...

    def check(self) -> None:
        """Refuse what must not even touch the disk (secrecy, domain §8)."""
        ...

    def plan(self, context: Context) -> Plan:
        """Decide what to write. Raises RuleViolation or NotAllowed."""
        ...


def guards_of(action: str, row: view.Row) -> tuple[Guard, ...]:
    """The guards that ``action`` declares, with the heads that were seen."""
    return tuple(
        Guard(row.entity, row.id, name, head_of(row.heads, name) or "")
        for name in ACTIONS[action].guards
    )


class Runner:
    """Runs commands of one person against one store."""

    def __init__(
        self,
        store: Store,
        events: Events,
        actor: Actor,
        *,
        clock: Clock,
        best_time: BestTime,
        random: Random,
    ) -> None:
        self._store = store
        self._events = events
        self._actor = actor
        self._clock = clock
        self._best_time = best_time
        self._random = random

    def roles(self, connection: Connection) -> frozenset[str]:
        """The person's present roles; those of the enrolment until the first pull."""
        known = lookups.roles_of(connection, self._actor.user_id)
        return frozenset(self._actor.enrolled_roles) if known is None else known

    def run(self, command: Command) -> Outcome:
        """Do it, or raise and change nothing.

        Raises:
            RuleViolation, NotAllowed: the reason, before anything is written.
            EnvironmentFault: disk full, store damaged; the transaction is rolled back.
        """
        command.check()
        with self._store.read() as connection:
            permissions.require(self.roles(connection), command.action)
        stored = self._take_files(command.files)
        with self._store.write() as connection:
            context = self._context(connection, stored)
            permissions.require(self.roles(connection), command.action)
            plan = command.plan(context)
            validation.check_changes(plan.changes)
            keys, name = self._commit(context, command.action, plan)
            row = view.get(connection, plan.entity, plan.id)
        if getattr(command, "confirmed", False):
            self._best_time.believe_clock()
        self._events.announce(Changed(tuple(keys), "command"))
        return Outcome(plan.entity, plan.id, row.values if row else {}, name, plan.warnings)

    def _context(self, connection: Connection, stored: tuple[StoredFile, ...]) -> Context:
        return Context(
            connection=connection,
            actor=self._actor,
            random=self._random,
            now=self._best_time.now(),
            stored=stored,
            server_days_ago=self._server_days_ago(connection),
            clock_jumped=self._best_time.has_jumped,
        )

    def _server_days_ago(self, connection: Connection) -> int | None:
        """By the monotonic clock in this run, else by the PC's own since the last success."""
        age_s = self._best_time.server_age_s
        if age_s is None:
            last = meta.last_sync(connection)
            if last is None:
                return None
            age_s = (to_millis(self._clock.now()) - last.at_ms) / 1000
        return int(age_s // _DAY_S) if age_s >= 0 else None

    def _commit(
        self, context: Context, action: str, plan: Plan
    ) -> tuple[list[tuple[str, str]], str]:
        connection, actor = context.connection, self._actor
        end = pending.chain_end(connection, actor.scope, actor.device)
        state = base.scope_state(connection, actor.scope)
        header = Header(
            v=FORMAT_VERSION,
            scope=actor.scope,
            device=actor.device,
            seq=end.seq + 1,
            seen=state.cursor.seq if state.cursor else 0,
            at=self._at(connection),
            actor=actor.user_id,
            action=action,
            guards=plan.guards,
            numbers=plan.claims,
        )
        changeset = build(header, plan.changes, self._random.bytes(SALT_SIZE_BYTES))
        keys = layers.lay(connection, header, plan.changes, changeset)
        for one in context.stored:
            files.note_local(connection, actor.scope, one.sha256, one.size_bytes)
        self._store.journal_append([changeset_entry(header.scope, header.seq, changeset)])
        return keys, name_of(header.device, header.seq)

    def _take_files(self, new_files: Iterable[NewFile]) -> tuple[StoredFile, ...]:
        new_files = tuple(new_files)
        if len(new_files) > FILES_MAX:
            raise RuleViolation("too_many_files", count=len(new_files), count_max=FILES_MAX)
        return tuple(self._take_file(one) for one in new_files)

    def _take_file(self, new_file: NewFile) -> StoredFile:
        info = self._store.take_file(
            new_file.path, new_file.name, size_bytes_max=FILE_SIZE_BYTES_MAX
        )
        return StoredFile(new_file.name, info.sha256, info.size_bytes, info.media_type)

    def _at(self, connection: Connection) -> At:
        wall_ms = to_millis(self._clock.now())
        last = meta.last_sync(connection)
        if last is None:
            return At(wall_ms)
        age_s = max(0, (wall_ms - last.at_ms) // 1000)
        return At(wall_ms, last.server_offset_ms, age_s)

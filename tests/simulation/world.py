"""The world of one run: a hub, offices with several PCs, people, their clocks, and a trace.

::

    step ─▶ a PC and a thing to do (command · sync · power · cable · clock · roles · server)
         ─▶ done for real ─▶ counted, remembered by the oracle ─▶ a line of the trace ─▶ its hash
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, event

from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation, TransportFault
from common.protocol.messages import SyncAnswer, SyncRequest
from desktop.commands.registers import StartRegister
from desktop.commands.runner import Command, NewFile, Outcome
from desktop.events import Changed
from desktop.identity.enrolment import EnrolmentWish, enrol
from desktop.office import Office, open_with_keys
from desktop.store import base, restoration, view
from desktop.store.store import DATABASE_NAME
from desktop.store.vault import StoreKeys, unlock
from desktop.sync.batching import Batching
from sync_server.hub.hub import Hub
from sync_server.hub.opening import init_data, open_hub
from tests.helpers.offices import CHEAP_KDF, PASSWORD, TickingClock
from tests.helpers.offices import START as FIRST_DAY
from tests.helpers.province import OFFICES
from tests.helpers.seeded import SeededRandom
from tests.simulation import watching
from tests.simulation.network import NO_FAULTS, FaultRates, FaultyLine
from tests.simulation.oracle import START, Oracle, Seen
from tests.simulation.power import Fuse, PowerCut, lay_failpoints

TINY_BYTES = 1_500
"""Body and page size of PCs on a bad line: a pull takes many pages while others write."""


_REMOVALS = ("remove_incoming", "remove_outgoing", "remove_attachment")
_ENTITIES = (
    *("incoming_document", "outgoing_document", "delivery", "attachment"),
    *("case_file", "case_file_item"),
)
_NUMBERING = ("register_incoming", "issue_outgoing", "accept_delivery")


class PcClock:
    """One PC's clock: it goes with the world's, beside it by ``skew``."""

    def __init__(self, world: TickingClock) -> None:
        self._world = world
        self.skew = timedelta()

    def now(self) -> datetime:
        return self._world.now() + self.skew

    def monotonic_s(self) -> float:
        return self._world.monotonic_s()


class FixedSize(Batching):
    """Always the same size, whatever the line bore."""

    def succeeded(self) -> None:
        """Not larger."""

    def failed(self) -> None:
        """Not smaller."""


@dataclass
class Pc:
    """One PC of an office, its line, clock and power; ``forms`` are open on its screen."""

    name: str
    office_code: str
    folder: Path
    keys: StoreKeys
    office: Office
    line: FaultyLine
    clock: PcClock
    size_bytes: int | None = None
    fuse: Fuse = field(default_factory=Fuse)
    forms: list[view.Row] = field(default_factory=list)
    last_answer: SyncAnswer | None = None
    last_request: SyncRequest | None = None


class World:
    """Everything of one run; ``counts`` say what happened how often."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.random = Random(seed)
        self.clock = TickingClock(FIRST_DAY + timedelta(days=35 * (seed % 4)))
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self.oracle = Oracle()
        self.typed_count = 0
        self._bytes = SeededRandom(seed + 1)
        self._crash_in: int | None = None
        self._busy = False
        init_data(folder / "server", clock=self.clock, random=self._bytes)
        self.hub = self._open_hub()
        self.hub.import_offices(OFFICES)
        self.office_codes = tuple(str(row["code"]) for row in OFFICES)
        self.pcs: list[Pc] = []

    def begin(self, pcs_per_office: int = 2) -> None:
        """Enrol every PC and start the books."""
        for code in self.office_codes:
            self.oracle.office(code, f"{code}0")
            for number in range(pcs_per_office):
                self._enrol(code, number)
        self._start_books()

    # ── setting up ────────────────────────────────────────────────────────────────────────────

    def _open_hub(self) -> Hub:
        hub = open_hub(self.folder / "server", clock=self.clock, random=self._bytes)
        event.listen(hub.core.engine, "commit", self._before_commit)
        return hub

    def _before_commit(self, _: Connection) -> None:
        if self._crash_in is not None:
            self._crash_in -= 1
            if self._crash_in < 0:
                self._crash_in = None
                self.counts["fault: server crash before commit"] += 1
                raise TransportFault("offline")

    def _enrol(self, code: str, number: int) -> None:
        name = f"{code}{number}"
        folder = self.folder / name
        wish = EnrolmentWish(
            server_url="http://127.0.0.1:1",
            code=self.hub.new_enrolment_code(code, ("clerk", "admin")).text,
            login=name,
            password=PASSWORD,
            device_name=name,
        )
        enrol(
            folder,
            wish,
            self.hub,
            random=self._bytes,
            pin_ca=lambda _: self.hub,
            params=CHEAP_KDF,
        )
        keys = unlock(folder, name, PASSWORD)
        clock = PcClock(self.clock)
        line: list[FaultyLine] = []
        office = open_with_keys(
            folder,
            keys,
            lambda who: line.append(self._line(who.device)) or line[0],  # type: ignore[func-returns-value]
            clock=clock,
            random=self._bytes,
        )
        pc = Pc(name, code, folder, keys, office, line[0], clock)
        if self.random.random() < 0.5:
            pc.size_bytes = TINY_BYTES
        self.pcs.append(pc)
        self._wire(pc)
        pc.line.rates = NO_FAULTS
        self.sync(pc)
        pc.line.rates = FaultRates()

    def _line(self, device: int) -> FaultyLine:
        return FaultyLine(lambda: self.hub.device_api(device), self.random, self.counts)

    def _wire(self, pc: Pc) -> None:
        """Failpoints, eyes and ears on a PC that has just been started."""
        lay_failpoints(pc.office.store, pc.fuse)
        if pc.size_bytes:
            pc.office.engine._batching = FixedSize(pc.size_bytes)
        pc.office.events.subscribe(lambda one: isinstance(one, Changed) and self.look(pc))

        def arrived(request: SyncRequest, answer: SyncAnswer) -> None:
            pc.last_request, pc.last_answer = request, answer
            for result in answer.scopes[0].results:
                self.oracle.told(pc.name, result.seq, result.fate)
            if any(scope.page.position for scope in answer.scopes):
                self.counts["sync: a page of several"] += 1

        pc.line.arrived = arrived
        pc.line.granted = lambda series: self.oracle.granted(pc.office_code, series, pc.name)
        pc.line.meanwhile = lambda: self._meanwhile(pc)

    def _meanwhile(self, pc: Pc) -> None:
        """Between two exchanges: the person looks; whoever wants to, does something."""
        self.look(pc)
        if not self._busy:
            self._busy = True
            try:
                self.between(pc)
            finally:
                self._busy = False

    def between(self, pc: Pc) -> None:
        """What happens between two exchanges of ``pc``; the workload puts its own here."""

    def _start_books(self) -> None:
        for code in self.office_codes:
            first = next(pc for pc in self.pcs if pc.office_code == code)
            for series in ("den", "di"):
                command = StartRegister(series, START, date(2026, 9, 11), "Quyển 1")
                self.do(first, "start_register", command)
            first.line.rates = NO_FAULTS
            self.sync(first)
            first.line.rates = FaultRates()

    # ── what people do ────────────────────────────────────────────────────────────────────────

    def new_file(self) -> NewFile:
        """A small file; sometimes one that somebody has attached before."""
        number = self.random.randrange(40)
        path = self.folder / f"tệp {number}.txt"
        path.write_text(f"Nội dung của tệp số {number}", encoding="utf-8")
        return NewFile(path, path.name)

    def note(self, line: str) -> None:
        """One line of the trace."""
        self.trace.append(line)

    def trace_hash(self) -> str:
        """Equal for two runs of one seed."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]

    def colleague(self, pc: Pc) -> Pc:
        """Another PC of the same office."""
        others = [one for one in self.pcs if one.office_code == pc.office_code and one is not pc]
        return self.random.choice(others)

    def look(self, pc: Pc) -> None:
        """The person at ``pc`` looks at the screen."""
        if pc.fuse.blown:
            return
        self._remember(pc)
        self.counts["looks"] += 1
        watching.look(pc.name, pc.office, self.oracle.pcs[pc.name])

    def do(self, pc: Pc, name: str, command: Command, seen: Values | None = None) -> Outcome | None:
        """A person's action; a refusal is an outcome too. ``seen``: what a form showed."""
        self.clock.forward(seconds=1)
        memory = self.oracle.pcs[pc.name]
        memory.seen = self._seen(pc, command, seen)
        try:
            outcome = pc.office.run(command)
        except (RuleViolation, NotAllowed) as refusal:
            self.counts[f"refused: {refusal.code}"] += 1
            self.note(f"{pc.name} {name} ✗ {refusal.code}")
            return None
        except PowerCut:
            self.note(f"{pc.name} {name} ⚡")
            self.start_again(pc)
            return None
        self.counts[f"command: {name}"] += 1
        self._check_made(pc, name, outcome)
        number = outcome.values.get("arrival_number") or outcome.values.get("code_number") or ""
        if outcome.values.get("state") == "cho_so" and name in _NUMBERING:
            self.counts["number: waiting"] += 1
        self.note(f"{pc.name} {name} → {outcome.changeset} {number}")
        return outcome

    def _seen(self, pc: Pc, command: Command, form: Values | None) -> Seen:
        target = getattr(command, "id", None)
        if target is None:
            return {}
        seen: Seen = {}
        with pc.office.read() as connection:
            for entity in _ENTITIES:
                if row := view.get(connection, entity, target):
                    seen[entity, target] = row.values if form is None else form
            for number in view.find(connection, "number", "WHERE document_id = ?", (target,)):
                seen["number", number.id] = number.values
        return seen

    def show_waiting(self, pc: Pc) -> None:
        """The person has what waits for a number before their eyes."""
        seen: Seen = {}
        with pc.office.read() as connection:
            for entity in ("incoming_document", "outgoing_document"):
                for row in view.find(connection, entity, "WHERE state = 'cho_so'"):
                    seen[entity, row.id] = row.values
        self.oracle.pcs[pc.name].seen = seen

    def _remember(self, pc: Pc) -> None:
        self.oracle.learn(pc.name, pc.office_code, pc.office)

    def _check_made(self, pc: Pc, name: str, outcome: Outcome) -> None:
        """What was just made or changed stands before the person's eyes."""
        with pc.office.read() as connection:
            row = view.get(connection, outcome.entity, outcome.id)
        gone = row is None or bool(row.values.get("removed_at"))
        assert gone == (name in _REMOVALS), f"I4: {pc.name} does not see what {name} made"

    def sync(self, pc: Pc) -> bool:
        """One run of the engine; whether it came through to the end."""
        pc.last_answer = None
        try:
            report = pc.office.sync()
        except PowerCut:
            self.note(f"{pc.name} sync ⚡")
            self.start_again(pc)
            return False
        self.counts["sync: offline" if report.offline else "sync: done"] += 1
        self.note(f"{pc.name} sync {report.pushed}↑ {report.pulled}↓ {report.offline}")
        if not report.offline:
            self._remember(pc)
            self.oracle.knows(pc.name, pc.office_code)
            self._check_digest(pc)
        return not report.offline

    def _check_digest(self, pc: Pc) -> None:
        """I3 after each whole sync: our digest is the server's at the head that it named."""
        answer, request = pc.last_answer, pc.last_request
        if answer is None or request is None:
            return
        for ask, scope in zip(request.scopes, answer.scopes, strict=True):
            head = scope.page.head or ask.cursor
            with pc.office.read() as connection:
                state = base.scope_state(connection, scope.scope)
            if scope.digest and not scope.problem and state.cursor == head:
                self.counts["digests compared"] += 1
                assert state.digest == scope.digest, f"I3: digest of {pc.name} in {scope.scope}"

    # ── faults ────────────────────────────────────────────────────────────────────────────────

    def start_again(self, pc: Pc) -> None:
        """The PC went off without closing anything, and is started again."""
        pc.office.close()
        self._reopen(pc)
        self.counts["fault: power"] += 1
        self._remember(pc)

    def _reopen(self, pc: Pc) -> None:
        pc.fuse.disarm()
        pc.fuse.blown = False
        pc.forms.clear()
        pc.office = open_with_keys(
            pc.folder, pc.keys, lambda _: pc.line, clock=pc.clock, random=self._bytes
        )
        self._wire(pc)

    def lose_database(self, pc: Pc) -> None:
        """The disk takes the database; the store is rebuilt from its second file."""
        pc.office.close()
        for path in pc.folder.glob(DATABASE_NAME + "*"):
            path.unlink()
        restoration.restore(pc.folder, pc.keys, random=self._bytes)
        self._reopen(pc)
        self.oracle.forgot(pc.name, pc.office_code)
        self._remember(pc)
        self.counts["recovery: rebuilt from the second file"] += 1
        self.note(f"{pc.name} rebuilt")

    def restart_server(self) -> None:
        """The server stops and starts again on the same data."""
        self.hub.close()
        self.hub = self._open_hub()
        self.counts["fault: server restart"] += 1
        self.note("server restart")

    def crash_server_in(self, commits: int | None) -> None:
        """Let the server die just before one of its next commits."""
        self._crash_in = commits

    def close(self) -> None:
        """Let go of every file."""
        for pc in self.pcs:
            pc.office.close()
        self.hub.close()

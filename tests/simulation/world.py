"""The world of one run: a hub, offices with several PCs, people, a clock, and a trace.

::

    step ─▶ a PC and a thing to do (command · sync · power cut · cable · postman · clock)
         ─▶ done for real ─▶ counted ─▶ a line of the trace ─▶ its hash
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from common.errors import NotAllowed, RuleViolation
from desktop.commands.registers import StartRegister
from desktop.commands.runner import Command, NewFile
from desktop.identity.enrolment import EnrolmentWish, enrol
from desktop.office import Office, open_with_keys
from desktop.store.second_file import read_entries, rebuild
from desktop.store.store import DATABASE_NAME, create_store
from desktop.store.vault import StoreKeys, unlock
from sync_server.hub.hub import Hub
from sync_server.hub.opening import init_data, open_hub
from tests.helpers.offices import CHEAP_KDF, PASSWORD, TickingClock
from tests.helpers.province import OFFICES
from tests.helpers.seeded import SeededRandom
from tests.simulation.network import NO_FAULTS, FaultRates, FaultyLine


@dataclass
class Pc:
    """One PC of an office, and the line it has."""

    name: str
    office_code: str
    folder: Path
    keys: StoreKeys
    office: Office
    line: FaultyLine


class World:
    """Everything of one run; ``counts`` say what happened how often."""

    def __init__(self, folder: Path, seed: int, *, pcs_per_office: int = 2) -> None:
        self.folder = folder
        self.seed = seed
        self.random = Random(seed)
        self.clock = TickingClock()
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self._bytes = SeededRandom(seed + 1)
        init_data(folder / "server", clock=self.clock, random=self._bytes)
        self.hub = self._open_hub()
        self.hub.import_offices(OFFICES)
        self.office_codes = tuple(str(row["code"]) for row in OFFICES)
        self.pcs = [
            self._enrolled(code, number)
            for code in self.office_codes
            for number in range(pcs_per_office)
        ]
        self._start_books()

    def _open_hub(self) -> Hub:
        return open_hub(self.folder / "server", clock=self.clock, random=self._bytes)

    def _enrolled(self, code: str, number: int) -> Pc:
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
        line: list[FaultyLine] = []
        office = open_with_keys(
            folder,
            keys,
            lambda who: line.append(self._line(who.device)) or line[0],  # type: ignore[func-returns-value]
            clock=self.clock,
            random=self._bytes,
        )
        line[0].rates = NO_FAULTS
        office.sync()
        line[0].rates = FaultRates()
        return Pc(name, code, folder, keys, office, line[0])

    def _line(self, device: int) -> FaultyLine:
        return FaultyLine(lambda: self.hub.device_api(device), self.random, self.counts)

    def _start_books(self) -> None:
        for code in self.office_codes:
            first = next(pc for pc in self.pcs if pc.office_code == code)
            for series in ("den", "di"):
                first.office.run(StartRegister(series, 100, date(2026, 9, 11), "Quyển 1"))

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

    def do(self, pc: Pc, name: str, command: Command) -> None:
        """A person's action; a refusal is an outcome too."""
        try:
            outcome = pc.office.run(command)
        except (RuleViolation, NotAllowed) as refusal:
            self.counts[f"refused: {refusal.code}"] += 1
            self.note(f"{pc.name} {name} ✗ {refusal.code}")
            return
        self.counts[f"command: {name}"] += 1
        number = outcome.values.get("arrival_number") or outcome.values.get("code_number") or ""
        self.note(f"{pc.name} {name} → {outcome.changeset} {number}")

    def sync(self, pc: Pc) -> None:
        """One run of the engine."""
        report = pc.office.sync()
        self.counts["sync: offline" if report.offline else "sync: done"] += 1
        self.note(f"{pc.name} sync {report.pushed}↑ {report.pulled}↓ {report.offline}")

    def cut_power(self, pc: Pc) -> None:
        """The PC stops without closing anything, and starts again."""
        pc.office.store._writer.close()
        pc.office = self._reopened(pc)
        self.counts["fault: power"] += 1
        self.note(f"{pc.name} power")

    def _reopened(self, pc: Pc) -> Office:
        return open_with_keys(
            pc.folder, pc.keys, lambda _: pc.line, clock=self.clock, random=self._bytes
        )

    def lose_database(self, pc: Pc) -> None:
        """The disk takes the database; the store is rebuilt from its second file."""
        pc.office.close()
        for path in pc.folder.glob(DATABASE_NAME + "*"):
            path.unlink()
        store = create_store(pc.folder, pc.keys, random=self._bytes)
        with store.write() as connection:
            rebuild(connection, read_entries(store.journal.read()))
        store.close()
        pc.office = self._reopened(pc)
        self.counts["recovery: rebuilt from the second file"] += 1
        self.note(f"{pc.name} rebuilt")

    def restart_server(self) -> None:
        """The server stops and starts again on the same data."""
        self.hub.close()
        self.hub = self._open_hub()
        self.counts["fault: server restart"] += 1
        self.note("server restart")

    def close(self) -> None:
        """Let go of every file."""
        for pc in self.pcs:
            pc.office.close()
        self.hub.close()

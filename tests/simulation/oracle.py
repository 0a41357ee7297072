"""What the world remembers by itself: who typed what, seeing what; who may number; what was told.

It learns from what went in (commands) and what came through the line (answers), not from the merge,
so `checkers` and `watching` can hold the product against it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from common.changes.changeset import Header, NumberClaim, name_of, read_changes, read_header
from common.changes.record import Key
from common.entities.schema import Value
from desktop.office import Office
from desktop.store import pending, view

Seen = dict[Key, dict[str, Value]]
"""The values of records as a person saw them when the form was opened."""

_NOT_TYPED = frozenset({"series", "register_book", "number", "conflict"})
_REDATING = frozenset({"correct_arrival_date", "correct_issued_date", "remove_incoming"})
_EDITS = frozenset({"edit_outgoing", "edit_incoming"})
UNDECIDED = ("quarantined", "held", "parked")
"""Fates of which people may still decide."""
_BY_THE_REGISTER = frozenset(
    {"state", "code_number", "number_suffix", "arrival_number", "series_id", "issued_date"}
    | {"issue_asked_at", "arrival_date", "number_note"}
)
"""What the register writes, not a person: the ledger's own checks look at it."""
START = 100
"""The last number on paper where every book of this year begins."""
START_YEAR = 2026


@dataclass(frozen=True)
class Typed:
    """One value that one person wrote into one field, and what stood there before their eyes."""

    name: str
    pc: str
    seq: int
    action: str
    key: Key
    field: str
    value: Value
    seen: Value

    @property
    def is_given(self) -> bool:
        """Whether the register gave it: what becomes of it the ledger's checks look at."""
        return self.field in _BY_THE_REGISTER and self.action not in _EDITS


@dataclass(frozen=True)
class Run:
    """Where the numbers of a series in a year stand, under one lease."""

    number: int
    dated: date | None


class OfficeMemory:
    """What is remembered of one office."""

    def __init__(self, first_pc: str) -> None:
        self.first_pc = first_pc
        self.typed: list[Typed] = []
        self.holders: dict[str, str] = {}
        self.runs: dict[tuple[str, int], dict[int, Run]] = defaultdict(dict)
        self.lost: set[tuple[str, str]] = set()
        self.redated: set[str] = set()
        """Series in which a date was put right, or a number struck through: the next may be dated
        before what that number was dated first."""
        self.gave_back: dict[str, str] = {}
        """Who gave a series back last; where that was not accepted, they hold it still."""
        self.floors: dict[str, int] = {}
        self.given: dict[tuple[str, int, int, str], set[str]] = defaultdict(set)

    def holder(self, series: str) -> str:
        """The PC that may number; the first one until somebody released the series."""
        return self.holders.get(series, self.first_pc)

    def run(self, series: str, year: int) -> Run | None:
        """The farthest that anybody's numbers of a year go; ``None`` before the first."""
        return max(self.runs[series, year].values(), key=_number, default=None)


def _number(run: Run) -> int:
    return run.number


class PcMemory:
    """What is remembered of one PC: its own chain as far as it was committed."""

    def __init__(self) -> None:
        self.seq = 0
        self.hash = b""
        self.open: dict[int, list[Typed]] = {}
        self.newest: dict[tuple[Key, str], int] = {}
        self.told: dict[int, str] = {}
        self.headers: dict[int, Header] = {}
        self.seen: Seen = {}


class Oracle:
    """The memory of the world."""

    def __init__(self) -> None:
        self.offices: dict[str, OfficeMemory] = {}
        self.pcs: dict[str, PcMemory] = defaultdict(PcMemory)

    def office(self, code: str, first_pc: str) -> OfficeMemory:
        """The memory of an office, begun with its first PC."""
        return self.offices.setdefault(code, OfficeMemory(first_pc))

    def granted(self, code: str, series: str, pc: str) -> None:
        """The server gave ``pc`` the series."""
        self.offices[code].holders[series] = pc

    def told(self, pc: str, seq: int, fate: str) -> None:
        """An answer came through: what is over stays so for ever (I1)."""
        before = self.pcs[pc].told.get(seq, fate)
        assert before == fate or before in UNDECIDED, (
            f"I1: {pc} was told {before} of {seq}, now {fate}"
        )
        self.pcs[pc].told[seq] = fate

    def forgot(self, pc: str, code: str) -> None:
        """A rebuilt store: all that this PC ever did lies over nothing, until it has pulled."""
        memory = self.pcs[pc]
        memory.open = defaultdict(list)
        for one in self.offices[code].typed:
            if one.pc == pc:
                memory.open[one.seq].append(one)

    def learn(self, pc: str, code: str, office: Office) -> list[Typed]:
        """Remember what this PC has committed since; its chain may never lose anything."""
        memory = self.pcs[pc]
        scope, device = office.who.office_scope, office.who.device
        with office.read() as connection:
            kept = pending.hash_at(connection, scope, memory.seq, device) if memory.seq else b""
            assert kept == memory.hash, f"I1: {pc} lost its own changeset {memory.seq}"
            new = pending.after(connection, scope, memory.seq, 10_000)
        typed: list[Typed] = []
        for own in new:
            header = read_header(own.changeset)
            memory.headers[own.seq] = header
            self._learn_numbers(self.offices[code], pc, header)
            if header.action in _REDATING:
                self._learn_redating(self.offices[code], office)
            if header.action == "release_series":
                self._learn_release(self.offices[code], pc, own)
            made = self._typed(pc, own, header, memory.seen)
            memory.open[own.seq] = made
            memory.newest.update({(one.key, one.field): own.seq for one in made})
            typed += made
            memory.seq, memory.hash = own.seq, own.hash
        self.offices[code].typed += typed
        return typed

    def _typed(self, pc: str, own: pending.OwnChangeset, header: Header, seen: Seen) -> list[Typed]:
        name = name_of(header.device, own.seq)
        return [
            Typed(
                name,
                pc,
                own.seq,
                header.action,
                (change.entity, change.id),
                field,
                value,
                seen.get((change.entity, change.id), {}).get(field),
            )
            for change in read_changes(own.changeset)
            if change.entity not in _NOT_TYPED
            for field, value in change.set.items()
        ]

    def revoked(self, code: str, series: str, pc: str, last: int) -> None:
        """The series was taken from ``pc``, which may not know it for long; whoever takes it goes
        on above ``last``."""
        office = self.offices[code]
        office.lost.add((series, pc))
        office.holders[series] = ""
        office.floors[series] = last

    def knows(self, pc: str, code: str) -> None:
        """A whole sync: what was taken from this PC it may not use from here on."""
        office = self.offices[code]
        office.lost = {one for one in office.lost if one[1] != pc}

    def _learn_numbers(self, office: OfficeMemory, pc: str, header: Header) -> None:
        """I5, at the moment a number is given: by its holder, the next one, no earlier date."""
        for claim in header.numbers:
            holder = office.holder(claim.series_id)
            kept = not holder and office.gave_back.get(claim.series_id) == pc
            assert holder == pc or kept or (claim.series_id, pc) in office.lost, (
                f"I5: {pc} gave number {claim.number} of a series of {holder}"
            )
            place = claim.series_id, claim.year, claim.number, claim.suffix
            if claim.document_id:
                office.given[place].add(claim.document_id)
            if not claim.suffix:
                self._learn_run(office, pc, claim)

    def _learn_run(self, office: OfficeMemory, pc: str, claim: NumberClaim) -> None:
        runs = office.runs[claim.series_id, claim.year]
        start = START if claim.year == START_YEAR else 0
        run = runs.get(claim.epoch)
        may_jump = claim.series_id in office.floors  # over what a PC brought that had lost it
        if run is not None:
            is_next = claim.number == run.number + 1
            assert is_next or (may_jump and claim.number > run.number), (
                f"I5: {pc} gave {claim.number} after {run.number}"
            )
        elif not may_jump:
            before = max((one.number for one in runs.values()), default=start)
            assert claim.number > before, f"I5: {pc} gave {claim.number} after {before}"
        if not claim.document_id:
            runs[claim.epoch] = Run(claim.number, run.dated if run else None)
            return
        now = date.fromisoformat(claim.dated)
        earlier = run.dated if run and claim.series_id not in office.redated else None
        assert earlier is None or now >= earlier, (
            f"I5: number {claim.number} is dated before the one before it"
        )
        runs[claim.epoch] = Run(claim.number, now)

    def _learn_redating(self, memory: OfficeMemory, office: Office) -> None:
        with office.read() as connection:
            memory.redated |= {row.id for row in view.find(connection, "series")}

    def _learn_release(self, office: OfficeMemory, pc: str, own: pending.OwnChangeset) -> None:
        for change in read_changes(own.changeset):
            if office.holder(change.id) == pc:
                office.holders[change.id] = ""
                office.gave_back[change.id] = pc
            else:
                assert (change.id, pc) in office.lost, f"I5: {pc} released what it does not hold"

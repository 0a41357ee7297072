"""What every PC of a test has: a chain of real signed changesets, a base, a cursor, and sync.

It does what the desktop's engine does with the server, as plainly as can be, so that what a test
proves is the server's doing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from common.changes import chain
from common.changes.changeset import (
    FORMAT_VERSION,
    SALT_SIZE_BYTES,
    At,
    Change,
    Changeset,
    Guard,
    Header,
    NumberClaim,
    build,
    name_of,
)
from common.changes.digest import EMPTY, moved
from common.changes.heads import head_of, seen_by
from common.changes.rebase import only_fields, rebased
from common.changes.record import Key, Record, decode_heads, decode_values, record_hash
from common.clock import to_millis
from common.crypto.signing import SigningKey
from common.entities.schema import Value
from common.protocol.api import SyncApi
from common.protocol.messages import (
    PROTOCOL_VERSION,
    Cursor,
    EnrolAnswer,
    Page,
    Position,
    Result,
    Row,
    ScopeAnswer,
    ScopeAsk,
    Segment,
    SyncAnswer,
    SyncRequest,
)
from common.rules.actions import ACTIONS
from common.rules.settlement import has_side_of
from tests.helpers.seeded import SeededRandom

START = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
BIG = 1_000_000


class SteppedClock:
    """A clock that goes only when told to."""

    def __init__(self, start: datetime = START) -> None:
        self.instant = start

    def now(self) -> datetime:
        return self.instant

    def monotonic_s(self) -> float:
        return (self.instant - START).total_seconds()

    def forward(self, **step: float) -> None:
        """Go on by a `timedelta` of these parts."""
        self.instant += timedelta(**step)


@dataclass
class Own:
    """A changeset that the PC made, and what the server said of it."""

    name: str
    changeset: Changeset
    changes: tuple[Change, ...]
    chain_hash: bytes
    result: Result | None = None


@dataclass
class Pc:
    """One enrolled device over one office's scope."""

    api: SyncApi
    who: EnrolAnswer
    key: SigningKey
    clock: SteppedClock = field(default_factory=SteppedClock)
    random: SeededRandom = field(default_factory=SeededRandom)
    base: dict[Key, Row] = field(default_factory=dict)
    cursor: Cursor | None = None
    own: list[Own] = field(default_factory=list)
    server_seq: int = 0

    @property
    def device(self) -> int:
        return self.who.device

    @property
    def office(self) -> str:
        return self.who.office_code

    @property
    def scope(self) -> str:
        return f"office/{self.office}"

    def do(
        self,
        action: str,
        *changes: Change,
        numbers: Iterable[NumberClaim] = (),
        guards: Iterable[Guard] | None = None,
        actor: str | None = None,
    ) -> Own:
        """One changeset at the end of this PC's chain; guards as the action declares them."""
        seq = len(self.own) + 1
        header = Header(
            v=FORMAT_VERSION,
            scope=self.scope,
            device=self.device,
            seq=seq,
            seen=self.cursor.seq if self.cursor else 0,
            at=At(to_millis(self.clock.now()), 0, 0),
            actor=self.who.user_id if actor is None else actor,
            action=action,
            guards=tuple(self._guards(action, changes) if guards is None else guards),
            numbers=tuple(numbers),
        )
        changeset = build(header, changes, self.random.bytes(SALT_SIZE_BYTES))
        return self.append(changeset, changes)

    def append(self, changeset: Changeset, changes: tuple[Change, ...] = ()) -> Own:
        """Put a ready changeset at the end of the chain, whatever it holds."""
        before = self.own[-1].chain_hash if self.own else chain.genesis(self.scope, self.device)
        name = name_of(self.device, len(self.own) + 1)
        own = Own(name, changeset, changes, chain.next_hash(before, changeset))
        self.own.append(own)
        return own

    # what the PC sees

    def seen(self, entity: str, record_id: str) -> Record | None:
        """The record as this PC shows it: its own unfinished work over the base."""
        row = self.base.get((entity, record_id))
        under = as_record(row) if row else None
        over = [
            (own.name, change)
            for own in self.own
            for change in self._overlay(own)
            if (change.entity, change.id) == (entity, record_id)
        ]
        return rebased(under, over)

    def values(self, entity: str, record_id: str) -> dict[str, Value]:
        """The record's values in the base: what the server told this PC."""
        return decode_values(self.base[entity, record_id].values)

    def all_of(self, entity: str) -> list[Record]:
        """All records of an entity in the base."""
        return [as_record(row) for key, row in sorted(self.base.items()) if key[0] == entity]

    def change(self, entity: str, record_id: str, **values: Value) -> Change:
        """A change of a record, with the heads that this PC sees."""
        record = self.seen(entity, record_id)
        return Change(entity, record_id, values, seen_by(record.heads if record else {}, values))

    def fate(self, own: Own) -> str:
        """What the server said became of a changeset."""
        assert own.result, "not answered yet"
        return own.result.fate

    # sync

    def sync(self, *, rows_bytes_max: int = BIG) -> ScopeAnswer:
        """Push what the server lacks and pull to the end; the first answer."""
        first = answer = self.exchange(self.segment(), rows_bytes_max=rows_bytes_max)
        staged = self._begin(answer)
        while answer.page.position:
            answer = self.exchange(None, answer.page.position, rows_bytes_max=rows_bytes_max)
            staged += answer.page.rows
        self._promote(staged, answer.page)
        return first

    def segment(self, first: int | None = None, last: int | None = None) -> Segment | None:
        """The changesets ``first`` to ``last``, signed; those that the server lacks."""
        first = self.server_seq + 1 if first is None else first
        run = self.own[first - 1 : last]
        if not run:
            return None
        return Segment(first, [own.changeset for own in run], self.sign(first + len(run) - 1))

    def sign(self, last_seq: int, chain_hash: bytes | None = None) -> bytes:
        """This PC's signature over the head of a segment that ends at ``last_seq``."""
        head = self.own[last_seq - 1].chain_hash if chain_hash is None else chain_hash
        return self.key.sign(*chain.segment_message(self.scope, self.device, last_seq, head))

    def exchange(
        self,
        segment: Segment | None = None,
        position: Position | None = None,
        *,
        rows_bytes_max: int = BIG,
    ) -> ScopeAnswer:
        """One request over the office's scope; results are noted, nothing is promoted."""
        ask = ScopeAsk(self.scope, self.cursor, position, segment)
        answer = self.ask([ask], rows_bytes_max=rows_bytes_max).scopes[0]
        self.server_seq = min(answer.device_head.seq, len(self.own))
        for result in answer.results:
            self.own[result.seq - 1].result = result
        return answer

    def ask(self, asks: list[ScopeAsk], *, rows_bytes_max: int = BIG) -> SyncAnswer:
        """One request."""
        return self.api.sync(SyncRequest(PROTOCOL_VERSION, asks, rows_bytes_max))

    def digest(self) -> bytes:
        """The digest over the base's exact bytes (R13)."""
        hashes = (record_hash(r.entity, r.id, r.values, r.heads) for r in self.base.values())
        return moved(EMPTY, (), hashes)

    def _begin(self, answer: ScopeAnswer) -> list[Row]:
        if answer.problem == "cursor_unknown":
            self.base.clear()
            self.cursor = None
        return list(answer.page.rows)

    def _promote(self, rows: Iterable[Row], page: Page) -> None:
        pulled = list(rows)
        self.base.update({(row.entity, row.id): row for row in pulled})
        self.cursor = page.head or self.cursor
        for row in pulled:
            if row.entity == "case":
                self._follow_case(decode_values(row.values))
        self._end_settled()

    def _follow_case(self, case: dict[str, Any]) -> None:
        """What was decided of a changeset of this PC, as `desktop.store.fates` keeps it."""
        if case["device"] == self.device and case["seq"] <= len(self.own):
            self.own[case["seq"] - 1].result = Result(
                seq=case["seq"],
                fate=case["state"],
                applied_seq=case.get("applied_seq") or 0,
                parked=[tuple(one) for one in case.get("parked") or ()],
                code=case.get("code") or "",
                params=case.get("params") or {},
            )

    def _end_settled(self) -> None:
        """Parked values whose conflict is over are not laid over the base any more."""
        conflicts = [record.values for record in self.all_of("conflict")]
        for own in self.own:
            result = own.result
            if result is None or result.fate != "parked" or not result.applied_seq:
                continue
            left = [
                place
                for place in result.parked
                if any(
                    (one["entity"], one["record_id"], one.get("field")) == place
                    and has_side_of(one, self.device, result.seq)
                    for one in conflicts
                )
            ]
            fate = result.fate if left else "applied"
            own.result = structs.replace(result, fate=fate, parked=left)

    def _overlay(self, own: Own) -> list[Change]:
        """What of an own changeset still lies over the base (R1)."""
        result = own.result
        if result is None or result.fate in ("held", "quarantined"):
            return list(own.changes)
        if result.fate == "parked" and not result.applied_seq:
            return list(own.changes)
        if result.applied_seq > (self.cursor.seq if self.cursor else 0):
            return list(own.changes)
        kept = []
        for change in own.changes:
            fields = {
                f for entity, id_, f in result.parked if (entity, id_) == (change.entity, change.id)
            }
            if fields:
                kept.append(only_fields(change, frozenset(fields)))
        return kept

    def _guards(self, action: str, changes: Iterable[Change]) -> list[Guard]:
        target = ACTIONS[action].target if action in ACTIONS else ""
        return [
            guard
            for change in changes
            if change.entity == target and change.base
            for guard in self._guards_of(change.entity, change.id, action)
        ]

    def _guards_of(self, entity: str, record_id: str, action: str) -> list[Guard]:
        record = self.seen(entity, record_id)
        heads = record.heads if record else {}
        return [
            Guard(entity, record_id, name, head_of(heads, name) or "")
            for name in ACTIONS[action].guards
        ]


def as_record(row: Row) -> Record:
    """A pulled row, read."""
    return Record(row.entity, row.id, decode_values(row.values), decode_heads(row.heads))

"""A PC of an office without a store: real signed changesets, a base, a cursor; and its province.

It does what the desktop's engine does with the server, as plainly as can be, so that what a test
proves is the server's doing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
from common.ids import derived_id, new_id
from common.protocol.api import SyncApi
from common.protocol.messages import (
    PROTOCOL_VERSION,
    Cursor,
    EnrolAnswer,
    EnrolRequest,
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
from common.rules.numbering import book_id, series_id
from sync_server.hub.hub import Hub
from tests.helpers.seeded import SeededRandom

START = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
YEAR = 2026
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
class FakePc:
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
    given: dict[str, int] = field(default_factory=dict)

    @property
    def device(self) -> int:
        return self.who.device

    @property
    def office(self) -> str:
        return self.who.office_code

    @property
    def scope(self) -> str:
        return f"office/{self.office}"

    # what a person does

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

    def register(self, subject: str = "Về việc kiểm tra", **values: Value) -> str:
        """Register an arrival with the next number; its id."""
        document_id = new_id(self.clock.now(), self.random)
        claim = self.claim("den", document_id)
        values = {
            "subject": subject,
            "state": "da_dang_ky",
            "arrival_number": claim.number,
            "arrival_date": claim.dated,
            **values,
        }
        self.do(
            "register_incoming", Change("incoming_document", document_id, values), numbers=[claim]
        )
        return document_id

    def register_under(self, epoch: int) -> Own:
        """Register an arrival with the next number of a lease's epoch."""
        document_id = new_id(self.clock.now(), self.random)
        claim = self.claim("den", document_id, epoch=epoch)
        values: dict[str, Value] = {
            "subject": "Về việc kiểm tra",
            "state": "da_dang_ky",
            "arrival_number": claim.number,
        }
        change = Change("incoming_document", document_id, values)
        return self.do("register_incoming", change, numbers=[claim])

    def edit(self, document_id: str, action: str = "edit_incoming", **values: Value) -> Own:
        """Edit a document, having seen what this PC sees now."""
        return self.do(action, self.change(ACTIONS[action].target, document_id, **values))

    def outgoing(self, subject: str = "Về việc báo cáo", **values: Value) -> str:
        """Prepare an outgoing document; its id."""
        document_id = new_id(self.clock.now(), self.random)
        made = {"subject": subject, "state": "du_thao", "type_name": "Quyết định", **values}
        self.do("create_outgoing", Change("outgoing_document", document_id, made))
        return document_id

    def issue(self, document_id: str) -> Own:
        """Give an outgoing document number and date."""
        claim = self.claim("di", document_id)
        change = self.change(
            "outgoing_document",
            document_id,
            state="da_phat_hanh",
            code_number=f"{claim.number:02}",
            issued_date=claim.dated,
            series_id=claim.series_id,
        )
        return self.do("issue_outgoing", change, numbers=[claim])

    def send(self, document_id: str, *to_offices: str) -> str:
        """Send an outgoing document; the dispatch's id."""
        dispatch_id = new_id(self.clock.now(), self.random)
        values: dict[str, Value] = {
            "document_id": document_id,
            "to_offices": list(to_offices),
            "sent_at": to_millis(self.clock.now()),
        }
        self.do(
            "send_outgoing",
            Change("dispatch", dispatch_id, values),
            guards=self._guards_of("outgoing_document", document_id, "send_outgoing"),
        )
        return dispatch_id

    def attach(self, document_id: str, sha256: str, *, size_bytes: int, ordinal: int = 1) -> str:
        """Attach a file to an outgoing document; the attachment's id."""
        attachment_id = derived_id("attachment", document_id, sha256, str(ordinal))
        values: dict[str, Value] = {
            "document_id": document_id,
            "document_entity": "outgoing_document",
            "name": "báo cáo.pdf",
            "size_bytes": size_bytes,
            "media_type": "application/pdf",
            "sha256": sha256,
            "ordinal": ordinal,
        }
        self.do("attach_files", Change("attachment", attachment_id, values))
        return attachment_id

    def accept(self, delivery_id: str) -> Own:
        """Accept a delivery into the register of arrivals."""
        document_id = derived_id("incoming_document", delivery_id)
        claim = self.claim("den", document_id)
        arrival: dict[str, Value] = {
            "subject": self.values("delivery", delivery_id)["subject"],
            "delivery_id": delivery_id,
            "state": "da_dang_ky",
            "arrival_number": claim.number,
        }
        return self.do(
            "accept_delivery",
            self.change("delivery", delivery_id, state="da_tiep_nhan"),
            Change("incoming_document", document_id, arrival),
            numbers=[claim],
        )

    def turn_back(self, delivery_id: str, reason: str = "Gửi nhầm nơi nhận") -> Own:
        """Return a delivery with a reason."""
        change = self.change("delivery", delivery_id, state="tu_choi", return_reason=reason)
        return self.do("return_delivery", change)

    def start_book(self, series: str = "den", last_number: int = 0) -> None:
        """Start this year's book of a series."""
        of_series = series_id(self.office, series)
        values: dict[str, Value] = {
            "series_id": of_series,
            "year": YEAR,
            "name": "Quyển số 01",
            "last_number": last_number,
            "last_date": "2026-09-01",
        }
        self.do("start_register", Change("register_book", book_id(of_series, YEAR), values))
        self.given[series] = last_number

    def release(self, series: str = "den") -> Own:
        """Give a series back."""
        return self.do(
            "release_series", self.change("series", series_id(self.office, series), held_by=0)
        )

    def claim(self, series: str, document_id: str, *, epoch: int = 1) -> NumberClaim:
        """The next number of a series."""
        self.given[series] = self.given.get(series, 0) + 1
        of_series = series_id(self.office, series)
        return NumberClaim(
            of_series, YEAR, epoch, self.given[series], "", document_id, "2026-09-14"
        )

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
        self.base.update({(row.entity, row.id): row for row in rows})
        self.cursor = page.head or self.cursor

    def _overlay(self, own: Own) -> list[Change]:
        """What of an own changeset still lies over the base (R1)."""
        result = own.result
        if result is None or result.fate in ("held", "quarantined"):
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


OFFICES = (
    ("provincial_office", "Văn phòng UBND tỉnh", "vpubnd"),
    ("department", "Sở Tài chính", "stc"),
    ("district", "Nam Sách", "namsach"),
)


def office_rows(clerks: int = 2) -> list[dict[str, str | None]]:
    """Three offices, as lines of the CSV file."""
    return [
        {
            "kind": kind,
            "name": name,
            "code": code,
            "leaders": "1",
            "dept_heads": "1",
            "specialists": "2",
            "admins": "1",
            "clerks": str(clerks),
        }
        for kind, name, code in OFFICES
    ]


def enrolled(
    hub: Hub,
    office_code: str = "stc",
    login: str = "",
    *,
    roles: Iterable[str] | None = None,
    clock: SteppedClock | None = None,
    seed: int | None = None,
) -> FakePc:
    """A PC enrolled with a fresh code, that has pulled once."""
    seed = len(hub.devices()) + 1 if seed is None else seed
    random = SeededRandom(seed)
    code = hub.new_enrolment_code(office_code, list(roles) if roles else None)
    key = SigningKey.generate(random)
    login = login or f"vanthu{seed}.{office_code}"
    who = hub.enrol(EnrolRequest(code.secret, f"Máy {seed}", key.public, login))
    pc = FakePc(hub.device_api(who.device), who, key, clock or SteppedClock(), random)
    pc.sync()
    return pc


def two_clerks(hub: Hub, office_code: str = "stc") -> tuple[FakePc, FakePc]:
    """Two PCs of one office; the first holds all series."""
    return enrolled(hub, office_code), enrolled(hub, office_code)

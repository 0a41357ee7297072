"""An office for the pictures, on a temporary folder and without a server.

What a pull would have brought (offices, types, the year's register so far, deliveries) is promoted
as one; what a clerk does today is done by commands. Names and documents are the demo's, invented.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from common.changes.record import Record, Values, encode_heads, encode_values
from common.crypto.passwords import KdfParams
from common.crypto.signing import SigningKey
from common.entities.catalogue import DOCUMENT_TYPES
from common.entities.offices import Role
from common.errors import TransportFault
from common.ids import SystemRandom, derived_id
from common.protocol.api import SyncApi
from common.protocol.messages import (
    Cursor,
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    Row,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import LEASE_DOMAIN, Lease, book_id, series_id
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.runner import NewFile
from desktop.demo.documents import OFFICES, DocumentSpec, make_pdf, sample_incoming
from desktop.office import Office, open_office
from desktop.store import layers, leases, meta
from desktop.store.meta import DeviceIdentity, LastSync
from desktop.store.second_file import identity_entry
from desktop.store.store import Store, create_store
from desktop.store.vault import create_vault
from desktop.ui.screenshots.sample_troubles import People, troubles

LOGIN, PASSWORD = "vanthu1.stc", "sáu-con-thuyền-giấy"
CODE, NAME, ABBREVIATION = "stc", "Sở Tài chính", "STC"
NOW = datetime(2026, 9, 14, 2, 15, tzinfo=UTC)
"""A Monday morning, a quarter past nine in Vietnam."""
TODAY = date(2026, 9, 14)
ARRIVALS = 240
LAST_ARRIVAL, LAST_ISSUED = 3187, 912
_QUICK = KdfParams(memory_kib=64, iterations=1, lanes=1)
_SERVER = SigningKey.from_bytes(bytes(range(32)))
_SENDERS = ("vpubnd", "snv", "namsach", "skhdt", "ninhgiang")


class StillClock:
    """A clock that stands at :data:`NOW`, so that pictures do not change by the day."""

    def now(self) -> datetime:
        """The same instant each time."""
        return NOW

    def monotonic_s(self) -> float:
        """No time passes."""
        return 0.0


class NoLine:
    """A server that cannot be reached: drawing pictures sends nothing."""

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")

    def proof(self, request: ProofRequest) -> ProofAnswer:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")

    def take_series(self, scope: str, series_id: str) -> Lease:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        """Raises TransportFault ``offline``."""
        raise TransportFault("offline")


def open_existing(folder: Path, login: str, password: str) -> Office:
    """The store in ``folder``, without its line. Raises as :func:`desktop.office.open_office`."""
    return open_office(folder, login, password, lambda _who: NoLine())


def empty_office(folder: Path) -> Office:
    """An office on its first day, its books not yet opened."""
    return _opened(folder, StillClock(), NoLine(), _catalog() + _office(books=False))


def full_office(folder: Path, clock: StillClock, api: SyncApi) -> Office:
    """An office in the middle of its year, with some work of today that waits to be sent."""
    arrivals = _arrivals()
    records = _catalog() + _office(books=True) + arrivals + _deliveries()
    who = _who()
    people = People(CODE, who.user_id, who.device, round(NOW.timestamp() * 1000))
    records += troubles(people, arrivals)
    office = _opened(folder, clock, api, records)
    _work_of_today(office, folder)
    office.index_waiting()
    return office


def _opened(folder: Path, clock: StillClock, api: SyncApi, records: list[Record]) -> Office:
    who = _who()
    random = SystemRandom()
    vault, _ = create_vault(folder, login=LOGIN, password=PASSWORD, random=random, params=_QUICK)
    store = create_store(folder, vault.keys, random=random)
    with store.write() as connection:
        meta.save_identity(connection, who)
        store.journal_append([identity_entry(who)])
    _promote(store, who, records)
    return Office(store, who, api, clock=clock, random=random)


def _promote(store: Store, who: DeviceIdentity, records: list[Record]) -> None:
    cursor = Cursor("a" * 32, 1, b"\1" * 32)
    rows = [Row(r.entity, r.id, 1, encode_values(r.values), encode_heads(r.heads)) for r in records]
    with store.write() as connection:
        layers.promote(connection, who.office_scope, rows, cursor)
        leases.save(connection, [_lease(who, code) for code in ("den", "di")])
        meta.save_last_sync(connection, LastSync(round(NOW.timestamp() * 1000) - 240_000, 0))


def _who() -> DeviceIdentity:
    return DeviceIdentity(
        device=7,
        device_name="Máy văn thư",
        office_code=CODE,
        office_name=NAME,
        scopes=(f"office/{CODE}", "catalog"),
        server_url="https://127.0.0.1:8443",
        server_public=_SERVER.public,
        ca_pem="",
        allow_http=False,
        signing_seed=bytes(32),
        login=LOGIN,
        user_id=derived_id("user", CODE, LOGIN),
        roles=("clerk", "admin"),
    )


def _lease(who: DeviceIdentity, code: str) -> Lease:
    lease = Lease(who.office_scope, series_id(CODE, code), who.device, 1)
    signature = _SERVER.sign(LEASE_DOMAIN, lease.message())
    return Lease(lease.scope, lease.series_id, lease.device, lease.epoch, signature)


def _record(entity: str, record_id: str, values: Values) -> Record:
    return Record(entity, record_id, values, {"*": "0.1"})


# ── what the centre and the office keep ──────────────────────────────────────


def _catalog() -> list[Record]:
    records = []
    with OFFICES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            code, name = line["code"], line["name"]
            full = name if line["kind"] != "district" else f"Ủy ban nhân dân {name}"
            values: Values = {"code": code, "name": name, "full_name": full, "kind": line["kind"]}
            if code == CODE:
                values["abbreviation"] = ABBREVIATION
            records.append(_record("office", derived_id("office", code), values))
    for kind in DOCUMENT_TYPES:
        values = {
            "code": kind.code,
            "name": kind.name,
            "abbreviation": kind.abbreviation,
            "kind": kind.kind,
            "has_year": kind.has_year,
            "active": True,
        }
        records.append(_record("document_type", derived_id("document_type", kind.code), values))
    return records


def _office(*, books: bool) -> list[Record]:
    user = derived_id("user", CODE, LOGIN)
    named: Values = {"login": LOGIN, "full_name": "Phạm Thị Hoa", "state": "active"}
    records = [_record("user", user, named)]
    for role in (Role.CLERK, Role.ADMIN):
        grant: Values = {"user_id": user, "role": str(role)}
        records.append(_record("role_grant", derived_id("role_grant", user, role), grant))
    for code, name, kind, last in (
        ("den", "Văn bản đến", "incoming", LAST_ARRIVAL),
        ("di", "Văn bản đi", "outgoing", LAST_ISSUED),
    ):
        records += _series(code, name, kind, last if books else None)
    return records


def _series(code: str, name: str, kind: str, last: int | None) -> list[Record]:
    series = series_id(CODE, code)
    values: Values = {"code": code, "name": name, "kind": kind, "held_by": 7, "epoch": 1}
    records = [_record("series", series, values)]
    if last is not None:
        book: Values = {
            "series_id": series,
            "year": TODAY.year,
            "name": "Quyển 2",
            "last_number": last,
            "last_date": _weekday_before(TODAY).isoformat(),
        }
        records.append(_record("register_book", book_id(series, TODAY.year), book))
    return records


def _arrivals() -> list[Record]:
    return [_arrival(position) for position in range(ARRIVALS)]


def _arrival(position: int) -> Record:
    """The arrivals before today, newest last; their numbers lead up to the book's."""
    day = _weekday_before(TODAY - timedelta(days=(ARRIVALS - 1 - position) // 9))
    fields, _spec = sample_incoming(position + 40, arrival_date=day)
    values: Values = dict(fields)  # type: ignore[arg-type]
    values |= {
        "arrival_number": LAST_ARRIVAL - ARRIVALS + 1 + position,
        "series_id": series_id(CODE, "den"),
        "state": "da_dang_ky",
        "to_places": _UNITS[position % len(_UNITS)],
    }
    if position % 4 == 0:
        values["due_date"] = (day + timedelta(days=10)).isoformat()
    return _record("incoming_document", derived_id("incoming_document", str(position)), values)


_UNITS = (
    "Phòng Quản lý ngân sách",
    "Văn phòng Sở",
    "Phòng Tài chính hành chính sự nghiệp",
    "Thanh tra Sở",
    "Phòng Quản lý giá và công sản",
)


def _deliveries() -> list[Record]:
    return [one for position, sender in enumerate(_SENDERS) for one in _delivery(position, sender)]


def _delivery(position: int, sender: str) -> list[Record]:
    fields, spec = _from_elsewhere(300 + 7 * position)
    shown = ("type_code", "confidentiality", "arrival_date")
    values: Values = {n: v for n, v in fields.items() if n not in shown}  # type: ignore[misc]
    at = round(NOW.timestamp() * 1000) - (position + 1) * 1_260_000
    record_id = derived_id("delivery", str(position), CODE)
    values |= {
        "from_office": sender,
        "from_name": spec.organ_name,
        "sent_at": at - 90_000,
        "delivered_at": at,
        "state": "cho_tiep_nhan",
        "urgency": 3 if position == 2 else values.get("urgency", 0),
    }
    sha256 = derived_id("file", str(position)).replace("-", "") * 2
    file: Values = {
        "document_id": record_id,
        "document_entity": "delivery",
        "name": f"{spec.number_notation.replace('/', '-')}.pdf",
        "size_bytes": 182_000 + 40_000 * position,
        "media_type": "application/pdf",
        "sha256": sha256,
        "ordinal": 1,
    }
    attachment = derived_id("attachment", record_id, sha256, "1")
    return [_record("delivery", record_id, values), _record("attachment", attachment, file)]


def _from_elsewhere(index: int) -> tuple[dict[str, object], DocumentSpec]:
    """The first document from ``index`` on that the office has not issued itself."""
    made = sample_incoming(index, arrival_date=TODAY)
    return made if made[1].organ_name != NAME else _from_elsewhere(index + 1)


def _weekday_before(day: date) -> date:
    """The last working day before ``day``."""
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - 4))


# ── what a clerk does today, by commands ─────────────────────────────────────


def _work_of_today(office: Office, folder: Path) -> None:
    for position in range(3):
        fields, spec = sample_incoming(6 + position, arrival_date=TODAY)
        values: Values = dict(fields)  # type: ignore[arg-type]
        values["to_places"] = _UNITS[position]
        name = f"{spec.number_notation.replace('/', '-')}.pdf"
        path = folder.parent / name
        path.write_bytes(make_pdf(spec))
        office.run(RegisterIncoming(values, (NewFile(path, name),)))
    for position, (kind, subject, unit) in enumerate(_OUTGOING):
        made: Values = {
            "type_code": kind,
            "subject": subject,
            "unit": unit,
            "full_name": "Nguyễn Văn Minh",
            "position": "Giám đốc",
            "to_places": "Như trên; Lưu: VT.",
            "issued_amount": 12 + position,
        }
        document = office.run(CreateOutgoing(made))
        if position < len(_OUTGOING) - 1:
            office.run(IssueOutgoing(document.id))
        if position == 1:
            office.run(SendOutgoing(document.id, ("vpubnd", "snv", "namsach")))


_OUTGOING = (
    ("quyet_dinh", "Ban hành Quy chế chi tiêu nội bộ năm 2026", ""),
    ("cong_van", "Về việc hướng dẫn quyết toán kinh phí bầu cử", "NS"),
    ("bao_cao", "Kết quả thực hiện dự toán thu, chi ngân sách tháng 8 năm 2026", ""),
    ("thong_bao", "Lịch tiếp công dân quý IV năm 2026", ""),
    ("cong_van", "Về việc đôn đốc báo cáo công khai ngân sách quý III", "NS"),
)

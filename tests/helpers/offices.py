"""An enrolled office on a temporary folder, without a server: catalog and roles laid in by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common.changes.record import Record, encode_heads, encode_values
from common.crypto.passwords import KdfParams
from common.crypto.signing import SigningKey
from common.entities.catalogue import DOCUMENT_TYPES
from common.entities.offices import Role
from common.entities.schema import Value
from common.errors import TransportFault
from common.ids import derived_id
from common.protocol.api import SyncApi
from common.protocol.messages import Cursor, Row, SyncAnswer, SyncRequest
from common.rules.numbering import LEASE_DOMAIN, Lease, series_id
from desktop.office import Office
from desktop.store import layers, leases, meta
from desktop.store.meta import DeviceIdentity
from desktop.store.second_file import identity_entry
from desktop.store.store import Store, create_store
from desktop.store.vault import StoreKeys, create_vault
from tests.helpers.seeded import SeededRandom

CHEAP_KDF = KdfParams(memory_kib=64, iterations=1, lanes=1)
PASSWORD = "sáu-con-thuyền-giấy"
START = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
SERVER_KEY = SigningKey.from_bytes(bytes(range(32)))


class TickingClock:
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


class NoNetwork:
    """A `SyncApi` whose cable is out."""

    def sync(self, request: SyncRequest) -> SyncAnswer:
        raise TransportFault("offline")

    digest = proof = take_series = upload = download = sync


def identity(office_code: str = "stc", device: int = 7) -> DeviceIdentity:
    """A clerk-and-admin's PC of one office."""
    return DeviceIdentity(
        device=device,
        device_name="Máy văn thư",
        office_code=office_code,
        office_name="Sở Tài chính",
        scopes=(f"office/{office_code}", "catalog"),
        server_url="http://127.0.0.1:1",
        server_public=SERVER_KEY.public,
        ca_pem="",
        allow_http=False,
        signing_seed=bytes([device]) * 32,
        login="hoa",
        user_id=derived_id("user", office_code, "hoa"),
        roles=("clerk", "admin"),
    )


def catalog_records() -> list[Record]:
    """Offices and document types as the centre keeps them."""
    offices = [
        ("stc", "Sở Tài chính", "STC"),
        ("vpubnd", "Văn phòng UBND tỉnh", "VPUBND"),
        ("namsach", "Nam Sách", "UBND"),
    ]
    records = [
        _record(
            "office",
            derived_id("office", code),
            {"code": code, "name": name, "full_name": name, "abbreviation": short},
        )
        for code, name, short in offices
    ]
    for kind in DOCUMENT_TYPES:
        values: dict[str, Value] = {
            "code": kind.code,
            "name": kind.name,
            "abbreviation": kind.abbreviation,
            "kind": kind.kind,
            "has_year": kind.has_year,
            "active": True,
        }
        records.append(_record("document_type", derived_id("document_type", kind.code), values))
    return records


def office_records(who: DeviceIdentity, roles: Iterable[Role]) -> list[Record]:
    """The person, their roles, and the two books that every office has."""
    user = {"login": who.login, "full_name": "Phạm Thị Hoa", "state": "active"}
    records = [_record("user", who.user_id, dict(user))]
    for role in roles:
        grant: dict[str, Value] = {"user_id": who.user_id, "role": str(role)}
        records.append(_record("role_grant", derived_id("role_grant", who.user_id, role), grant))
    for code, name, kind in (("den", "Văn bản đến", "incoming"), ("di", "Văn bản đi", "outgoing")):
        series: dict[str, Value] = {
            "code": code,
            "name": name,
            "kind": kind,
            "type_codes": [],
            "held_by": who.device,
            "epoch": 1,
        }
        records.append(_record("series", series_id(who.office_code, code), series))
    return records


def _record(entity: str, record_id: str, values: dict[str, Value]) -> Record:
    return Record(entity, record_id, values, {"*": "0.1"})


def rows_of(records: Iterable[Record], seq: int = 1) -> list[Row]:
    """Records as a pull brings them."""
    return [
        Row(r.entity, r.id, seq, encode_values(r.values), encode_heads(r.heads)) for r in records
    ]


def new_store(folder: Path, who: DeviceIdentity, *, seed: int = 1) -> tuple[Store, StoreKeys]:
    """An enrolled, unlocked store that has never synced."""
    random = SeededRandom(seed)
    vault, _ = create_vault(
        folder, login=who.login, password=PASSWORD, random=random, params=CHEAP_KDF
    )
    store = create_store(folder, vault.keys, random=random)
    with store.write() as connection:
        meta.save_identity(connection, who)
        store.journal_append([identity_entry(who)])
    return store, vault.keys


def new_office(
    folder: Path,
    *,
    who: DeviceIdentity | None = None,
    api: SyncApi | None = None,
    clock: TickingClock | None = None,
    roles: Iterable[Role] = (Role.CLERK, Role.ADMIN),
    holds: Iterable[str] = ("den", "di"),
) -> Office:
    """An office that has pulled once and holds the leases of ``holds``."""
    who = who or identity()
    store, _ = new_store(folder, who)
    with store.write() as connection:
        cursor = Cursor("a" * 32, 1, b"\1" * 32)
        layers.promote(connection, who.office_scope, rows_of(office_records(who, roles)), cursor)
        layers.promote(connection, "catalog", rows_of(catalog_records()), cursor)
        leases.save(connection, [_lease(who, code) for code in holds])
    clock = clock or TickingClock()
    return Office(store, who, api or NoNetwork(), clock=clock, random=SeededRandom(2))


def _lease(who: DeviceIdentity, code: str) -> Lease:
    lease = Lease(who.office_scope, series_id(who.office_code, code), who.device, 1)
    signature = SERVER_KEY.sign(LEASE_DOMAIN, lease.message())
    return Lease(lease.scope, lease.series_id, lease.device, lease.epoch, signature)

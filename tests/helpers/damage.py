"""A province in which much happened, and hands that change its tables behind the log's back."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from sqlalchemy import Table, delete, select, update

from common.changes.record import decode_values, encode_values, record_hash
from common.rules.numbering import number_id, series_id
from sync_server.db import tables
from sync_server.db.engine import writing
from sync_server.hub.hub import Hub
from tests.helpers.devices import YEAR, FakePc, enrolled, two_clerks
from tests.helpers.hubs import MemoryBlobs

CONTENT = "Nội dung quyết định".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SCOPE = "office/stc"
DEN = series_id("stc", "den")
NUMBERS = {n: number_id(DEN, YEAR, n, "") for n in range(1, 9)}


def province_at_work(hub: Hub) -> FakePc:
    """Offices that registered, clashed, had something refused, and sent each other letters."""
    first, second = two_clerks(hub)
    document_id = first.register(series_id=DEN)
    first.sync()
    second.sync()
    first.edit(document_id, subject="một")
    second.edit(document_id, subject="hai")
    first.register(confidentiality=1)
    for _ in range(3):
        first.register(series_id=DEN)
    for pc in (first, second, first):
        pc.outgoing()
        pc.sync()
    send_a_file(hub, enrolled(hub, "vpubnd"), first)
    return first


def send_a_file(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    """A document with a file, sent, delivered, accepted and reported."""
    document_id = sender.outgoing()
    sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    sender.issue(document_id)
    sender.api.upload(sender.scope, SHA256, len(CONTENT), io.BytesIO(CONTENT))
    sender.send(document_id, "stc")
    sender.sync()
    hub.deliver_post()
    receiver.sync()
    receiver.accept(receiver.all_of("delivery")[0].id)
    for pc in (receiver, receiver, sender):
        pc.sync()
        hub.deliver_post()


def damage(hub: Hub, *statements: Any) -> None:
    with writing(hub.core.engine) as conn:
        for statement in statements:
            assert conn.execute(statement).rowcount


def first_of(hub: Hub, table: Table, *where: Any) -> Any:
    with writing(hub.core.engine) as conn:
        return conn.execute(select(table).where(*where).limit(1)).one()


def rewrite(hub: Hub, entity: str, record_id: str, scope: str = SCOPE, **values: Any) -> None:
    """Change a record behind the log's back, its hash and the scope's digest put right again."""
    r, s = tables.records.c, tables.scopes.c
    stored = first_of(hub, tables.records, r.scope == scope, r.entity == entity, r.id == record_id)
    encoded = encode_values({**decode_values(stored.values), **values})
    new_hash = record_hash(entity, record_id, encoded, stored.heads)
    digest = int.from_bytes(first_of(hub, tables.scopes, s.scope == scope).digest, "big")
    digest += int.from_bytes(new_hash, "big") - int.from_bytes(stored.hash, "big")
    damage(
        hub,
        update(tables.records)
        .where(r.scope == scope, r.entity == entity, r.id == record_id)
        .values({"values": encoded, "hash": new_hash}),
        update(tables.scopes)
        .where(s.scope == scope)
        .values(digest=(digest % (1 << 256)).to_bytes(32, "big")),
    )


def forget(hub: Hub, entity: str, record_id: str, scope: str = SCOPE) -> None:
    """Take a record away behind the log's back, the digest put right again."""
    r, s = tables.records.c, tables.scopes.c
    here = (r.scope == scope, r.entity == entity, r.id == record_id)
    gone = int.from_bytes(first_of(hub, tables.records, *here).hash, "big")
    digest = int.from_bytes(first_of(hub, tables.scopes, s.scope == scope).digest, "big") - gone
    damage(
        hub,
        delete(tables.records).where(*here),
        update(tables.scopes)
        .where(s.scope == scope)
        .values(digest=(digest % (1 << 256)).to_bytes(32, "big")),
    )


def document_of(hub: Hub, number: int) -> str:
    values = decode_values(
        first_of(
            hub,
            tables.records,
            tables.records.c.scope == SCOPE,
            tables.records.c.id == NUMBERS[number],
        ).values
    )
    return str(values["document_id"])


def of_entity(hub: Hub, entity: str, scope: str = SCOPE) -> str:
    r = tables.records.c
    with writing(hub.core.engine) as conn:
        query = select(r.id).where(r.scope == scope, r.entity == entity).limit(1)
        return conn.scalars(query).first() or ""


def files_of(hub: Hub) -> dict[str, bytes]:
    blobs = hub.core.blobs
    assert isinstance(blobs, MemoryBlobs)
    return blobs.files

"""A hub for tests: any database, files in memory, a stepped clock, seeded randomness."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy import select

from common.changes.record import Key
from common.crypto.signing import SigningKey
from common.errors import ProtocolFault
from common.protocol.messages import Row
from sync_server.db import cases, changesets, records, scopes, tables
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.scopes import ScopeRow
from sync_server.hub.hub import Hub
from sync_server.services.context import CATALOG, Server
from sync_server.services.scope_work import create_scope
from tests.helpers.devices import FakePc, SteppedClock, office_rows
from tests.helpers.seeded import SeededRandom

SERVER_KEY = SigningKey.from_bytes(bytes(range(32)))


@dataclass
class MemoryBlobs:
    """Files by their hash, in memory."""

    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, stream: BinaryIO, expected_sha256: str, size_bytes: int) -> None:
        content = stream.read()
        if len(content) != size_bytes or hashlib.sha256(content).hexdigest() != expected_sha256:
            raise ProtocolFault("file_hash_differs", sha256=expected_sha256)
        self.files[expected_sha256] = content

    def open(self, sha256: str) -> BinaryIO:
        if sha256 not in self.files:
            raise FileNotFoundError(sha256)
        return io.BytesIO(self.files[sha256])

    def size(self, sha256: str) -> int:
        if sha256 not in self.files:
            raise FileNotFoundError(sha256)
        return len(self.files[sha256])

    def remove(self, sha256: str) -> None:
        self.files.pop(sha256, None)

    def stored(self) -> Iterator[tuple[str, float]]:
        return ((sha256, 0.0) for sha256 in self.files)


def new_hub(address: str, *, clock: SteppedClock | None = None, seed: int = 1) -> Hub:
    """A hub over a migrated database, with its catalog's scope."""
    clock, random = clock or SteppedClock(), SeededRandom(1_000_000 + seed)
    engine = open_engine(address)
    with writing(engine) as conn:
        if scopes.read(conn, CATALOG) is None:
            create_scope(conn, Server(SERVER_KEY, clock, random), CATALOG)
    return Hub(engine, MemoryBlobs(), SERVER_KEY, clock=clock, random=random)


def fill_with_province(address: str) -> None:
    """Three offices in a migrated database."""
    hub = new_hub(address)
    hub.import_offices(office_rows())
    hub.close()


def scope_row(hub: Hub, scope: str) -> ScopeRow:
    """The scope's row."""
    with reading(hub.core.engine) as conn:
        row = scopes.read(conn, scope)
    assert row
    return row


def server_rows(hub: Hub, scope: str) -> dict[Key, Row]:
    """Every record of a scope, as a pull would bring it."""
    with reading(hub.core.engine) as conn:
        seq = scope_row(hub, scope).seq
        found = list(records.in_feed(conn, scope, after=(0, "", ""), up_to=seq))
    return {
        (one.entity, one.id): Row(one.entity, one.id, one.seq, one.values, one.heads)
        for one in found
    }


def log_of(hub: Hub, scope: str) -> list[tuple[int, str]]:
    """The scope's log: (seq, changeset's name)."""
    query = (
        select(tables.log.c.seq, tables.log.c.device, tables.log.c.device_seq)
        .where(tables.log.c.scope == scope)
        .order_by(tables.log.c.seq)
    )
    with reading(hub.core.engine) as conn:
        return [(seq, f"{device}.{device_seq}") for seq, device, device_seq in conn.execute(query)]


def cases_of(hub: Hub, scope: str) -> list[tuple[int, str, str]]:
    """The scope's cases: (device's seq, state, code)."""
    with reading(hub.core.engine) as conn:
        return [(case.seq, case.state, case.code) for case in cases.of_scope(conn, scope)]


def letters_of(hub: Hub) -> list[tuple[str, str, str, str]]:
    """The postbox: (recipient, kind, state, why held), in the order of posting."""
    table = tables.postbox
    query = select(table.c.recipient, table.c.kind, table.c.state, table.c.held_why)
    with reading(hub.core.engine) as conn:
        return [tuple(row) for row in conn.execute(query.order_by(table.c.place))]


def evidence_of(hub: Hub, pc: FakePc) -> int:
    """How many pieces of evidence are kept of a PC."""
    with reading(hub.core.engine) as conn:
        return changesets.evidence_count(conn, pc.scope, pc.device)

"""A hub for tests: any database, files in memory, a stepped clock, seeded randomness."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import BinaryIO

from common.crypto.signing import SigningKey
from common.errors import ProtocolFault
from sync_server.db import scopes
from sync_server.db.engine import open_engine, writing
from sync_server.hub.hub import Hub
from sync_server.services.context import CATALOG, Server
from sync_server.services.scope_work import create_scope
from tests.helpers.devices import SteppedClock, office_rows
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


def new_hub(address: str, *, clock: SteppedClock | None = None, seed: int = 0) -> Hub:
    """A hub over a migrated database, with its catalog's scope."""
    clock, random = clock or SteppedClock(), SeededRandom(1_000_000 + seed)
    engine = open_engine(address)
    with writing(engine) as conn:
        if scopes.read(conn, CATALOG) is None:
            create_scope(conn, Server(SERVER_KEY, clock, random), CATALOG)
    return Hub(engine, MemoryBlobs(), SERVER_KEY, clock=clock, random=random)


def province(address: str, *, clock: SteppedClock | None = None) -> Hub:
    """A hub with three offices."""
    hub = new_hub(address, clock=clock)
    hub.import_offices(office_rows())
    return hub

"""What every part of the hub works with, and how its transactions are opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from sync_server.db.engine import reading, writing
from sync_server.services.consequences import finish
from sync_server.services.context import Server
from sync_server.services.files import BlobStore
from sync_server.services.scope_work import ScopeWork, open_scope


@dataclass(frozen=True)
class Core:
    """The database, the files, and the server's own key, clock and randomness."""

    engine: Engine
    blobs: BlobStore
    server: Server

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads."""
        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes outside of scopes, or before it holds one."""
        return writing(self.engine)

    @contextmanager
    def scope(self, scope: str) -> Iterator[ScopeWork]:
        """A transaction that holds ``scope``; what the block did is written at its end.

        Raises:
            NotAllowed: ``scope_unknown``.
        """
        with writing(self.engine) as conn:
            work = open_scope(conn, self.server, scope)
            yield work
            finish(work)

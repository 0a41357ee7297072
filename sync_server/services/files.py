"""Which scope may read which file: a hash is not a key (R20).

A grant is made by a completed upload from that scope, or by the postman. Storage knows each file
once; the protocol never says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from sqlalchemy import Connection

from common.errors import NotAllowed
from sync_server.db import blobs
from sync_server.services.consequences import review_for_file
from sync_server.services.scope_work import ScopeWork

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobStore(Protocol):
    """Where files lie, by their SHA-256 in lower-case hex."""

    def put(self, stream: BinaryIO, expected_sha256: str, size_bytes: int) -> None:
        """Keep a whole file. Raises ProtocolFault ``file_hash_differs``."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The file, to be read and closed by the caller. Raises FileNotFoundError."""
        ...

    def size(self, sha256: str) -> int:
        """Its size in bytes. Raises FileNotFoundError."""
        ...

    def remove(self, sha256: str) -> None:
        """Overwrite and remove a file; fine where it is not here."""
        ...

    def stored(self) -> Iterator[tuple[str, float]]:
        """(SHA-256, when it came, in seconds since 1970) of all files, in no order."""
        ...


def grant_upload(work: ScopeWork, sha256: str, size_bytes: int) -> None:
    """A stored file belongs to the scope from which it came; letters that waited for it may go."""
    blobs.add(work.conn, sha256, size_bytes=size_bytes, at=work.now_ms)
    blobs.grant(work.conn, work.scope, [sha256])
    review_for_file(work, sha256)


def require_grant(conn: Connection, scope: str, sha256: str) -> None:
    """Raise NotAllowed ``file_not_granted``, also where there is no such file at all."""
    if not _SHA256.fullmatch(sha256) or not blobs.granted(conn, scope, [sha256]):
        raise NotAllowed("file_not_granted", sha256=sha256)

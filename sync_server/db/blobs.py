"""Which files are stored, which scopes may read them (R20), and which a document has."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from sync_server.db import tables
from sync_server.db.engine import insert_missing


def add(conn: Connection, sha256: str, *, size_bytes: int, at: int) -> None:
    """Note a stored file; one noted before is left."""
    row = {"sha256": sha256, "size_bytes": size_bytes, "stored_at": at}
    insert_missing(conn, tables.blobs, [row])


def grant(conn: Connection, scope: str, hashes: Iterable[str]) -> None:
    """Let the members of ``scope`` read these files."""
    rows = [{"scope": scope, "sha256": sha256} for sha256 in hashes]
    insert_missing(conn, tables.grants, rows)


def pass_on(conn: Connection, scope: str, hashes: Iterable[str], *, from_scope: str) -> None:
    """Let ``scope`` read these files of another scope, each as soon as that one may read it.

    A sender may name a file that is not here yet; that must not open a file which the sender only
    knows the hash of (R20).
    """
    wanted = set(hashes)
    here = granted(conn, from_scope, wanted)
    grant(conn, scope, here)
    rows = [
        {"scope": scope, "sha256": sha256, "from_scope": from_scope} for sha256 in wanted - here
    ]
    insert_missing(conn, tables.passed_on, rows)


def granted(conn: Connection, scope: str, hashes: Iterable[str]) -> set[str]:
    """Those of the files that the scope may read, its own or passed on to it."""
    return _granted(conn, scope, set(hashes), frozenset())


def _granted(conn: Connection, scope: str, wanted: set[str], asked: frozenset[str]) -> set[str]:
    if not wanted or scope in asked:
        return set()
    own = select(tables.grants.c.sha256).where(
        tables.grants.c.scope == scope, tables.grants.c.sha256.in_(wanted)
    )
    found = set(conn.scalars(own))
    passed = select(tables.passed_on.c.from_scope, tables.passed_on.c.sha256).where(
        tables.passed_on.c.scope == scope, tables.passed_on.c.sha256.in_(wanted - found)
    )
    for from_scope, sha256 in conn.execute(passed).all() if wanted - found else ():
        found |= _granted(conn, from_scope, {sha256}, asked | {scope})
    return found


def attach(conn: Connection, scope: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Note (document, attachment) pairs; those noted before are left."""
    rows = [
        {"scope": scope, "document_id": document_id, "attachment_id": attachment_id}
        for document_id, attachment_id in pairs
    ]
    insert_missing(conn, tables.attached, rows)


def attachments_of(conn: Connection, scope: str, document_id: str) -> list[str]:
    """Ids of the attachment records that name a document, in no order."""
    query = select(tables.attached.c.attachment_id).where(
        tables.attached.c.scope == scope, tables.attached.c.document_id == document_id
    )
    return list(conn.scalars(query))

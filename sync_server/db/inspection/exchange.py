"""Files and letters, for a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, or_, select

from sync_server.db import tables
from sync_server.db.inspection.streams import stream


def blobs_of(conn: Connection, scope: str | None) -> Iterator[tuple[str, int]]:
    """(SHA-256, size) of the files that are said to be stored, all or those a scope may read."""
    table, grants = tables.blobs, tables.grants
    query = select(table.c.sha256, table.c.size_bytes).order_by(table.c.sha256)
    if scope is not None:
        query = query.join(grants, grants.c.sha256 == table.c.sha256).where(grants.c.scope == scope)
    yield from stream(conn, query)


def grants_without_blob(conn: Connection, scope: str | None) -> Iterator[tuple[str, str]]:
    """(scope, SHA-256) of files that may be read and that nobody has stored."""
    table, blobs = tables.grants, tables.blobs
    query = (
        select(table.c.scope, table.c.sha256)
        .outerjoin(blobs, blobs.c.sha256 == table.c.sha256)
        .where(blobs.c.sha256.is_(None))
    )
    if scope is not None:
        query = query.where(table.c.scope == scope)
    yield from stream(conn, query)


def blobs_noted(conn: Connection, hashes: Sequence[str]) -> set[str]:
    """Those of the files that have a row."""
    query = select(tables.blobs.c.sha256).where(tables.blobs.c.sha256.in_(hashes))
    return set(conn.scalars(query))


def letters_done(
    conn: Connection, state: str, scope: str | None
) -> Iterator[tuple[str, str, str, str]]:
    """(dispatch, recipient, kind, receiving scope) of letters in ``state``."""
    table = tables.postbox
    query = select(table.c.dispatch_id, table.c.recipient, table.c.kind, table.c.to_scope).where(
        table.c.state == state
    )
    if scope is not None:
        query = query.where(or_(table.c.from_scope == scope, table.c.to_scope == scope))
    yield from stream(conn, query)


def letters_posted(conn: Connection, kind: str, dispatches: Sequence[str]) -> set[tuple[str, str]]:
    """(dispatch, recipient) of the letters of a kind that these dispatches have."""
    table = tables.postbox
    query = select(table.c.dispatch_id, table.c.recipient).where(
        table.c.kind == kind, table.c.dispatch_id.in_(dispatches)
    )
    return {(dispatch_id, recipient) for dispatch_id, recipient in conn.execute(query)}

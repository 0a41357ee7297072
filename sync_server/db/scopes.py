"""The row of a scope: its incarnation, the head of its log, its digest, and its lock (R4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from sync_server.db import tables


@dataclass(frozen=True)
class ScopeRow:
    """``seq`` and ``entry_hash`` are the log's last entry; ``digest`` is as of that entry."""

    scope: str
    incarnation: str
    seq: int
    entry_hash: bytes
    digest: bytes


def read(conn: Connection, scope: str) -> ScopeRow | None:
    """The scope's row, without holding it."""
    found = conn.execute(select(tables.scopes).where(tables.scopes.c.scope == scope)).one_or_none()
    return ScopeRow(**found._asdict()) if found else None


def lock(conn: Connection, scope: str) -> ScopeRow | None:
    """The scope's row, held until the transaction ends.

    In SQLite the writing transaction itself is the lock.
    """
    query = select(tables.scopes).where(tables.scopes.c.scope == scope).with_for_update()
    found = conn.execute(query).one_or_none()
    return ScopeRow(**found._asdict()) if found else None


def add(conn: Connection, row: ScopeRow) -> None:
    """A new scope."""
    conn.execute(insert(tables.scopes), asdict(row))


def save(conn: Connection, row: ScopeRow) -> None:
    """Move the head and the digest of a scope that this transaction holds."""
    conn.execute(
        update(tables.scopes)
        .where(tables.scopes.c.scope == row.scope)
        .values(seq=row.seq, entry_hash=row.entry_hash, digest=row.digest)
    )


def names(conn: Connection) -> list[str]:
    """All scopes, in the order of their names."""
    return list(conn.scalars(select(tables.scopes.c.scope).order_by(tables.scopes.c.scope)))

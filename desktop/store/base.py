"""The base: the server's exact bytes and heads, the staging of a pull, and the cursor (R1, R11).

Every row is kept, also of entities that this version does not know: store first, understand
second (R12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from common.changes.digest import EMPTY, moved
from common.changes.record import Key, Record, decode_heads, decode_values, record_hash
from common.protocol.messages import Cursor, Position, Row
from desktop.store.connection import Connection, select_by_ids


@dataclass(frozen=True)
class ScopeState:
    """How far this PC has followed a scope."""

    scope: str
    cursor: Cursor | None
    position: Position | None
    digest: bytes
    server_seq: int
    """The last own changeset that the server is known to hold."""


def scope_state(connection: Connection, scope: str) -> ScopeState:
    """The state of ``scope``; a scope never pulled has no cursor."""
    row = connection.execute(
        "SELECT incarnation, cursor_seq, cursor_hash, digest, position, server_seq "
        "FROM scopes WHERE scope = ?",
        (scope,),
    ).fetchone()
    if row is None:
        return ScopeState(scope, None, None, EMPTY, 0)
    incarnation, seq, entry_hash, digest, position, server_seq = row
    cursor = Cursor(incarnation, seq, entry_hash) if incarnation else None
    place = msgspec.msgpack.decode(position, type=Position) if position else None
    return ScopeState(scope, cursor, place, digest or EMPTY, server_seq or 0)


def get(connection: Connection, key: Key) -> Record | None:
    """The server's record, or ``None``."""
    row = connection.execute(
        "SELECT content, heads FROM base WHERE entity = ? AND id = ?", key
    ).fetchone()
    return Record(*key, decode_values(row[0]), decode_heads(row[1])) if row else None


def exact(connection: Connection, key: Key) -> Row | None:
    """The record as the server sent it, or as a disk has made it; nothing is decoded."""
    row = connection.execute(
        "SELECT entity, id, seq, content, heads FROM base WHERE entity = ? AND id = ?", key
    ).fetchone()
    return Row(*row) if row else None


def rows(connection: Connection, scope: str) -> list[Row]:
    """Everything that this PC holds of a scope, as the server sent it."""
    found = connection.execute(
        "SELECT entity, id, seq, content, heads FROM base WHERE scope = ?", (scope,)
    )
    return [Row(*row) for row in found]


def stage(connection: Connection, scope: str, rows: Iterable[Row], position: Position) -> None:
    """Keep a page of a pull that is not complete yet; nothing of it is seen (R11)."""
    _stage_rows(connection, scope, rows)
    connection.execute(
        "INSERT INTO scopes (scope, cursor_seq, own_seq, server_seq, position) VALUES (?,0,0,0,?) "
        "ON CONFLICT (scope) DO UPDATE SET position = excluded.position",
        (scope, msgspec.msgpack.encode(position)),
    )


def _stage_rows(connection: Connection, scope: str, rows: Iterable[Row]) -> None:
    connection.executemany(
        "INSERT INTO staging (scope, entity, id, seq, content, heads) VALUES (?,?,?,?,?,?) "
        "ON CONFLICT (scope, entity, id) DO UPDATE SET seq = excluded.seq, "
        "content = excluded.content, heads = excluded.heads",
        ((scope, row.entity, row.id, row.seq, row.values, row.heads) for row in rows),
    )


def staged(connection: Connection, scope: str, entity: str | None = None) -> list[Row]:
    """All rows that wait in staging, or those of one entity."""
    rows = connection.execute(
        "SELECT entity, id, seq, content, heads FROM staging WHERE scope = ? "
        "AND (? IS NULL OR entity = ?)",
        (scope, entity, entity),
    )
    return [Row(*row) for row in rows]


def clear_staging(connection: Connection, scope: str) -> None:
    """Forget an incomplete pull; it is fetched again from the cursor."""
    connection.execute("DELETE FROM staging WHERE scope = ?", (scope,))
    connection.execute("UPDATE scopes SET position = NULL WHERE scope = ?", (scope,))


def promote(connection: Connection, scope: str, rows: list[Row], head: Cursor) -> None:
    """Rows into the base, the cursor to ``head``, the digest with them: one transaction."""
    old = _hashes_of(connection, [(row.entity, row.id) for row in rows])
    hashes = _write(connection, scope, rows)
    root = moved(scope_state(connection, scope).digest, old, hashes.values())
    connection.execute(
        "INSERT INTO scopes (scope, own_seq, server_seq, incarnation, cursor_seq, cursor_hash, "
        "digest) VALUES (?,0,0,?,?,?,?) ON CONFLICT (scope) DO UPDATE SET "
        "incarnation = excluded.incarnation, cursor_seq = excluded.cursor_seq, "
        "cursor_hash = excluded.cursor_hash, digest = excluded.digest, position = NULL",
        (scope, head.incarnation, head.seq, head.hash, root),
    )


def lay_known(connection: Connection, scope: str, rows: list[Row]) -> None:
    """Records that a rebuilt store knows before its first pull; there is no cursor yet."""
    hashes = _write(connection, scope, rows)
    connection.execute(
        "INSERT INTO scopes (scope, cursor_seq, own_seq, server_seq, digest) VALUES (?,0,0,0,?) "
        "ON CONFLICT (scope) DO UPDATE SET digest = excluded.digest",
        (scope, moved(EMPTY, (), hashes.values())),
    )


def mend(
    connection: Connection,
    scope: str,
    rows: Iterable[Row],
    removed: Iterable[Key],
    root: bytes,
) -> None:
    """Put the server's exact bytes where others were, take out what it does not have, and keep
    the digest that was counted from the bytes; the cursor stays where it is (R13)."""
    _write(connection, scope, list(rows))
    connection.executemany(
        "DELETE FROM base WHERE scope = ? AND entity = ? AND id = ?",
        [(scope, *key) for key in removed],
    )
    connection.execute("UPDATE scopes SET digest = ? WHERE scope = ?", (root, scope))


def rehash(connection: Connection, keys: Iterable[Key]) -> None:
    """Keep the hash that the stored bytes of these records have."""
    for key in keys:
        row = connection.execute(
            "SELECT content, heads FROM base WHERE entity = ? AND id = ?", key
        ).fetchone()
        if row:
            connection.execute(
                "UPDATE base SET hash = ? WHERE entity = ? AND id = ?",
                (record_hash(*key, *row), *key),
            )


def _write(connection: Connection, scope: str, rows: list[Row]) -> dict[Key, bytes]:
    """Lay rows over what is there; returns their hashes."""
    hashes = {
        (row.entity, row.id): record_hash(row.entity, row.id, row.values, row.heads) for row in rows
    }
    connection.executemany(
        "INSERT INTO base (scope, entity, id, seq, content, heads, hash) VALUES (?,?,?,?,?,?,?) "
        "ON CONFLICT (id, entity) DO UPDATE SET scope = excluded.scope, seq = excluded.seq, "
        "content = excluded.content, heads = excluded.heads, hash = excluded.hash",
        ((scope, r.entity, r.id, r.seq, r.values, r.heads, hashes[r.entity, r.id]) for r in rows),
    )
    return hashes


def _hashes_of(connection: Connection, keys: Iterable[Key]) -> list[bytes]:
    wanted = set(keys)
    rows = select_by_ids(
        connection, "SELECT entity, id, hash FROM base", [record_id for _, record_id in wanted]
    )
    return [row_hash for entity, record_id, row_hash in rows if (entity, record_id) in wanted]


def forget(connection: Connection, scope: str) -> list[Key]:
    """Drop the base of a scope whose log is another now; returns the records that it held (R3).

    Own changesets stay: they are pushed again from where the server's head stands.
    """
    keys = connection.execute("SELECT entity, id FROM base WHERE scope = ?", (scope,)).fetchall()
    connection.execute("DELETE FROM base WHERE scope = ?", (scope,))
    connection.execute("DELETE FROM staging WHERE scope = ?", (scope,))
    connection.execute(
        "UPDATE scopes SET incarnation = NULL, cursor_seq = 0, cursor_hash = NULL, "
        "digest = NULL, position = NULL WHERE scope = ?",
        (scope,),
    )
    return [(entity, record_id) for entity, record_id in keys]


def save_server_seq(connection: Connection, scope: str, seq: int) -> None:
    """Keep how much of our own chain the server holds (R2)."""
    connection.execute("UPDATE scopes SET server_seq = ? WHERE scope = ?", (seq, scope))

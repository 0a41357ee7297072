"""The present records of a scope as exact bytes, and the feed's order over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select, tuple_, update

from common.changes.record import Key
from sync_server.db import tables
from sync_server.db.batches import insert_rows

KEYS_PER_QUERY = 500
_ROWS_PER_FETCH = 100
_HASHES_PER_FETCH = 5_000


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as exact bytes; ``seq`` is the log's entry that changed it last."""

    entity: str
    id: str
    values: bytes
    heads: bytes
    hash: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class StoredHash:
    """A record's key, and the hash that the scope's digest sums for it."""

    entity: str
    id: str
    hash: bytes


_table = tables.records
_COLUMNS = (
    _table.c.entity,
    _table.c.id,
    _table.c["values"],
    _table.c.heads,
    _table.c.hash,
    _table.c.seq,
)
_UPDATE = (
    update(_table)
    .where(
        _table.c.scope == bindparam("of_scope"),
        _table.c.entity == bindparam("of_entity"),
        _table.c.id == bindparam("of_id"),
    )
    .values(
        {
            "values": bindparam("new_values"),
            "heads": bindparam("new_heads"),
            "hash": bindparam("new_hash"),
            "seq": bindparam("new_seq"),
        }
    )
)


def load(conn: Connection, scope: str, keys: Iterable[Key]) -> Iterator[StoredRecord]:
    """Those of the records that exist."""
    ids_of = defaultdict(list)
    for entity, record_id in keys:
        ids_of[entity].append(record_id)
    for entity, ids in ids_of.items():
        for start in range(0, len(ids), KEYS_PER_QUERY):
            chunk = ids[start : start + KEYS_PER_QUERY]
            query = select(*_COLUMNS).where(
                _table.c.scope == scope, _table.c.entity == entity, _table.c.id.in_(chunk)
            )
            yield from (StoredRecord(*row) for row in conn.execute(query))


def of_entity(conn: Connection, scope: str, entity: str) -> list[StoredRecord]:
    """All records of an entity in a scope, in no order."""
    query = select(*_COLUMNS).where(_table.c.scope == scope, _table.c.entity == entity)
    return [StoredRecord(*row) for row in conn.execute(query)]


def hashes(conn: Connection, scope: str) -> Iterator[StoredHash]:
    """Key and hash of every record of a scope, in no order."""
    query = select(_table.c.entity, _table.c.id, _table.c.hash).where(_table.c.scope == scope)
    with conn.execute(query.execution_options(yield_per=_HASHES_PER_FETCH)) as rows:
        for row in rows:
            yield StoredHash(*row)


def scopes_with(conn: Connection, keys: Sequence[tuple[str, str, str]]) -> set[str]:
    """Which of the records, given as (scope, entity, id), exist: their scopes."""
    found: set[str] = set()
    for start in range(0, len(keys), KEYS_PER_QUERY):
        chunk = keys[start : start + KEYS_PER_QUERY]
        key = tuple_(_table.c.scope, _table.c.entity, _table.c.id)
        found.update(conn.scalars(select(_table.c.scope).where(key.in_(chunk))))
    return found


def changed_between(
    conn: Connection, scope: str, entity: str, *, after: int, up_to: int
) -> Iterator[StoredRecord]:
    """Records of an entity that were last changed at ``after`` < seq ≤ ``up_to``."""
    query = select(*_COLUMNS).where(
        _table.c.scope == scope,
        _table.c.seq > after,
        _table.c.seq <= up_to,
        _table.c.entity == entity,
    )
    return _read(conn, query)


def in_feed(
    conn: Connection, scope: str, *, after: tuple[int, str, str], up_to: int
) -> Iterator[StoredRecord]:
    """Records past the position (seq, entity, id) and up to a seq, in that order.

    The caller stops when its page is full.
    """
    seq, entity, record_id = after
    beyond = tuple_(_table.c.entity, _table.c.id) > tuple_(entity, record_id)
    query = (
        select(*_COLUMNS)
        .where(_table.c.scope == scope, _table.c.seq.between(seq, up_to))
        .where(or_(_table.c.seq > seq, beyond))
        .order_by(_table.c.seq, _table.c.entity, _table.c.id)
    )
    return _read(conn, query)


def _read(conn: Connection, query: Select[Any]) -> Iterator[StoredRecord]:
    """A few rows at a time, however many there are."""
    with conn.execute(query.execution_options(yield_per=_ROWS_PER_FETCH)) as rows:
        for row in rows:
            yield StoredRecord(*row)


def add(conn: Connection, scope: str, new: Sequence[StoredRecord]) -> None:
    """Write records that did not exist."""
    rows = [(scope, r.entity, r.id, r.values, r.heads, r.hash, r.seq) for r in new]
    insert_rows(conn, _table, rows)


def replace(conn: Connection, scope: str, changed: Sequence[StoredRecord]) -> None:
    """Write records that existed."""
    rows: list[dict[str, Any]] = [
        {
            "of_scope": scope,
            "of_entity": record.entity,
            "of_id": record.id,
            "new_values": record.values,
            "new_heads": record.heads,
            "new_hash": record.hash,
            "new_seq": record.seq,
        }
        for record in changed
    ]
    if rows:
        conn.execute(_UPDATE, rows)

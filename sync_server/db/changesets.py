"""Changesets as they came, the chains' heads, the scope's log, and what was not taken.

Rows are written in batches: one statement for each row of a long push would cost more than all of
the merging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from common.changes.changeset import Changeset
from sync_server.db import tables
from sync_server.db.batches import insert_rows

Row = dict[str, Any]
_of_changeset = itemgetter(*(column.name for column in tables.changesets.columns))
_of_log = itemgetter(*(column.name for column in tables.log.columns))

EVIDENCE_ROWS_MAX = 20
EVIDENCE_BYTES_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredChangeset:
    """A changeset and what became of it; ``params`` and ``parked`` as encoded by the caller."""

    device: int
    seq: int
    changeset: Changeset
    hash: bytes
    fate: str
    applied_seq: int
    code: str
    params: bytes
    parked: bytes


_COLUMNS = (
    tables.changesets.c.device,
    tables.changesets.c.seq,
    tables.changesets.c.header,
    tables.changesets.c.salt,
    tables.changesets.c.payload,
    tables.changesets.c.hash,
    tables.changesets.c.fate,
    tables.changesets.c.applied_seq,
    tables.changesets.c.code,
    tables.changesets.c.params,
    tables.changesets.c.parked,
)


def add(conn: Connection, rows: Sequence[Row]) -> None:
    """Keep changesets; each row has all columns of the table."""
    insert_rows(conn, tables.changesets, [_of_changeset(row) for row in rows])


def set_fate(conn: Connection, scope: str, device: int, seq: int, columns: Row) -> None:
    """Another fate for a changeset that is kept already."""
    of_changeset = tables.changesets.c.scope == scope, tables.changesets.c.device == device
    conn.execute(
        update(tables.changesets)
        .where(*of_changeset, tables.changesets.c.seq == seq)
        .values(**columns)
    )


def add_to_log(conn: Connection, rows: Sequence[Row]) -> None:
    """Append entries to a scope's log."""
    insert_rows(conn, tables.log, [_of_log(row) for row in rows])


def between(
    conn: Connection, scope: str, device: int, first: int, last: int
) -> list[StoredChangeset]:
    """A device's changesets ``first`` to ``last``, both included, in the chain's order."""
    query = (
        select(*_COLUMNS)
        .where(tables.changesets.c.scope == scope, tables.changesets.c.device == device)
        .where(tables.changesets.c.seq.between(first, last))
        .order_by(tables.changesets.c.seq)
    )
    return [_stored(row) for row in conn.execute(query)]


def named(conn: Connection, scope: str, device: int, seq: int) -> StoredChangeset | None:
    """The changeset ``device.seq`` of a scope."""
    found = between(conn, scope, device, seq, seq)
    return found[0] if found else None


def head(conn: Connection, scope: str, device: int) -> tuple[int, bytes] | None:
    """The last changeset of a device here, and the chain's hash; ``None`` before its first."""
    query = select(tables.device_heads.c.seq, tables.device_heads.c.hash).where(
        tables.device_heads.c.scope == scope, tables.device_heads.c.device == device
    )
    found = conn.execute(query).one_or_none()
    return (found.seq, found.hash) if found else None


def save_head(conn: Connection, scope: str, device: int, *, seq: int, chain_hash: bytes) -> None:
    """Move a device's head; the first time it is made."""
    moved = conn.execute(
        update(tables.device_heads)
        .where(tables.device_heads.c.scope == scope, tables.device_heads.c.device == device)
        .values(seq=seq, hash=chain_hash)
    )
    if not moved.rowcount:
        row = {"scope": scope, "device": device, "seq": seq, "hash": chain_hash}
        conn.execute(insert(tables.device_heads), row)


def entry_hash(conn: Connection, scope: str, seq: int) -> bytes | None:
    """The hash of a log's entry, or ``None`` where the log has no such entry."""
    query = select(tables.log.c.entry_hash).where(
        tables.log.c.scope == scope, tables.log.c.seq == seq
    )
    return conn.scalars(query).one_or_none()


def add_segment(
    conn: Connection, scope: str, device: int, *, last_seq: int, head: bytes, signature: bytes
) -> None:
    """Keep the signature over the head of a segment that was taken."""
    row = {
        "scope": scope,
        "device": device,
        "last_seq": last_seq,
        "hash": head,
        "signature": signature,
    }
    conn.execute(insert(tables.segments), row)


def add_evidence(
    conn: Connection, scope: str, device: int, *, at: int, problem: str, found: bytes
) -> None:
    """Keep bytes that are not this device's changesets; the oldest give way (R9)."""
    row = {
        "scope": scope,
        "device": device,
        "received_at": at,
        "problem": problem,
        "bytes": found[:EVIDENCE_BYTES_MAX],
    }
    conn.execute(insert(tables.evidence), row)
    of_device = (tables.evidence.c.scope == scope) & (tables.evidence.c.device == device)
    newest = (
        select(tables.evidence.c.place)
        .where(of_device)
        .order_by(tables.evidence.c.place.desc())
        .limit(EVIDENCE_ROWS_MAX)
    )
    too_many = delete(tables.evidence).where(of_device, tables.evidence.c.place.not_in(newest))
    conn.execute(too_many)


def evidence_count(conn: Connection, scope: str, device: int) -> int:
    """How many pieces of evidence are kept of a device."""
    query = select(func.count()).where(
        tables.evidence.c.scope == scope, tables.evidence.c.device == device
    )
    return conn.scalar(query) or 0


def _stored(row: Any) -> StoredChangeset:
    device, seq, header, salt, payload, *rest = row
    return StoredChangeset(device, seq, Changeset(header, salt, payload), *rest)

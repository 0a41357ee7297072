"""Chains, log and cases of a scope, for a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from common.changes.changeset import Changeset
from sync_server.db import tables
from sync_server.db.inspection.streams import stream
from sync_server.db.records import KEYS_PER_QUERY

_changesets = tables.changesets
_log = tables.log
_segments = tables.segments
_cases = tables.cases


@dataclass(frozen=True, slots=True)
class Link:
    """A changeset in its device's chain, with the signature over it where a push ended there."""

    device: int
    seq: int
    changeset: Changeset
    hash: bytes
    fate: str
    applied_seq: int
    signed_hash: bytes | None
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a log, with what the changeset that it names says; ``None`` where none is."""

    seq: int
    device: int
    device_seq: int
    entry_hash: bytes
    changeset_hash: bytes | None
    applied_seq: int | None


def chains(conn: Connection, scope: str) -> Iterator[Link]:
    """All changesets of a scope, by device and seq."""
    query = (
        select(
            _changesets.c.device,
            _changesets.c.seq,
            _changesets.c.header,
            _changesets.c.salt,
            _changesets.c.payload,
            _changesets.c.hash,
            _changesets.c.fate,
            _changesets.c.applied_seq,
            _segments.c.hash,
            _segments.c.signature,
        )
        .outerjoin(
            _segments,
            and_(
                _segments.c.scope == _changesets.c.scope,
                _segments.c.device == _changesets.c.device,
                _segments.c.last_seq == _changesets.c.seq,
            ),
        )
        .where(_changesets.c.scope == scope)
        .order_by(_changesets.c.device, _changesets.c.seq)
    )
    for device, seq, header, salt, payload, *rest in stream(conn, query):
        yield Link(device, seq, Changeset(header, salt, payload), *rest)


def heads(conn: Connection, scope: str) -> dict[int, tuple[int, bytes]]:
    """Device → (seq, hash) at which its chain is said to end."""
    table = tables.device_heads
    query = select(table.c.device, table.c.seq, table.c.hash).where(table.c.scope == scope)
    return {device: (seq, chain_hash) for device, seq, chain_hash in conn.execute(query)}


def stray_segments(conn: Connection, scope: str) -> Iterator[tuple[int, int]]:
    """(device, last seq) of signatures whose changeset is not here."""
    query = (
        select(_segments.c.device, _segments.c.last_seq)
        .outerjoin(
            _changesets,
            and_(
                _changesets.c.scope == _segments.c.scope,
                _changesets.c.device == _segments.c.device,
                _changesets.c.seq == _segments.c.last_seq,
            ),
        )
        .where(_segments.c.scope == scope, _changesets.c.seq.is_(None))
    )
    yield from stream(conn, query)


def log_of(conn: Connection, scope: str) -> Iterator[Entry]:
    """The log of a scope in its order."""
    query = (
        select(
            _log.c.seq,
            _log.c.device,
            _log.c.device_seq,
            _log.c.entry_hash,
            _changesets.c.hash,
            _changesets.c.applied_seq,
        )
        .outerjoin(
            _changesets,
            and_(
                _changesets.c.scope == _log.c.scope,
                _changesets.c.device == _log.c.device,
                _changesets.c.seq == _log.c.device_seq,
            ),
        )
        .where(_log.c.scope == scope)
        .order_by(_log.c.seq)
    )
    for row in stream(conn, query):
        yield Entry(*row)


def entries_after(
    conn: Connection, scope: str, seq: int, limit: int
) -> list[tuple[int, int, bytes]]:
    """(device, device seq, changeset's hash) of the log's entries after ``seq``, in its order."""
    query = (
        select(_log.c.device, _log.c.device_seq, _changesets.c.hash)
        .join(
            _changesets,
            and_(
                _changesets.c.scope == _log.c.scope,
                _changesets.c.device == _log.c.device,
                _changesets.c.seq == _log.c.device_seq,
            ),
        )
        .where(_log.c.scope == scope, _log.c.seq > seq, _log.c.seq <= seq + limit)
        .order_by(_log.c.seq)
    )
    return [(device, device_seq, found) for device, device_seq, found in conn.execute(query)]


def not_in_log(conn: Connection, scope: str, ended: str) -> Iterator[tuple[int, int, int]]:
    """(device, seq, applied seq) of changesets that do not stand where they say in the log.

    Of what has ``ended`` the seq says when, and another changeset stands there.
    """
    query = (
        select(_changesets.c.device, _changesets.c.seq, _changesets.c.applied_seq)
        .outerjoin(
            _log,
            and_(
                _log.c.scope == _changesets.c.scope,
                _log.c.seq == _changesets.c.applied_seq,
                _log.c.device == _changesets.c.device,
                _log.c.device_seq == _changesets.c.seq,
            ),
        )
        .where(_changesets.c.scope == scope, _changesets.c.applied_seq != 0)
        .where(_changesets.c.fate != ended, _log.c.seq.is_(None))
    )
    yield from stream(conn, query)


def without_case(conn: Connection, scope: str, ended: str) -> Iterator[tuple[int, int]]:
    """(device, seq) of changesets that are not in the log, have not ``ended``, and of which no case
    tells."""
    query = (
        select(_changesets.c.device, _changesets.c.seq)
        .outerjoin(_cases, _same_changeset())
        .where(_changesets.c.scope == scope, _changesets.c.applied_seq == 0)
        .where(_changesets.c.fate != ended, _cases.c.seq.is_(None))
    )
    yield from stream(conn, query)


def stray_cases(conn: Connection, scope: str) -> Iterator[tuple[int, int]]:
    """(device, seq) of cases without a changeset, or of another state than its fate."""
    differs = or_(_changesets.c.seq.is_(None), _changesets.c.fate != _cases.c.state)
    query = (
        select(_cases.c.device, _cases.c.seq)
        .outerjoin(_changesets, _same_changeset())
        .where(_cases.c.scope == scope, differs)
    )
    yield from stream(conn, query)


def not_applied(conn: Connection, scope: str, fate: str) -> Iterator[Changeset]:
    """The changesets whose fate is another than ``fate``."""
    query = select(_changesets.c.header, _changesets.c.salt, _changesets.c.payload).where(
        _changesets.c.scope == scope, _changesets.c.fate != fate
    )
    for row in stream(conn, query):
        yield Changeset(*row)


def changesets_named(
    conn: Connection, scope: str, names: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, Changeset]]:
    """(device, seq, changeset) of those that exist."""
    for start in range(0, len(names), KEYS_PER_QUERY):
        key = tuple_(_changesets.c.device, _changesets.c.seq)
        query = select(
            _changesets.c.device,
            _changesets.c.seq,
            _changesets.c.header,
            _changesets.c.salt,
            _changesets.c.payload,
        ).where(_changesets.c.scope == scope, key.in_(names[start : start + KEYS_PER_QUERY]))
        for device, seq, *parts in conn.execute(query):
            yield device, seq, Changeset(*parts)


def _same_changeset() -> ColumnElement[bool]:
    return and_(
        _cases.c.scope == _changesets.c.scope,
        _cases.c.device == _changesets.c.device,
        _cases.c.seq == _changesets.c.seq,
    )

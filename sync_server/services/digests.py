"""Where a device's records differ from the server's: sums by bucket, then the records themselves.

The buckets are summed from the stored hashes when a device asks, which it does only after two roots
differed: a walk over the scope then is cheaper than a write for each record always (R13).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from common.changes.digest import FANOUT, SIZE_BYTES, Buckets, bucket_of, split
from common.changes.record import Key
from common.errors import ProtocolFault
from common.protocol.messages import (
    DIGEST_BUCKETS_MAX,
    DIGEST_ROWS_MAX,
    DIGEST_TOPS_MAX,
    Cursor,
    DigestAnswer,
    DigestLevel,
    DigestRequest,
    DigestRow,
    Row,
)
from sync_server.db import records
from sync_server.db.records import StoredRecord
from sync_server.db.scopes import ScopeRow
from sync_server.services.feed import PAGE_BYTES_MAX

_PLACES = {
    DigestLevel.TOPS: (0, 0),
    DigestLevel.BELOW: (DIGEST_TOPS_MAX, FANOUT),
    DigestLevel.ROWS: (DIGEST_BUCKETS_MAX, FANOUT * FANOUT),
}
"""How many buckets may be asked at each level, and how many there are."""


def answer(conn: Connection, row: ScopeRow, request: DigestRequest) -> DigestAnswer:
    """What a device is told that compares at ``request.cursor``; all reads in one transaction.

    Raises:
        ProtocolFault: ``request_malformed``; nothing was read.
    """
    level = _checked(request)
    if request.cursor != Cursor(row.incarnation, row.seq, row.entry_hash):
        return DigestAnswer(moved=True)
    if level is DigestLevel.ROWS:
        return _rows(conn, row.scope, request)
    buckets = Buckets()
    for one in records.hashes(conn, row.scope):
        buckets.add(one.id, one.hash)
    if level is DigestLevel.TOPS:
        return DigestAnswer(sums=[buckets.tops()])
    return DigestAnswer(sums=[buckets.below(top) for top in request.buckets])


def _checked(request: DigestRequest) -> DigestLevel:
    asked = request.buckets
    try:
        level = DigestLevel(request.level)
    except ValueError as error:
        raise ProtocolFault("request_malformed", part="level") from error
    count_max, places = _PLACES[level]
    if len(asked) > count_max or len(set(asked)) != len(asked):
        raise ProtocolFault("request_malformed", part="buckets")
    if not all(0 <= one < places for one in asked):
        raise ProtocolFault("request_malformed", part="buckets")
    if len(request.held) % SIZE_BYTES:
        raise ProtocolFault("request_malformed", part="held")
    return level


def _rows(conn: Connection, scope: str, request: DigestRequest) -> DigestAnswer:
    """Records in the buckets whose hash is not held, and the hashes held that are of none."""
    asked, held = set(request.buckets), set(split(request.held))
    known: set[bytes] = set()
    lacking: list[Key] = []
    for one in records.hashes(conn, scope):
        if bucket_of(one.id) not in asked:
            continue
        if one.hash in held:
            known.add(one.hash)
        else:
            lacking.append((one.entity, one.id))
    rows = list(_fitting(records.load(conn, scope, lacking[:DIGEST_ROWS_MAX]), request))
    unknown = b"".join(sorted(held - known))
    return DigestAnswer(rows=rows, unknown=unknown, more=len(rows) < len(lacking))


def _fitting(found: Iterator[StoredRecord], request: DigestRequest) -> Iterator[DigestRow]:
    """Rows up to the size that was asked, one at least."""
    left = min(max(request.rows_bytes_max, 1), PAGE_BYTES_MAX)
    for one in found:
        yield DigestRow(Row(one.entity, one.id, one.seq, one.values, one.heads), one.hash)
        left -= len(one.values) + len(one.heads)
        if left <= 0:
            return

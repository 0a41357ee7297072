"""Files: what may be read is on the disk, as long as it was, and nothing else is (R20, I8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from common.text.findings import Finding
from sync_server.db.inspection import exchange
from sync_server.services.checking.damage import Tally
from sync_server.services.files import BlobStore

PART = "files"
SETTLED_AGE_S = 24 * 3600
"""A younger file without a row may belong to an upload that is being written down."""

_BATCH = 500
_PIECE_SIZE_BYTES = 1 << 20


def check_blobs(
    conn: Connection, blobs: BlobStore, scope: str | None, tally: Tally, *, deep: bool, now_s: float
) -> Iterator[Finding]:
    """All files, or those that ``scope`` may read; with ``deep`` every byte of them."""
    for sha256, size_bytes in exchange.blobs_of(conn, scope):
        tally["files"] += 1
        yield from _check_one(blobs, sha256, size_bytes, deep=deep)
    for of_scope, sha256 in exchange.grants_without_blob(conn, scope):
        yield Finding(PART, "grant_without_blob", {"scope": of_scope, "sha256": sha256})
    if scope is None:
        yield from _unknown(conn, blobs, now_s)


def _check_one(blobs: BlobStore, sha256: str, size_bytes: int, *, deep: bool) -> Iterator[Finding]:
    try:
        found_bytes = blobs.size(sha256)
        if found_bytes != size_bytes:
            sizes = {"size_bytes": found_bytes, "expected_bytes": size_bytes}
            yield Finding(PART, "blob_size_differs", {"sha256": sha256, **sizes})
        elif deep and _counted(blobs, sha256) != sha256:
            yield Finding(PART, "blob_altered", {"sha256": sha256})
    except FileNotFoundError:
        yield Finding(PART, "blob_missing", {"sha256": sha256})


def _counted(blobs: BlobStore, sha256: str) -> str:
    digest = hashlib.sha256()
    with blobs.open(sha256) as content:
        while piece := content.read(_PIECE_SIZE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _unknown(conn: Connection, blobs: BlobStore, now_s: float) -> Iterator[Finding]:
    """Files of which no row tells."""
    old = (sha256 for sha256, changed_s in blobs.stored() if now_s - changed_s > SETTLED_AGE_S)
    for batch in _batches(old):
        for sha256 in sorted(set(batch) - exchange.blobs_noted(conn, batch)):
            yield Finding(PART, "blob_unknown", {"sha256": sha256})


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(names)
    while batch := list(islice(waiting, _BATCH)):
        yield batch

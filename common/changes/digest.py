"""The digest of a scope: a sum of record hashes, kept as records change (R13).

A sum modulo 2²⁵⁶ can be kept in the transaction of the change: subtract the old record's hash, add
the new one's. Two stores with the same root hold the same bytes; where the roots differ, the same
sum over 65,536 buckets tells where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

SIZE_BYTES = 32
EMPTY = bytes(SIZE_BYTES)
FANOUT = 256
"""Top buckets, and buckets below each of them."""
_MODULUS = 1 << (8 * SIZE_BYTES)


def moved(root: bytes, removed: Iterable[bytes], added: Iterable[bytes]) -> bytes:
    """The root after records with hashes ``removed`` became those with hashes ``added``."""
    total = int.from_bytes(root, "big")
    total += sum(int.from_bytes(one, "big") for one in added)
    total -= sum(int.from_bytes(one, "big") for one in removed)
    return _as_bytes(total)


def bucket_of(record_id: str) -> int:
    """The record's bucket, 0 to 65,535: the first two bytes of SHA-256(id)."""
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:2], "big")


class Buckets:
    """The sums of a scope's record hashes in 65,536 buckets, rolled up 256 × 256.

    Made by a walk over all records when two roots differ, never kept (about 6 MB).
    """

    def __init__(self) -> None:
        self._sums = [0] * (FANOUT * FANOUT)

    def add(self, record_id: str, record_hash: bytes) -> None:
        """A record is there."""
        self._sums[bucket_of(record_id)] += int.from_bytes(record_hash, "big")

    def remove(self, record_id: str, record_hash: bytes) -> None:
        """A record is not there any more."""
        self._sums[bucket_of(record_id)] -= int.from_bytes(record_hash, "big")

    def root(self) -> bytes:
        """The digest of all records."""
        return _as_bytes(sum(self._sums))

    def tops(self) -> bytes:
        """256 sums of 32 bytes: those of the top buckets."""
        return b"".join(_as_bytes(sum(self._below(top))) for top in range(FANOUT))

    def below(self, top: int) -> bytes:
        """256 sums of 32 bytes: those of the buckets below one top bucket."""
        return b"".join(_as_bytes(one) for one in self._below(top))

    def _below(self, top: int) -> list[int]:
        return self._sums[top * FANOUT : (top + 1) * FANOUT]


def total(sums: bytes) -> bytes:
    """The sum of sums that stand side by side, as :meth:`Buckets.tops` writes them."""
    return moved(EMPTY, (), split(sums))


def differing(ours: bytes, theirs: bytes) -> list[int]:
    """Where two equally long rows of sums differ: the places, counted from 0."""
    pairs = zip(split(ours), split(theirs), strict=True)
    return [place for place, (one, other) in enumerate(pairs) if one != other]


def split(joined: bytes) -> list[bytes]:
    """The hashes or sums of 32 bytes that stand side by side."""
    return [joined[start : start + SIZE_BYTES] for start in range(0, len(joined), SIZE_BYTES)]


def _as_bytes(total: int) -> bytes:
    return (total % _MODULUS).to_bytes(SIZE_BYTES, "big")

"""The digest of a scope: a sum of record hashes, kept as records change (R13).

A sum modulo 2²⁵⁶ can be kept in the transaction of the change: subtract the old record's hash, add
the new one's. Two stores with the same root hold the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

SIZE_BYTES = 32
EMPTY = bytes(SIZE_BYTES)
_MODULUS = 1 << (8 * SIZE_BYTES)


def moved(root: bytes, removed: Iterable[bytes], added: Iterable[bytes]) -> bytes:
    """The root after records with hashes ``removed`` became those with hashes ``added``."""
    total = int.from_bytes(root, "big")
    total += sum(int.from_bytes(one, "big") for one in added)
    total -= sum(int.from_bytes(one, "big") for one in removed)
    return (total % _MODULUS).to_bytes(SIZE_BYTES, "big")

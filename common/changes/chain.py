"""The hash chain of a device in a scope, and the signed head of each pushed segment (R5).

``prev`` is not sent: the receiver computes it, so a changeset cannot be taken out, reordered or
altered without breaking every hash after it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from common.changes.changeset import Changeset
from common.crypto.signing import verify

GENESIS_SEQ = 0
_CHANGESET = b"vanthu/changeset/1"
_SEGMENT = "segment/1"


def genesis(scope: str, device: int) -> bytes:
    """The hash before a device's first changeset in a scope."""
    return hashlib.sha256(f"vanthu/chain/1\0{scope}\0{device}".encode()).digest()


def next_hash(previous: bytes, changeset: Changeset) -> bytes:
    """The chain's hash after ``changeset``; every part has a fixed length."""
    header = hashlib.sha256(changeset.header).digest()
    return hashlib.sha256(_CHANGESET + previous + header + changeset.commitment).digest()


def hashes(previous: bytes, changesets: Iterable[Changeset]) -> Iterator[bytes]:
    """The chain's hash after each changeset, from the hash before the first."""
    for changeset in changesets:
        previous = next_hash(previous, changeset)
        yield previous


def segment_message(scope: str, device: int, last_seq: int, head: bytes) -> tuple[str, bytes]:
    """Signature domain and exact bytes that a device signs for a pushed segment."""
    return _SEGMENT, f"{scope}\0{device}\0{last_seq}\0".encode() + head


def segment_is_signed(
    public: bytes, *, scope: str, device: int, last_seq: int, head: bytes, signature: bytes
) -> bool:
    """Whether ``signature`` is the device's over the head of this segment."""
    domain, message = segment_message(scope, device, last_seq, head)
    return verify(public, domain, message, signature)

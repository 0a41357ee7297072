"""Identifiers: UUIDv7 for what is new, derived UUIDv8 for what is unique by nature (R26).

Two offline PCs that do the same thing (accept one delivery, start one series) derive the same id
and so make one record. Ids are never ordered by: a wrong clock would reorder the books.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from datetime import datetime
from typing import Protocol

from common.clock import to_millis


class Random(Protocol):
    """Where randomness comes from; the simulator hands in a seeded one."""

    def bytes(self, count: int) -> bytes:
        """``count`` unpredictable bytes."""
        ...


class SystemRandom:
    """The operating system's generator."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)


def new_id(now: datetime, random: Random) -> str:
    """A UUIDv7 (RFC 9562 §5.7) of the instant ``now``, as 36 characters."""
    raw = bytearray(to_millis(now).to_bytes(6, "big", signed=False) + random.bytes(10))
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def derived_id(*parts: str) -> str:
    """A UUIDv8 (RFC 9562 §5.8) of the SHA-256 of the parts; the same parts give the same id.

    Parts are length-prefixed, so ``("ab", "c")`` and ``("a", "bc")`` differ.
    """
    encoded = [part.encode() for part in parts]
    framed = b"".join([len(one).to_bytes(4, "big") + one for one in encoded])
    raw = bytearray(hashlib.sha256(framed).digest()[:16])
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()  # `uuid.UUID` would check again what is known here
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

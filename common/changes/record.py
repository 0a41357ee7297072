"""A record's state and its exact bytes: what the server keeps and every PC's base holds.

Deterministic msgpack (sorted keys, no empty fields), so that equal records are equal bytes and a
digest over bytes is a digest over content (R13, I3).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import msgspec

from common.changes.heads import Heads
from common.entities.schema import Value

Key = tuple[str, str]
"""(entity, id)."""

Values = dict[str, Value]

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decode_values = msgspec.msgpack.Decoder(dict[str, Value]).decode
_decode_heads = msgspec.msgpack.Decoder(dict[str, str]).decode


@dataclass(frozen=True, slots=True)
class Record:
    """Values and heads of one record. Unknown fields ride along (R12)."""

    entity: str
    id: str
    values: Values
    heads: Heads = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """(entity, id)."""
        return self.entity, self.id


def encode_values(values: Values) -> bytes:
    """Exact bytes of a record's values; fields without a value are left out."""
    return _encoder.encode({name: value for name, value in values.items() if value is not None})


def decode_values(encoded: bytes) -> Values:
    """The values of :func:`encode_values`. Raises msgspec.MsgspecError for other bytes."""
    return _decode_values(encoded)


def encode_heads(heads: Heads) -> bytes:
    """Exact bytes of a record's heads."""
    return _encoder.encode(heads)


def decode_heads(encoded: bytes) -> Heads:
    """The heads of :func:`encode_heads`."""
    return _decode_heads(encoded)


def record_hash(entity: str, record_id: str, values: bytes, heads: bytes) -> bytes:
    """SHA-256 that the scope's digest sums, over exact bytes (R13)."""
    digest = hashlib.sha256(f"{entity}\0{record_id}\0".encode())
    digest.update(len(values).to_bytes(4, "big"))
    digest.update(values)
    digest.update(heads)
    return digest.digest()

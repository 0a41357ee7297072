"""How a message becomes the body of a request or answer: msgpack inside zstd, with its digest.

Both sides call it, so what one writes the other reads. Bodies come from outside: they are unpacked
piece by piece up to a bound, so a small body cannot fill the memory.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any, TypeVar

import msgspec
import zstandard

from common.errors import ProtocolFault

PROTOCOL_HEADER = "X-VanThu-Protocol"
DIGEST_HEADER = "Content-Digest"
CODING = "zstd"
BYTES_TYPE = "application/octet-stream"

_LEVEL = 3
_WINDOW_BYTES_MAX = 8 * 1024 * 1024
"""A frame may ask its reader for a window of memory; ours need less than this."""

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_Message = TypeVar("_Message")


def pack(message: Any) -> bytes:
    """The body that carries ``message`` (a struct of :mod:`common.protocol.messages`)."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(_encode(message))


def unpack(body: bytes, kind: type[_Message], *, size_bytes_max: int, malformed: str) -> _Message:
    """The message of type ``kind`` that ``body`` carries.

    Raises:
        ProtocolFault: ``too_large`` (param ``size_bytes_max``) beyond so many uncompressed bytes;
            the code ``malformed`` where it is not zstd, not msgpack or not such a message.
    """
    try:
        content = _inflated(body, size_bytes_max)
    except zstandard.ZstdError as error:
        raise ProtocolFault(malformed, part="zstd") from error
    if len(content) > size_bytes_max:
        raise ProtocolFault("too_large", size_bytes_max=size_bytes_max)
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise ProtocolFault(malformed, part="msgpack") from error


def content_digest(body: bytes) -> str:
    """The value of the Content-Digest header (RFC 9530) over the bytes as they travel."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _inflated(body: bytes, size_bytes_max: int) -> bytes:
    """At most one byte more than ``size_bytes_max``."""
    inflater = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES_MAX)
    with inflater.stream_reader(body) as reader:
        return reader.read(size_bytes_max + 1)

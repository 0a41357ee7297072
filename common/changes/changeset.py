"""The changeset: one user action, atomic and immutable, as exact bytes (design §4).

On the wire and on disk a changeset is ``header ‖ salt ‖ payload``. Its hash covers the header and
only a salted *commitment* to the payload, so a body can be removed by lawful order and the chain
still verifies (R6). Bytes are never re-encoded: what was hashed is what is kept and sent.

::

    header   [v, scope, device, seq, seen, at, actor, action, guards, numbers, was]
    payload  [[entity, id, set, base, add, remove], …]
"""

from __future__ import annotations

import hashlib

import msgspec

from common.entities.schema import Value
from common.errors import ProtocolFault

FORMAT_VERSION = 1
SALT_SIZE_BYTES = 16
COMMITMENT_SIZE_BYTES = 32
CHANGESET_SIZE_BYTES_MAX = 256 * 1024
"""A larger one is refused where it is made: bigger text becomes a file (R10)."""


class At(msgspec.Struct, array_like=True, frozen=True):
    """When, as this PC believed: shown, never decides (design §4).

    ``wall_ms`` its own clock; ``server_offset_ms`` the last known server clock minus its own;
    ``offset_age_s`` how long ago that was learnt (monotonic seconds).
    """

    wall_ms: int
    server_offset_ms: int | None = None
    offset_age_s: int | None = None


class Guard(msgspec.Struct, array_like=True, frozen=True):
    """A field that the action relied on without writing it, and the head that was seen."""

    entity: str
    id: str
    field: str
    head: str


class NumberClaim(msgspec.Struct, array_like=True, frozen=True):
    """A number that this action gave, under which lease epoch, to which document.

    It stands in the header so that the ledger books it even where the body cannot be judged (R9).
    An empty ``document_id`` reserves the number (*giữ số*): ``dated`` is then the day of that, and
    for whom and why stands in the body.
    """

    series_id: str
    year: int
    epoch: int
    number: int
    suffix: str
    document_id: str
    dated: str


class Header(msgspec.Struct, array_like=True, frozen=True):
    """Who did what, seeing what. ``seq`` is dense per (device, scope); device 0 is the server."""

    v: int
    scope: str
    device: int
    seq: int
    seen: int
    at: At
    actor: str
    action: str
    guards: tuple[Guard, ...] = ()
    numbers: tuple[NumberClaim, ...] = ()
    was: bytes | None = None


class Change(msgspec.Struct, array_like=True, frozen=True):
    """What the action writes in one record.

    ``base`` holds the head that the person saw for each field written; key ``*`` stands for all
    others. An empty ``base`` means that the person made the record.
    """

    entity: str
    id: str
    set: dict[str, Value] = {}
    base: dict[str, str] = {}
    add: dict[str, list[str]] = {}
    remove: dict[str, list[str]] = {}


class Changeset(msgspec.Struct, array_like=True, frozen=True):
    """Exact bytes, as stored and sent.

    Where the body was erased by order ``payload`` is empty and in the place of ``salt`` stands the
    commitment itself, so that the chain still verifies (R6).
    """

    header: bytes
    salt: bytes
    payload: bytes

    @property
    def commitment(self) -> bytes:
        """``SHA-256(salt ‖ payload)``: what the chain knows of the body."""
        if self.is_erased:
            return self.salt
        return hashlib.sha256(self.salt + self.payload).digest()

    @property
    def is_erased(self) -> bool:
        """Whether the body was erased by order; one that was made has never an empty body."""
        return not self.payload and len(self.salt) == COMMITMENT_SIZE_BYTES

    def erased(self) -> Changeset:
        """The same without its body: the same place in the same chain, and nothing to read."""
        return Changeset(self.header, self.commitment, b"")

    @property
    def size_bytes(self) -> int:
        """Bytes of all three parts."""
        return len(self.header) + len(self.salt) + len(self.payload)


class _Versioned(msgspec.Struct, array_like=True, frozen=True):
    """What every version's header begins with."""

    v: int


_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode_version = msgspec.msgpack.Decoder(_Versioned).decode
_decode_header = msgspec.msgpack.Decoder(Header).decode
_decode_payload = msgspec.msgpack.Decoder(tuple[Change, ...]).decode


def name_of(device: int, seq: int) -> str:
    """A changeset's name inside its scope, such as ``17.1042``."""
    return f"{device}.{seq}"


def build(header: Header, changes: tuple[Change, ...], salt: bytes) -> Changeset:
    """Encode to exact bytes.

    Raises:
        ProtocolFault: ``changeset_too_large`` above :data:`CHANGESET_SIZE_BYTES_MAX`.
    """
    changeset = Changeset(_encode(header), salt, _encode(changes))
    if changeset.size_bytes > CHANGESET_SIZE_BYTES_MAX:
        raise ProtocolFault("changeset_too_large", size_bytes=changeset.size_bytes)
    return changeset


def read_header(changeset: Changeset) -> Header:
    """Decode the header.

    Raises:
        ProtocolFault: ``changeset_malformed``; ``version_newer`` for a newer format (kept by the
            sender until the server is upgraded, never judged).
    """
    try:
        version = _decode_version(changeset.header).v
        if version > FORMAT_VERSION:
            raise ProtocolFault("version_newer", version=version)
        return _decode_header(changeset.header)
    except msgspec.MsgspecError as error:
        raise ProtocolFault("changeset_malformed", part="header") from error


def read_changes(changeset: Changeset) -> tuple[Change, ...]:
    """Decode the payload; nothing is left of one that was erased by order.

    Raises:
        ProtocolFault: ``changeset_malformed``.
    """
    if changeset.is_erased:
        return ()
    try:
        return _decode_payload(changeset.payload)
    except msgspec.MsgspecError as error:
        raise ProtocolFault("changeset_malformed", part="payload") from error

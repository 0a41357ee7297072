"""Bodies of requests and answers between an office's PC and the server (R14).

msgpack inside zstd; rows travel as arrays. One `POST /sync` carries hello, push, pull and leases of
all scopes that a device is a member of; idle it is under 1,000 bytes both ways.
"""

from __future__ import annotations

from enum import IntEnum

import msgspec

from common.changes.changeset import Changeset
from common.rules.numbering import Lease

PROTOCOL_VERSION = 1
MEDIA_TYPE = "application/vnd.vanthu.v1+msgpack"
PROOF_ENTRIES_MAX = 10_000
"""Entries of a log in one answer, some 450 kB."""
DIGEST_TOPS_MAX = 16
DIGEST_BUCKETS_MAX = 256
DIGEST_ROWS_MAX = 500
"""Bounds of one question about a digest, and of its answer."""


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """A place in a scope's log: its incarnation, a sequence number, the hash of that entry (R3)."""

    incarnation: str
    seq: int
    hash: bytes


class DeviceHead(msgspec.Struct, array_like=True, frozen=True):
    """The last changeset of a device that the server holds in a scope, and the chain's hash.

    Nothing held yet is seq 0 with an empty hash.
    """

    seq: int
    hash: bytes


class Segment(msgspec.Struct, array_like=True, frozen=True):
    """A run of a device's chain in one scope; the signature is over its last hash (R5)."""

    first_seq: int
    changesets: list[Changeset]
    signature: bytes


class Position(msgspec.Struct, array_like=True, frozen=True):
    """Where a pull stands: last row received, inside the pull that ends at ``up_to`` (R11)."""

    seq: int
    entity: str
    id: str
    up_to: int


class ScopeAsk(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a device says and wants of one scope.

    ``erased`` are ids of redactions that the device has carried out and that no answer has told
    to be noted yet (R6).
    """

    scope: str
    cursor: Cursor | None = None
    position: Position | None = None
    segment: Segment | None = None
    erased: list[str] = []


class SyncRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One exchange. ``rows_bytes_max`` bounds the rows of each page (uncompressed bytes).

    ``leases_seen`` is :func:`common.rules.numbering.leases_digest` of the leases that the device
    has, so that they travel only when they changed.
    """

    v: int
    scopes: list[ScopeAsk]
    rows_bytes_max: int = 1_000_000
    leases_seen: bytes = b""


class Row(msgspec.Struct, array_like=True, frozen=True):
    """A record as the server holds it: exact bytes of values and heads."""

    entity: str
    id: str
    seq: int
    values: bytes
    heads: bytes


class Result(msgspec.Struct, array_like=True, frozen=True):
    """The fate of one pushed changeset; the same each time it is asked (design §5.2).

    ``applied_seq`` is the log's sequence at which it was merged; ``parked`` are (entity, id, field)
    of values that stand in a conflict; ``code`` and ``params`` say why it was not applied.
    """

    seq: int
    fate: str
    applied_seq: int = 0
    parked: list[tuple[str, str, str]] = []
    code: str = ""
    params: dict[str, str] = {}


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """Rows after the cursor. ``position`` is where to go on, absent when the pull is complete;
    ``head`` is the cursor to keep once it is, absent where the one that was sent stands.

    ``signature`` is the server's over ``head`` (:mod:`common.changes.log`) on the page that
    completes a pull: the device keeps it, and no other history can be shown to it later.
    """

    rows: list[Row] = []
    head: Cursor | None = None
    position: Position | None = None
    signature: bytes = b""


class ScopeAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's side of one scope.

    ``device_head`` is the truth about what the server holds of this device (R2): the client sends
    from there. ``problem`` is a code of :mod:`common.protocol.codes` when the segment was not
    taken or the cursor is unknown. ``digest`` is that of the log's head at this answer: where the
    page has no ``position`` the device stands there once it has laid the answer in, and has the
    same digest; where it has one, the digest says nothing of what the device holds (R13).
    """

    scope: str
    device_head: DeviceHead
    page: Page
    digest: bytes
    results: list[Result] = []
    problem: str = ""


class SyncAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer. ``retry_after_s`` and ``min_interval_s`` pace the client (R22).

    ``leases`` are all that the device holds, absent where it has said that it knows them.
    """

    v: int
    server_ms: int
    scopes: list[ScopeAnswer]
    leases: list[Lease] | None = None
    retry_after_s: int = 0
    min_interval_s: int = 0


class DigestLevel(IntEnum):
    """What is asked where two roots differ (R13), from the top down."""

    TOPS = 1
    """The sums of the 256 top buckets."""
    BELOW = 2
    """The 256 sums below each of some top buckets."""
    ROWS = 3
    """The records of some buckets of which the asker does not hold the hash."""


class DigestRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question about a scope's records at ``cursor``, where the asker stands.

    ``buckets`` are top buckets (0 to 255, up to :data:`DIGEST_TOPS_MAX`) at ``BELOW``, buckets (0
    to 65,535, up to :data:`DIGEST_BUCKETS_MAX`) at ``ROWS``. ``held`` are the hashes of all records
    that the asker has in those buckets, side by side.
    """

    v: int
    scope: str
    cursor: Cursor
    level: int
    buckets: list[int] = []
    held: bytes = b""
    rows_bytes_max: int = 1_000_000


class DigestRow(msgspec.Struct, array_like=True, frozen=True):
    """A record, and the hash that the server sums for it: bytes of another hash are damaged."""

    row: Row
    hash: bytes


class DigestAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """``moved``: the log's head is not the asker's cursor any more; nothing else is told then.

    ``sums`` holds 256 sums of 32 bytes at ``TOPS``, and as much for each bucket asked at ``BELOW``.
    ``rows`` are records of which no hash was among those held, ``unknown`` the hashes among those
    held that no record here has, side by side. With ``more`` there are further rows: ask again,
    with these among those held.
    """

    moved: bool = False
    sums: list[bytes] = []
    rows: list[DigestRow] = []
    unknown: bytes = b""
    more: bool = False


class ProofRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came into a scope's log after ``cursor``? It is the asker's: kept, or just counted."""

    v: int
    scope: str
    cursor: Cursor
    entries_max: int = PROOF_ENTRIES_MAX


class ProofEntry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the log: which changeset, and the hash of its chain after it."""

    device: int
    device_seq: int
    hash: bytes


class ProofAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The entries after the cursor, and the log's present ``head`` with the server's signature.

    The asker counts the entries' hashes from its cursor on and asks again from where it has come,
    until that is the head. ``unknown``: the cursor is no place in this log; then there are none.
    """

    head: Cursor
    signature: bytes
    entries: list[ProofEntry] = []
    unknown: bool = False


class ServerIdentity(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's pinned identity key, and its private CA signed by it (design §10)."""

    public_key: bytes
    signature: bytes
    """Over the caller's nonce and the CA's PEM: proves that this server holds the key."""
    ca_pem: str = ""
    name: str = ""


class EnrolRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A PC asks to become a device of an office, for one person of it.

    Sent again with the same ``signing_public`` and code it gets the same answer, so a lost
    response costs nothing.
    """

    code_secret: bytes
    device_name: str
    signing_public: bytes
    login: str
    full_name: str = ""


class EnrolAnswer(msgspec.Struct, frozen=True):
    """What the new device is: its number, scopes, person and roles."""

    device: int
    office_code: str
    office_name: str
    user_id: str
    roles: list[str]
    scopes: list[str]
    server_ms: int


class TokenRequest(msgspec.Struct, frozen=True):
    """A device proves its key over a challenge that the server gave it."""

    device: int
    challenge: bytes
    nonce: bytes
    signature: bytes


class TokenAnswer(msgspec.Struct, frozen=True):
    """A short-lived bearer token, and the server's proof of identity over the client's nonce."""

    token: str
    expires_in_s: int
    server_ms: int
    proof: bytes


CHALLENGE_DOMAIN = "token-challenge/1"
PROOF_DOMAIN = "token-proof/1"
IDENTITY_DOMAIN = "identity/1"

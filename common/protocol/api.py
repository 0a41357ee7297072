"""`SyncApi`: what a device may ask of the server. HTTP speaks it, the hub answers it.

Every sync test runs over both implementers: `desktop.sync.http_api` and `sync_server.hub.devices`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    ProofAnswer,
    ProofRequest,
    ServerIdentity,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease


class EnrolmentApi(Protocol):
    """Before a PC is a device: who is the server, and may I join."""

    def identity(self, nonce: bytes) -> ServerIdentity:
        """The server's key, proved over ``nonce``. Raises TransportFault."""
        ...

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Become a device.

        Raises:
            NotAllowed: ``enrolment_code_refused`` (unknown, used by another PC, or too old).
            RuleViolation: ``login_taken`` where the login belongs to another office's person.
            TransportFault: the server cannot be reached.
        """
        ...


class SyncApi(Protocol):
    """What an enrolled device asks; the implementer knows which device it speaks for."""

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """Push, pull and hello in one exchange (R14).

        Raises:
            TransportFault: ``offline`` and its kin; work is kept.
            NotAllowed: ``device_revoked``.
            ProtocolFault: an answer that this version cannot read.
        """
        ...

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Where this device's records differ from the server's, asked when two roots do (R13).

        Raises:
            TransportFault, NotAllowed: as :meth:`sync`; also ``scope_closed``.
            ProtocolFault: ``request_malformed``.
        """
        ...

    def proof(self, request: ProofRequest) -> ProofAnswer:
        """What came into a scope's log after a cursor, for whoever counts it again (R3).

        Raises:
            TransportFault, NotAllowed: as :meth:`sync`; also ``scope_closed``.
            ProtocolFault: ``request_malformed``.
        """
        ...

    def take_series(self, scope: str, series_id: str) -> Lease:
        """Take a released series.

        Raises:
            NotAllowed: ``series_held`` (param ``device``) while another device holds it.
        """
        ...

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        """Store a whole file; the hash is checked before the grant is made (R20).

        Raises:
            ProtocolFault: ``file_hash_differs``.
        """
        ...

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        """The file's bytes in pieces.

        Raises:
            NotAllowed: ``file_not_granted`` without a grant in this scope (R20), also where no
                such file exists.
        """
        ...

"""A hub of a few lines for tests of what stands around it: HTTP in, HTTP out.

It keeps no rule of the real one. What it should raise or answer is set by the test.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from typing import BinaryIO

from common.crypto.signing import SigningKey
from common.errors import NotAllowed, ProtocolFault
from common.protocol.messages import (
    IDENTITY_DOMAIN,
    PROOF_DOMAIN,
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    ProofAnswer,
    ProofRequest,
    ServerIdentity,
    SyncAnswer,
    SyncRequest,
    TokenAnswer,
    TokenRequest,
)
from common.rules.numbering import LEASE_DOMAIN, Lease

DEVICE = 17
TOKEN = "17.good"


class StubHub:
    """Device 17 with the token ``17.good``; ``failure`` is raised by whatever is asked next."""

    def __init__(self, *, ca_pem: str = "") -> None:
        self.delivered = threading.Event()
        self.forget()
        self.ca_pem = ca_pem

    def forget(self) -> None:
        """Be as new."""
        self.key = SigningKey.from_bytes(b"s" * 32)
        self.ca_pem = ""
        self.failure: Exception | None = None
        self.files: dict[str, bytes] = {}
        self.requests: list[SyncRequest] = []
        self.compared: list[DigestRequest] = []
        self.enrolled: list[EnrolRequest] = []
        self.tokens_given = 0
        self.expires_in_s = 3600
        self.delivered.clear()

    def identity(self, nonce: bytes) -> ServerIdentity:
        self._fail()
        message = nonce + self.ca_pem.encode()
        signature = self.key.sign(IDENTITY_DOMAIN, message)
        return ServerIdentity(self.key.public, signature, self.ca_pem, "Hải Dương")

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        self._fail()
        self.enrolled.append(request)
        return EnrolAnswer(
            DEVICE, "stc", "Sở Tài chính", "u" * 36, ["clerk"], ["office/stc", "catalog"], 1
        )

    def challenge(self) -> bytes:
        self._fail()
        return b"c" * 32

    def token(self, request: TokenRequest) -> TokenAnswer:
        self._fail()
        self.tokens_given += 1
        proof = self.key.sign(PROOF_DOMAIN, request.nonce + TOKEN.encode())
        return TokenAnswer(TOKEN, self.expires_in_s, 1, proof)

    def device_of(self, token: str) -> int:
        if token != TOKEN:
            raise NotAllowed("token_invalid")
        return DEVICE

    def device_api(self, device: int) -> StubHub:
        assert device == DEVICE
        return self

    def deliver_post(self) -> int:
        self.delivered.set()
        return 0

    def ready(self) -> None:
        self._fail()

    def sync(self, request: SyncRequest) -> SyncAnswer:
        self._fail()
        self.requests.append(request)
        return SyncAnswer(1, 1, [])

    def digest(self, request: DigestRequest) -> DigestAnswer:
        self._fail()
        self.compared.append(request)
        return DigestAnswer(moved=True)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        self._fail()
        return ProofAnswer(request.cursor, b"", unknown=True)

    def take_series(self, scope: str, series_id: str) -> Lease:
        self._fail()
        lease = Lease(scope, series_id, DEVICE, 2)
        return Lease(scope, series_id, DEVICE, 2, self.key.sign(LEASE_DOMAIN, lease.message()))

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self._fail()
        held = content.read()
        if (hashlib.sha256(held).hexdigest(), len(held)) != (sha256, size_bytes):
            raise ProtocolFault("file_hash_differs", sha256=sha256)
        self.files[sha256] = held

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        content, _ = self.open_file(scope, sha256)
        yield content.read()

    def open_file(self, scope: str, sha256: str) -> tuple[BinaryIO, int]:
        self._fail()
        if sha256 not in self.files:
            raise NotAllowed("file_not_granted")
        return io.BytesIO(self.files[sha256]), len(self.files[sha256])

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

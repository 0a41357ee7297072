"""`SyncApi` and `EnrolmentApi` over HTTP: the server's key pinned, the device's key shown.

The address of a server proves nothing and a certificate little: what counts is the identity key
whose hash stood in the enrolment code (design §10). Every token is proved with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from common.clock import Clock, SystemClock
from common.crypto.signing import SigningKey, verify
from common.errors import NotAllowed, ProtocolFault, TransportFault
from common.ids import Random, SystemRandom
from common.protocol.messages import (
    CHALLENGE_DOMAIN,
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
from common.protocol.rows import whole
from common.protocol.wire import pack, unpack
from common.rules.numbering import Lease
from desktop.sync.http_connection import Ask, Connection, checked_address

DECODED_BYTES_MAX = 256 * 1024 * 1024
NONCE_SIZE_BYTES = 32
TOKEN_MARGIN_S = 60
"""A token is renewed so long before its end: a request may take a while."""

_Message = TypeVar("_Message")


class HttpEnrolment:
    """`EnrolmentApi` of the server at ``server_url``.

    :meth:`identity` believes anybody, since nothing is told and the answer is checked against the
    code by the caller; :meth:`enrol` believes only the authority that the identity named.

    Raises:
        RuleViolation: ``server_url_invalid``; NotAllowed: ``http_refused``.
    """

    def __init__(self, server_url: str, *, allow_http: bool = False, ca_pem: str = "") -> None:
        self._server_url = server_url
        self._allow_http = allow_http
        self._ca_pem = ca_pem
        checked_address(server_url, allow_http=allow_http)

    def pinned(self, ca_pem: str) -> HttpEnrolment:
        """The same server, believed only where this authority vouches for it."""
        return HttpEnrolment(self._server_url, allow_http=self._allow_http, ca_pem=ca_pem)

    def identity(self, nonce: bytes) -> ServerIdentity:
        """The server's key, proved over ``nonce`` and its authority.

        Raises:
            TransportFault: ``server_identity_wrong`` where the proof does not hold; others as
                :meth:`Connection.exchange`.
        """
        ask = Ask("GET", "/identity", {"nonce": nonce.hex()})
        identity = _unpacked(self._exchange(ask, anybody=True), ServerIdentity)
        message = nonce + identity.ca_pem.encode()
        if not verify(identity.public_key, IDENTITY_DOMAIN, message, identity.signature):
            raise TransportFault("server_identity_wrong")
        self._ca_pem = identity.ca_pem
        return identity

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Become a device; see :class:`common.protocol.api.EnrolmentApi`."""
        ask = Ask("POST", "/enrol", message=pack(request))
        return _unpacked(self._exchange(ask, anybody=False), EnrolAnswer)

    def _exchange(self, ask: Ask, *, anybody: bool) -> bytes:
        connection = self._open(anybody=anybody)
        try:
            return connection.exchange(ask)
        finally:
            connection.close()

    def _open(self, *, anybody: bool) -> Connection:
        ca_pem = "" if anybody else self._ca_pem
        return Connection(
            self._server_url, ca_pem=ca_pem, allow_http=self._allow_http, anybody=anybody
        )


@dataclass(frozen=True)
class _Token:
    text: str
    renew_at_s: float


class HttpApi:
    """`SyncApi` for one device; one session, used by one thread at a time.

    ``server_public`` is the identity key pinned at enrolment, ``ca_pem`` the authority that came
    with it (empty: the machine's own).

    Raises:
        RuleViolation: ``server_url_invalid``; NotAllowed: ``http_refused``.
    """

    def __init__(
        self,
        server_url: str,
        device: int,
        signing_key: SigningKey,
        server_public: bytes,
        ca_pem: str = "",
        *,
        allow_http: bool = False,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._connection = Connection(server_url, ca_pem=ca_pem, allow_http=allow_http)
        self._device = device
        self._key = signing_key
        self._server_public = server_public
        self._clock = clock or SystemClock()
        self._random = random or SystemRandom()
        self._token: _Token | None = None

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """Push, pull and hello in one exchange; see :class:`common.protocol.api.SyncApi`."""
        return whole(self._ask(Ask("POST", "/sync", message=pack(request)), SyncAnswer))

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Where records differ; see :class:`common.protocol.api.SyncApi`."""
        return self._ask(Ask("POST", "/digest", message=pack(request)), DigestAnswer)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        """The log shown again; see :class:`common.protocol.api.SyncApi`."""
        return self._ask(Ask("POST", "/proof", message=pack(request)), ProofAnswer)

    def take_series(self, scope: str, series_id: str) -> Lease:
        """Take a released series.

        Raises:
            TransportFault: ``server_identity_wrong`` where the lease is not signed by the server.
        """
        query = {"scope": scope, "series": series_id}
        lease = self._ask(Ask("POST", "/series/take", query), Lease)
        if not lease.is_signed_by(self._server_public):
            raise TransportFault("server_identity_wrong")
        return lease

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        """Store a whole file, from where ``content`` stands.

        Raises:
            ProtocolFault: ``file_hash_differs``, ``too_large``.
        """
        start = content.tell()

        def send(token: str) -> str:
            content.seek(start)
            ask = Ask(
                "PUT",
                f"/files/{sha256}",
                {"scope": scope},
                file=content,
                file_size_bytes=size_bytes,
            )
            return _unpacked(self._connection.exchange(ask, token=token), str)

        if self._with_token(send) != sha256:
            raise ProtocolFault("file_hash_differs", sha256=sha256)

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        """The file's bytes; refusals come at once, the hash is compared after the last piece.

        Raises:
            ProtocolFault: ``file_hash_differs``; TransportFault: ``connection_cut``.
        """
        ask = Ask("GET", f"/files/{sha256}", {"scope": scope})
        pieces = self._with_token(lambda token: self._connection.fetch(ask, token=token))
        return _compared(pieces, sha256)

    def close(self) -> None:
        """Give the sockets back."""
        self._connection.close()

    def _ask(self, ask: Ask, kind: type[_Message]) -> _Message:
        answer = self._with_token(lambda token: self._connection.exchange(ask, token=token))
        return _unpacked(answer, kind)

    def _with_token(self, send: Callable[[str], _Message]) -> _Message:
        """Call ``send`` with a token; once more with a new one where the old one ended early."""
        if self._token is not None and self._clock.monotonic_s() < self._token.renew_at_s:
            try:
                return send(self._token.text)
            except NotAllowed as refusal:
                if refusal.code != "token_invalid":
                    raise
        self._token = self._new_token()
        return send(self._token.text)

    def _new_token(self) -> _Token:
        """Show our key, and have the server show its own over our nonce."""
        begun_s = self._clock.monotonic_s()
        challenge = _unpacked(self._connection.exchange(Ask("GET", "/token/challenge")), bytes)
        nonce = self._random.bytes(NONCE_SIZE_BYTES)
        signature = self._key.sign(CHALLENGE_DOMAIN, challenge + nonce)
        request = TokenRequest(self._device, challenge, nonce, signature)
        ask = Ask("POST", "/token", message=pack(request))
        answer = _unpacked(self._connection.exchange(ask), TokenAnswer)
        proof = nonce + answer.token.encode()
        if not verify(self._server_public, PROOF_DOMAIN, proof, answer.proof):
            raise TransportFault("server_identity_wrong")
        return _Token(answer.token, begun_s + answer.expires_in_s - TOKEN_MARGIN_S)


def _unpacked(body: bytes, kind: type[_Message]) -> _Message:
    return unpack(body, kind, size_bytes_max=DECODED_BYTES_MAX, malformed="answer_malformed")


def _compared(pieces: Iterator[bytes], sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise ProtocolFault("file_hash_differs", sha256=sha256)

"""The server without HTTP: all that the network, the command line and tests may ask of it."""

from __future__ import annotations

import logging

from sqlalchemy import Engine

from common.clock import Clock
from common.crypto.signing import SigningKey
from common.errors import NotAllowed, ProtocolFault, RuleViolation
from common.ids import Random
from common.protocol.enrolment_code import hash_secret
from common.protocol.messages import (
    IDENTITY_DOMAIN,
    EnrolAnswer,
    EnrolRequest,
    ServerIdentity,
    TokenAnswer,
    TokenRequest,
)
from sync_server.db import postbox
from sync_server.db.postbox import Letter
from sync_server.db.schema import require_current
from sync_server.hub.console import Console
from sync_server.hub.core import Core
from sync_server.hub.devices import DeviceApi
from sync_server.services import enrolment, postman, tokens
from sync_server.services.context import Server
from sync_server.services.files import BlobStore

LETTERS_PER_ROUND = 100

log = logging.getLogger(__name__)


class Hub(Console):
    """One server. ``key`` is its identity; ``ca_pem`` the private authority of its TLS, if any."""

    def __init__(
        self,
        engine: Engine,
        blobs: BlobStore,
        key: SigningKey,
        *,
        clock: Clock,
        random: Random,
        ca_pem: str = "",
        name: str = "",
    ) -> None:
        super().__init__(Core(engine, blobs, Server(key, clock, random)))
        self._ca_pem = ca_pem
        self._name = name

    def identity(self, nonce: bytes) -> ServerIdentity:
        """The identity key, proved over ``nonce`` ‖ the authority's PEM (design §10)."""
        key = self.core.server.key
        signature = key.sign(IDENTITY_DOMAIN, nonce + self._ca_pem.encode())
        return ServerIdentity(key.public, signature, self._ca_pem, self._name)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Make a PC a device of an office; asked again by the same PC, the same answer.

        The caller limits how often this is asked: each call costs some 15 ms and 8 MiB.

        Raises:
            NotAllowed: ``enrolment_code_refused``.
            RuleViolation: ``login_empty``, ``login_invalid``, ``login_taken``.
            ProtocolFault: ``request_malformed``.
        """
        secret_hash = hash_secret(request.code_secret)
        with self.core.writing() as conn:
            return enrolment.enrol(conn, self.core.server, request, secret_hash)

    def challenge(self) -> bytes:
        """What a device must sign within two minutes to get a token."""
        return tokens.challenge(self.core.server)

    def token(self, request: TokenRequest) -> TokenAnswer:
        """A short-lived token for a device that signed challenge ‖ nonce.

        Raises:
            NotAllowed: ``device_unknown``, ``device_revoked``, ``token_invalid``.
        """
        with self.core.reading() as conn:
            return tokens.issue(conn, self.core.server, request)

    def device_of(self, token: str) -> int:
        """The device that holds ``token``. Raises NotAllowed ``token_invalid``."""
        return tokens.holder_of(self.core.server, token)

    def device_api(self, device: int) -> DeviceApi:
        """What ``device`` may ask; whoever calls this has made sure that it is that device."""
        return DeviceApi(self.core, device)

    def deliver_post(self) -> int:
        """Deliver what waits in the postbox, until nothing moves; how many letters were.

        Each has its own transaction; two postmen at once deliver each letter once (R4). One that
        cannot be applied is held with the reason and never stops the others.
        """
        delivered = 0
        while waiting := self._waiting():
            delivered += sum(self._deliver(letter.place) for letter in waiting)
        return delivered

    def ready(self) -> None:
        """Whether this server can work.

        Raises:
            EnvironmentFault: ``database_unavailable`` and its kin; ``database_newer``,
                ``database_older``, ``database_empty``.
        """
        with self.core.reading() as conn:
            require_current(conn)

    def close(self) -> None:
        """Let go of the database."""
        self.core.engine.dispose()

    def _waiting(self) -> list[Letter]:
        with self.core.reading() as conn:
            return postbox.waiting(conn, LETTERS_PER_ROUND)

    def _deliver(self, place: int) -> bool:
        try:
            with self.core.writing() as conn:
                return postman.deliver(conn, self.core.server, place)
        except (NotAllowed, ProtocolFault, RuleViolation) as error:
            log.warning("letter %d is held: %s", place, error.code)
            with self.core.writing() as conn:
                postbox.hold(conn, place, error.code)
            return False

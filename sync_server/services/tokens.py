"""Short-lived tokens that a device earns with its key; nothing of them is stored.

A challenge and a token are values with a MAC of the server's own: any process that has the identity
key can check them, so several servers need no shared session.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection

from common.crypto.sealing import subkey
from common.crypto.signing import verify
from common.errors import NotAllowed
from common.protocol.codes import DEVICE_REVOKED
from common.protocol.messages import (
    CHALLENGE_DOMAIN,
    PROOF_DOMAIN,
    TokenAnswer,
    TokenRequest,
)
from sync_server.db import devices
from sync_server.db.devices import ACTIVE, Device
from sync_server.services.context import Server

CHALLENGE_LIFE_MS = 2 * 60 * 1000
TOKEN_LIFE_S = 3600
DEVICE_MAX = 2**63 - 1
"""What the database can count to; a device's number comes from outside."""

_CHALLENGE = b"challenge"
_TOKEN = b"token"
_INSTANT_BYTES = 8
_SALT_BYTES = 8
_MAC_BYTES = 32


@dataclass(frozen=True)
class _Holder:
    device: int
    expires_at: int


def challenge(server: Server) -> bytes:
    """A value to be signed within two minutes."""
    instant = server.now_ms().to_bytes(_INSTANT_BYTES, "big")
    return _with_mac(server, _CHALLENGE, instant + server.random.bytes(_SALT_BYTES))


def issue(conn: Connection, server: Server, request: TokenRequest) -> TokenAnswer:
    """A token for the device whose key signed challenge ‖ nonce, and the server's own proof.

    Raises:
        NotAllowed: ``device_unknown``, ``device_revoked``, ``token_invalid`` (challenge too
            old or not ours, signature of another key).
    """
    device = require_active(conn, request.device)
    message = request.challenge + request.nonce
    signed = verify(device.signing_public, CHALLENGE_DOMAIN, message, request.signature)
    if not signed or not _challenge_is_fresh(server, request.challenge):
        raise NotAllowed("token_invalid")
    now_ms = server.now_ms()
    token = _token(server, _Holder(device.device, now_ms + TOKEN_LIFE_S * 1000))
    proof = server.key.sign(PROOF_DOMAIN, request.nonce + token.encode())
    return TokenAnswer(token, TOKEN_LIFE_S, now_ms, proof)


def holder_of(server: Server, token: str) -> int:
    """The device that holds a token. Raises NotAllowed ``token_invalid``."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except ValueError as error:
        raise NotAllowed("token_invalid") from error
    body = _without_mac(server, _TOKEN, raw)
    if len(body) != 2 * _INSTANT_BYTES:
        raise NotAllowed("token_invalid")
    holder = _Holder(
        int.from_bytes(body[:_INSTANT_BYTES], "big"), int.from_bytes(body[_INSTANT_BYTES:], "big")
    )
    if holder.expires_at < server.now_ms():
        raise NotAllowed("token_invalid")
    return holder.device


def require_active(conn: Connection, device: int) -> Device:
    """The device. Raises NotAllowed ``device_unknown`` or ``device_revoked``."""
    found = devices.read(conn, device) if 0 < device <= DEVICE_MAX else None
    if found is None:
        raise NotAllowed("device_unknown", device=device)
    if found.state != ACTIVE:
        raise NotAllowed(DEVICE_REVOKED, device=device, why=found.revoked_why)
    return found


def _token(server: Server, holder: _Holder) -> str:
    numbers = (holder.device, holder.expires_at)
    body = b"".join(number.to_bytes(_INSTANT_BYTES, "big") for number in numbers)
    return base64.urlsafe_b64encode(_with_mac(server, _TOKEN, body)).decode()


def _challenge_is_fresh(server: Server, shown: bytes) -> bool:
    body = _without_mac(server, _CHALLENGE, shown)
    age_ms = server.now_ms() - int.from_bytes(body[:_INSTANT_BYTES], "big")
    return bool(body) and 0 <= age_ms <= CHALLENGE_LIFE_MS


def _with_mac(server: Server, kind: bytes, body: bytes) -> bytes:
    key = subkey(server.key.seed, "token-mac")
    return body + hmac.digest(key, kind + b"\0" + body, hashlib.sha256)


def _without_mac(server: Server, kind: bytes, shown: bytes) -> bytes:
    """The body of a value that this server made; empty for any other."""
    body = shown[:-_MAC_BYTES]
    return body if hmac.compare_digest(_with_mac(server, kind, body), shown) else b""

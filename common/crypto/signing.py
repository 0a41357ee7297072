"""Ed25519 over exact bytes, each signature bound to what it was made for.

The domain keeps a signature made for one purpose (a segment's head, a proof to the server) from
being shown as one for another.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from common.ids import Random

SEED_SIZE_BYTES = 32
PUBLIC_SIZE_BYTES = 32
SIGNATURE_SIZE_BYTES = 64


class SigningKey:
    """A private Ed25519 key; its text form shows nothing of it."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self._public = private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, random: Random) -> SigningKey:
        """A new key from 32 bytes of ``random``."""
        return cls.from_bytes(random.bytes(SEED_SIZE_BYTES))

    @classmethod
    def from_bytes(cls, seed: bytes) -> SigningKey:
        """The key of a 32-byte ``seed``. Raises ValueError for any other length."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for safekeeping under another key."""
        return self._private.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self._public

    def sign(self, domain: str, message: bytes) -> bytes:
        """The 64-byte signature over ``message`` for the purpose ``domain``."""
        return self._private.sign(_signed_bytes(domain, message))

    def __repr__(self) -> str:
        return f"SigningKey(public={self._public.hex()})"


def verify(public: bytes, domain: str, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``message`` for ``domain`` is by the holder of ``public``.

    Keys and signatures come from outside: malformed ones are answered False, never raised.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, _signed_bytes(domain, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_bytes(domain: str, message: bytes) -> bytes:
    """The exact bytes signed. A NUL in ``domain`` would blur where the message begins."""
    if "\0" in domain:
        raise ValueError("a signature's domain holds no NUL")
    return b"vanthu/" + domain.encode() + b"\0" + message

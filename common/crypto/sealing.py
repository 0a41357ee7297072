"""AES-256-GCM boxes and keys derived for one purpose each.

Wrapped keys, the journal and files all rest on these two; a key that is used for two things would
let a box of one be passed off as the other.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from common.errors import ProtocolFault

KEY_SIZE_BYTES = 32
NONCE_SIZE_BYTES = 12
TAG_SIZE_BYTES = 16
SEAL_OVERHEAD_BYTES = NONCE_SIZE_BYTES + TAG_SIZE_BYTES


def seal(key: bytes, plaintext: bytes, *, nonce: bytes, aad: bytes = b"") -> bytes:
    """``nonce`` ‖ ciphertext ‖ tag, by AES-256-GCM.

    ``key`` has 32 bytes, ``nonce`` 12, which are never used twice under one key. ``aad`` is bound
    but not carried: :func:`open_sealed` must be given the same. Raises ValueError for other sizes.
    """
    if len(nonce) != NONCE_SIZE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    return nonce + _cipher(key).encrypt(nonce, plaintext, aad)


def open_sealed(key: bytes, box: bytes, aad: bytes = b"") -> bytes:
    """The plaintext of a box made by :func:`seal`.

    Raises:
        ProtocolFault: ``sealed_damaged``: cut, altered, or sealed with another key or ``aad``.
    """
    cipher = _cipher(key)
    try:
        return cipher.decrypt(box[:NONCE_SIZE_BYTES], box[NONCE_SIZE_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise ProtocolFault("sealed_damaged") from error


def subkey(key: bytes, purpose: str, *, salt: bytes = b"") -> bytes:
    """32 bytes for one ``purpose`` from a random ``key`` by HKDF-SHA256 (RFC 5869), no password.

    Different purposes, or salts, give keys that say nothing of one another or of ``key``.
    """
    hkdf = HKDF(SHA256(), KEY_SIZE_BYTES, salt=salt or None, info=b"vanthu/" + purpose.encode())
    return hkdf.derive(key)


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_SIZE_BYTES:
        raise ValueError("a sealing key has 32 bytes")
    return AESGCM(key)

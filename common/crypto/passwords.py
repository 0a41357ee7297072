"""From a password to a key, and which passwords are too easily guessed.

The same rule holds on the PC, where the password wraps the store's key, and on the server, where it
proves who logs in. A stolen PC gives nothing as far as its weakest password holds (design §10).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from common.crypto.listed_passwords import is_listed
from common.errors import RuleViolation

PASSWORD_LENGTH_MIN = 10
DERIVED_SIZE_BYTES = 32

_MEMORY_KIB_MAX = 1 << 20
_ITERATIONS_MAX = 64
_LANES_MAX = 64


@dataclass(frozen=True)
class KdfParams:
    """What one derivation costs. Raises ValueError outside what this version will ever spend.

    The limits matter where the numbers are read from a file: a damaged or planted one must not make
    the PC allocate all its memory.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        sound = (
            1 <= self.lanes <= _LANES_MAX
            and 1 <= self.iterations <= _ITERATIONS_MAX
            and 8 * self.lanes <= self.memory_kib <= _MEMORY_KIB_MAX
        )
        if not sound:
            raise ValueError("these Argon2id parameters are out of bounds")


DEFAULT = KdfParams()
"""Some 0.15–0.25 s on an office PC; above the first choice of RFC 9106 §4 for small memory."""


def derive(password: str, salt: bytes, params: KdfParams) -> bytes:
    """32 bytes by Argon2id (RFC 9106) of the password in NFC and at least 8 bytes of ``salt``.

    NFC first: the same keys give other code points under another Vietnamese input method.
    """
    kdf = Argon2id(
        salt=salt,
        length=DERIVED_SIZE_BYTES,
        iterations=params.iterations,
        lanes=params.lanes,
        memory_cost=params.memory_kib,
    )
    return kdf.derive(_exact_bytes(password))


def check_password(password: str) -> None:
    """Accept a password that is being chosen, or say why not (design §10).

    Raises:
        RuleViolation: ``password_too_short`` (``length_min``) under 10 characters in NFC;
            ``password_common`` if it is a listed one or made of listed words and runs.
    """
    characters = unicodedata.normalize("NFC", password)
    if len(characters) < PASSWORD_LENGTH_MIN:
        raise RuleViolation("password_too_short", field="password", length_min=PASSWORD_LENGTH_MIN)
    if is_listed(characters):
        raise RuleViolation("password_common", field="password")


def _exact_bytes(password: str) -> bytes:
    """UTF-8 of NFC. Lone surrogates, which a broken input may hand over, are kept apart."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")

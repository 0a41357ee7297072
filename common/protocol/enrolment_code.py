"""The enrolment code: a one-time secret, and the check that the server asked is the right one.

A person carries it on paper from the province to the PC. The client compares the server's identity
key with the code before it says the secret (design §10), so a false server learns nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from common.crypto import crockford
from common.crypto.passwords import KdfParams, derive
from common.errors import RuleViolation
from common.ids import Random

HALF_BITS = 50
HALF_SIZE_BYTES = 7
_HALF_CHARACTERS = HALF_BITS // crockford.BITS_PER_CHARACTER
_SPARE_BITS = HALF_SIZE_BYTES * 8 - HALF_BITS

# Part of the format: what a server stored must match after an upgrade. 50 bits of plain SHA-256
# are guessed within days from a stolen copy of the database; at some 15 ms each they are not.
_HASH_PARAMS = KdfParams(memory_kib=8192, iterations=1, lanes=1)
_HASH_SALT = b"vanthu/enrolment-code/1"


@dataclass(frozen=True)
class EnrolmentCode:
    """Both halves as 7 bytes, big-endian, of which the low 50 bits count.

    Raises RuleViolation ``enrolment_code_invalid`` for halves of another size.
    """

    secret: bytes = field(repr=False)
    key_check: bytes

    def __post_init__(self) -> None:
        for half in (self.secret, self.key_check):
            if len(half) != HALF_SIZE_BYTES or int.from_bytes(half, "big") >> HALF_BITS:
                raise _invalid()

    @property
    def text(self) -> str:
        """``XXXXX-XXXXX-XXXXX-XXXXX``: two groups of secret, two of the server key's check."""
        return crockford.grouped(_encoded(self.secret) + _encoded(self.key_check))

    @property
    def secret_hash(self) -> bytes:
        """What the server stores in place of the secret; see :func:`hash_secret`."""
        return hash_secret(self.secret)

    def matches_key(self, server_public_key: bytes) -> bool:
        """Whether the code was given out by the server with this identity key."""
        return hmac.compare_digest(self.key_check, _check_of(server_public_key))


def new_code(server_public_key: bytes, random: Random) -> EnrolmentCode:
    """A fresh code of the server whose identity key (32 raw bytes) is given."""
    return EnrolmentCode(_first_bits(random.bytes(HALF_SIZE_BYTES)), _check_of(server_public_key))


def parse_code(text: str) -> EnrolmentCode:
    """The code that a person typed: lower case, O for 0, I or L for 1, missing dashes are fine.

    Raises:
        RuleViolation: ``enrolment_code_invalid``, field ``code``.
    """
    characters = crockford.tidied(text)
    if len(characters) != 2 * _HALF_CHARACTERS:
        raise _invalid()
    try:
        secret, check = (
            crockford.decode(half).to_bytes(HALF_SIZE_BYTES, "big")
            for half in (characters[:_HALF_CHARACTERS], characters[_HALF_CHARACTERS:])
        )
    except ValueError as error:
        raise _invalid() from error
    return EnrolmentCode(secret, check)


def hash_secret(secret: bytes) -> bytes:
    """32 bytes by which the server knows a secret again without keeping it.

    Unsalted by need (the server looks codes up by it), so it is made slow: about 15 ms and 8 MiB.
    An end point that calls it must limit how often it is asked.
    """
    return derive(secret.hex(), _HASH_SALT, _HASH_PARAMS)


def _check_of(server_public_key: bytes) -> bytes:
    return _first_bits(hashlib.sha256(b"vanthu/server-key\0" + server_public_key).digest())


def _first_bits(raw: bytes) -> bytes:
    """The first 50 bits of ``raw``, as a half."""
    top = int.from_bytes(raw[:HALF_SIZE_BYTES], "big") >> _SPARE_BITS
    return top.to_bytes(HALF_SIZE_BYTES, "big")


def _encoded(half: bytes) -> str:
    return crockford.encode(int.from_bytes(half, "big"), length=_HALF_CHARACTERS)


def _invalid() -> RuleViolation:
    return RuleViolation("enrolment_code_invalid", field="code")

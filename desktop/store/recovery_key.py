"""The recovery key as it is printed at enrolment: 175 random bits and a checksum, for paper.

It opens the store when nobody's password does. Being random it needs no slow derivation, and being
typed from paper it tells a slip of the hand from the wrong sheet.
"""

from __future__ import annotations

import hashlib

from common.crypto import crockford
from common.errors import RuleViolation
from common.ids import Random

SECRET_BITS = 175
_SECRET_SIZE_BYTES = 22
_SECRET_CHARACTERS = SECRET_BITS // crockford.BITS_PER_CHARACTER
_CHECK_CHARACTERS = 5


def new_recovery_key(random: Random) -> str:
    """Eight groups of five characters, the last of them a checksum."""
    raw = int.from_bytes(random.bytes(_SECRET_SIZE_BYTES), "big")
    spare_bits = _SECRET_SIZE_BYTES * 8 - SECRET_BITS
    characters = crockford.encode(raw >> spare_bits, length=_SECRET_CHARACTERS)
    return crockford.grouped(characters + _check_of(characters))


def secret_of(text: str) -> bytes:
    """The secret in what a person typed; lower case, O for 0, I or L for 1 and no dashes are fine.

    Raises:
        RuleViolation: ``recovery_key_invalid``, field ``recovery_key``: mistyped or cut.
    """
    characters = crockford.tidied(text)
    secret, check = characters[:_SECRET_CHARACTERS], characters[_SECRET_CHARACTERS:]
    if len(secret) < _SECRET_CHARACTERS or check != _check_of(secret):
        raise RuleViolation("recovery_key_invalid", field="recovery_key")
    return secret.encode()


def _check_of(characters: str) -> str:
    digest = hashlib.sha256(b"vanthu/recovery-key/1\0" + characters.encode()).digest()
    check_bits = _CHECK_CHARACTERS * crockford.BITS_PER_CHARACTER
    value = int.from_bytes(digest, "big") >> (len(digest) * 8 - check_bits)
    return crockford.encode(value, length=_CHECK_CHARACTERS)

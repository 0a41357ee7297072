"""How the store key is wrapped: for a person by their password, for paper by the recovery key.

Apart from the vault so that its rules (who may, what is refused) read without the cryptography.
"""

from __future__ import annotations

from common.crypto.passwords import KdfParams, derive
from common.crypto.sealing import (
    KEY_SIZE_BYTES,
    NONCE_SIZE_BYTES,
    SEAL_OVERHEAD_BYTES,
    open_sealed,
    seal,
    subkey,
)
from common.ids import Random
from desktop.store.key_file import PersonSlot, RecoverySlot
from desktop.store.recovery_key import secret_of

SALT_SIZE_BYTES = 16
_WRAPPED_SIZE_BYTES = KEY_SIZE_BYTES + SEAL_OVERHEAD_BYTES


def person_slot(
    store_id: str,
    store_key: bytes,
    *,
    login: str,
    password: str,
    random: Random,
    params: KdfParams,
) -> PersonSlot:
    """The store key (32 bytes) under ``password``; ``login`` is in the form for comparing."""
    salt = random.bytes(SALT_SIZE_BYTES)
    wrapping = derive(password, salt, params)
    nonce = random.bytes(NONCE_SIZE_BYTES)
    wrapped = seal(wrapping, store_key, nonce=nonce, aad=_bound(store_id, login))
    return PersonSlot(login, params, salt, wrapped)


def opened_by_password(store_id: str, slot: PersonSlot, password: str) -> bytes:
    """The store key. Raises ProtocolFault ``sealed_damaged`` for another password."""
    wrapping = derive(password, slot.salt, slot.params)
    return open_sealed(wrapping, slot.wrapped, _bound(store_id, slot.login))


def decoy(params: KdfParams) -> PersonSlot:
    """A slot that no password opens, as dear to try as a real one with ``params``."""
    return PersonSlot("", params, bytes(SALT_SIZE_BYTES), bytes(_WRAPPED_SIZE_BYTES))


def recovery_slot(
    store_id: str, store_key: bytes, *, recovery_key: str, random: Random
) -> RecoverySlot:
    """The store key under the printed key."""
    salt = random.bytes(SALT_SIZE_BYTES)
    wrapping = _recovery_wrapping(recovery_key, salt)
    nonce = random.bytes(NONCE_SIZE_BYTES)
    return RecoverySlot(salt, seal(wrapping, store_key, nonce=nonce, aad=_bound(store_id)))


def opened_by_recovery_key(store_id: str, slot: RecoverySlot, text: str) -> bytes:
    """The store key.

    Raises:
        RuleViolation: ``recovery_key_invalid``, where ``text`` is mistyped.
        ProtocolFault: ``sealed_damaged``, where it is another store's.
    """
    wrapping = _recovery_wrapping(text, slot.salt)
    return open_sealed(wrapping, slot.wrapped, _bound(store_id))


def _recovery_wrapping(text: str, salt: bytes) -> bytes:
    return subkey(secret_of(text), "store/recovery", salt=salt)


def _bound(store_id: str, login: str | None = None) -> bytes:
    """What a wrapped key is bound to, so that slots cannot be moved between people or stores."""
    owner = "recovery" if login is None else f"person\0{login}"
    return f"vanthu/keys/1\0{store_id}\0{owner}".encode()

"""Who may open the store on this PC: the store key, wrapped per person and for the recovery key.

::

    password ── Argon2id ──┐
                           ├─ AES-GCM ─→ store key ── HKDF ─→ database, journal, blobs, names
    recovery key ── HKDF ──┘

The store key is random and never changes; a new password only wraps it anew, so adding a person or
changing a password costs one small file (design §10).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from common.crypto.passwords import DEFAULT, KdfParams, check_password
from common.crypto.sealing import KEY_SIZE_BYTES, subkey
from common.errors import EnvironmentFault, NotAllowed, ProtocolFault, RuleViolation
from common.ids import Random
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.faults import environment_faults
from desktop.store.key_file import KEY_FILE_NAME, KeyFile, PersonSlot, load, save
from desktop.store.key_slots import (
    decoy,
    opened_by_password,
    opened_by_recovery_key,
    person_slot,
    recovery_slot,
)
from desktop.store.recovery_key import new_recovery_key

_STORE_ID_SIZE_BYTES = 16


@dataclass(frozen=True)
class StoreKeys:
    """An opened store's keys, 32 raw bytes each, one per purpose."""

    store_id: str
    store_key: bytes = field(repr=False)

    @property
    def database(self) -> bytes:
        """Of the SQLCipher file."""
        return subkey(self.store_key, "store/database")

    @property
    def journal(self) -> bytes:
        """Of the second file of changesets."""
        return subkey(self.store_key, "store/journal")

    @property
    def blobs(self) -> bytes:
        """Of the files' contents."""
        return subkey(self.store_key, "store/blobs")

    @property
    def names(self) -> bytes:
        """Of the HMAC that names files on disk."""
        return subkey(self.store_key, "store/names")


@dataclass(frozen=True)
class Vault:
    """A store that was just made, open."""

    folder: Path
    keys: StoreKeys

    @property
    def store_id(self) -> str:
        """32 hexadecimal digits; no other store has them."""
        return self.keys.store_id


def create_vault(
    folder: Path,
    *,
    login: str,
    password: str,
    random: Random,
    params: KdfParams = DEFAULT,
    disk: Disk = SYSTEM_DISK,
) -> tuple[Vault, str]:
    """A new store's keys in ``folder``, and the recovery key to be printed, said only here.

    Raises:
        RuleViolation: of :func:`check_password`, or ``login_empty``.
        EnvironmentFault: ``store_exists``, or the disk's own.
    """
    check_password(password)
    keys = StoreKeys(random.bytes(_STORE_ID_SIZE_BYTES).hex(), random.bytes(KEY_SIZE_BYTES))
    recovery_key = new_recovery_key(random)
    content = KeyFile(
        store_id=keys.store_id,
        people=(_slot_for(keys, normal_login(login), password, random, params),),
        recovery=recovery_slot(
            keys.store_id, keys.store_key, recovery_key=recovery_key, random=random
        ),
    )
    with environment_faults():
        disk.make_folder(folder)
    save(folder, content, read=None, disk=disk, random=random)
    return Vault(folder, keys), recovery_key


def unlock(folder: Path, login: str, password: str) -> StoreKeys:
    """The keys, for a person of this PC. An unknown login costs the same time and says the same.

    Raises:
        NotAllowed: ``wrong_password``.
        EnvironmentFault: as :func:`desktop.store.key_file.load`.
    """
    content, _ = load(folder)
    return _unlocked(content, login, password)


def unlock_with_recovery(folder: Path, text: str) -> StoreKeys:
    """The keys, by the printed recovery key.

    Raises:
        RuleViolation: ``recovery_key_invalid``, where it is mistyped.
        NotAllowed: ``wrong_recovery_key``, where it is another store's.
        EnvironmentFault: as :func:`desktop.store.key_file.load`.
    """
    content, _ = load(folder)
    try:
        store_key = opened_by_recovery_key(content.store_id, content.recovery, text)
    except ProtocolFault as fault:
        raise NotAllowed("wrong_recovery_key") from fault
    return StoreKeys(content.store_id, store_key)


def add_person(
    folder: Path,
    keys: StoreKeys,
    login: str,
    password: str,
    *,
    random: Random,
    params: KdfParams = DEFAULT,
    disk: Disk = SYSTEM_DISK,
) -> None:
    """Let one more person open the store; by somebody who has opened it.

    Raises:
        RuleViolation: ``login_taken`` or ``login_empty`` (field ``login``), or of
            :func:`check_password`.
        EnvironmentFault: ``store_locked``, or the disk's own.
    """
    check_password(password)
    content, read = load(folder)
    name = normal_login(login)
    if _slot_of(content, name):
        raise RuleViolation("login_taken", field="login", login=name)
    slot = _slot_for(keys, name, password, random, params)
    save(folder, _with_slot(content, keys, slot), read=read, disk=disk, random=random)


def change_password(
    folder: Path,
    login: str,
    password: str,
    new_password: str,
    *,
    random: Random,
    params: KdfParams = DEFAULT,
    disk: Disk = SYSTEM_DISK,
) -> None:
    """A person's own change. Raises as :func:`unlock` and :func:`reset_password` do."""
    keys = unlock(folder, login, password)
    reset_password(folder, keys, login, new_password, random=random, params=params, disk=disk)


def reset_password(
    folder: Path,
    keys: StoreKeys,
    login: str,
    new_password: str,
    *,
    random: Random,
    params: KdfParams = DEFAULT,
    disk: Disk = SYSTEM_DISK,
) -> None:
    """A new password for a person of this PC; by somebody who has opened the store.

    Raises:
        RuleViolation: ``login_unknown`` (field ``login``), or of :func:`check_password`.
        EnvironmentFault: ``store_locked``, or the disk's own.
    """
    check_password(new_password)
    content, read = load(folder)
    name = _known(content, login).login
    slot = _slot_for(keys, name, new_password, random, params)
    save(folder, _with_slot(content, keys, slot), read=read, disk=disk, random=random)


def remove_person(
    folder: Path, keys: StoreKeys, login: str, *, random: Random, disk: Disk = SYSTEM_DISK
) -> None:
    """An ended account opens this store no more.

    Raises:
        RuleViolation: ``login_unknown``, or ``login_is_last``: somebody must be able to open it.
        EnvironmentFault: ``store_locked``, or the disk's own.
    """
    content, read = load(folder)
    _check_same_store(content, keys)
    gone = _known(content, login)
    if len(content.people) == 1:
        raise RuleViolation("login_is_last", field="login", login=gone.login)
    people = tuple(slot for slot in content.people if slot != gone)
    save(folder, replace(content, people=people), read=read, disk=disk, random=random)


def logins(folder: Path) -> list[str]:
    """Who can open the store, in the order in which they were added. Raises as ``load`` does."""
    content, _ = load(folder)
    return [slot.login for slot in content.people]


def normal_login(text: str) -> str:
    """The form in which logins are compared: trimmed, NFC, without case.

    Raises:
        RuleViolation: ``login_empty``.
    """
    name = _compared(text)
    if not name:
        raise RuleViolation("login_empty", field="login")
    return name


def _unlocked(content: KeyFile, login: str, password: str) -> StoreKeys:
    slot = _slot_of(content, _compared(login)) or decoy(content.people[0].params)
    try:
        store_key = opened_by_password(content.store_id, slot, password)
    except ProtocolFault as fault:
        raise NotAllowed("wrong_password") from fault
    return StoreKeys(content.store_id, store_key)


def _slot_for(
    keys: StoreKeys, login: str, password: str, random: Random, params: KdfParams
) -> PersonSlot:
    return person_slot(
        keys.store_id, keys.store_key, login=login, password=password, random=random, params=params
    )


def _with_slot(content: KeyFile, keys: StoreKeys, new: PersonSlot) -> KeyFile:
    """The content with ``new`` in the place of that person's slot, or at the end."""
    _check_same_store(content, keys)
    if _slot_of(content, new.login) is None:
        return replace(content, people=(*content.people, new))
    people = tuple(new if slot.login == new.login else slot for slot in content.people)
    return replace(content, people=people)


def _slot_of(content: KeyFile, login: str) -> PersonSlot | None:
    return next((slot for slot in content.people if slot.login == login), None)


def _known(content: KeyFile, login: str) -> PersonSlot:
    slot = _slot_of(content, _compared(login))
    if slot is None:
        raise RuleViolation("login_unknown", field="login", login=login)
    return slot


def _compared(login: str) -> str:
    """NFC again at the end: without case, letters may come apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login).strip().casefold())


def _check_same_store(content: KeyFile, keys: StoreKeys) -> None:
    """Another store's key, wrapped here, would lock the person out for good."""
    if content.store_id != keys.store_id:
        raise EnvironmentFault("store_damaged", file=KEY_FILE_NAME)

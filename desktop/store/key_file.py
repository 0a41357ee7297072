"""`keys.json`: the store key, wrapped once for each person and once for the recovery key.

Apart from the vault's rules so that the bytes on disk, their versions and their damage have one
place. The file holds no secret that a password or the recovery key does not guard.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.crypto.passwords import KdfParams
from common.errors import EnvironmentFault
from common.ids import Random
from desktop.store.disk import Disk, write_whole
from desktop.store.faults import environment_faults

KEY_FILE_NAME = "keys.json"
FORMAT = "vanthu-keys"
VERSION = 1

_SIZE_MAX_BYTES = 1 << 20
_NEW_SUFFIX = ".new"


@dataclass(frozen=True)
class PersonSlot:
    """The store key under one person's password. ``login`` is in the form for comparing."""

    login: str
    params: KdfParams
    salt: bytes
    wrapped: bytes


@dataclass(frozen=True)
class RecoverySlot:
    """The store key under the recovery key."""

    salt: bytes
    wrapped: bytes


@dataclass(frozen=True)
class KeyFile:
    """The file's content: one store, at least one person, one recovery key."""

    store_id: str
    people: tuple[PersonSlot, ...]
    recovery: RecoverySlot


def load(folder: Path) -> tuple[KeyFile, bytes]:
    """The content and the exact bytes it was read from.

    Raises:
        EnvironmentFault: ``store_missing``; ``store_damaged`` (``file``); ``store_newer``
            (``version``, ``version_known``); or the disk's own (see :mod:`desktop.store.faults`).
    """
    try:
        with environment_faults(), (folder / KEY_FILE_NAME).open("rb") as file:
            raw = file.read(_SIZE_MAX_BYTES + 1)
    except EnvironmentFault as fault:
        if isinstance(fault.__cause__, FileNotFoundError | NotADirectoryError):
            raise EnvironmentFault("store_missing", file=KEY_FILE_NAME) from fault
        raise
    return decode(raw), raw


def save(folder: Path, content: KeyFile, *, read: bytes | None, disk: Disk, random: Random) -> None:
    """Put ``content`` in the place of the bytes that were ``read``; None for a new store.

    Whoever looks sees the old file or the new one, never a half. Raises:
        EnvironmentFault: ``store_exists`` for a new store where one is; ``store_locked`` where
            another program changed the file since it was read; or the disk's own.
    """
    target = folder / KEY_FILE_NAME
    with environment_faults():
        found = target.read_bytes() if target.exists() else None
        if read is None and found is not None:
            raise EnvironmentFault("store_exists", file=KEY_FILE_NAME)
        if found != read:
            raise EnvironmentFault("store_locked", file=KEY_FILE_NAME)
        _sweep(folder, disk)
        beside = folder / f"{KEY_FILE_NAME}.{random.bytes(8).hex()}{_NEW_SUFFIX}"
        write_whole(disk, target, encode(content), beside=beside)


def encode(content: KeyFile) -> bytes:
    """The file's bytes: JSON, sealed by a checksum that tells damage from a wrong password."""
    fields: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "store_id": content.store_id,
        "people": [_person_fields(slot) for slot in content.people],
        "recovery": {
            "salt": content.recovery.salt.hex(),
            "wrapped": content.recovery.wrapped.hex(),
        },
    }
    fields["checksum"] = _checksum(fields)
    return json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"


def decode(raw: bytes) -> KeyFile:
    """The content of the file's bytes; raises as :func:`load` does."""
    try:
        fields = _summed(json.loads(raw))
        if fields["version"] > VERSION:
            raise _newer(fields["version"])
        return _content_of(fields)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EnvironmentFault("store_damaged", file=KEY_FILE_NAME) from error


def _content_of(fields: dict[str, Any]) -> KeyFile:
    people = tuple(_person_of(slot) for slot in fields["people"])
    if fields["format"] != FORMAT or not people:
        raise ValueError("not a key file, or nobody in it")
    recovery = fields["recovery"]
    return KeyFile(
        store_id=str(fields["store_id"]),
        people=people,
        recovery=RecoverySlot(bytes.fromhex(recovery["salt"]), bytes.fromhex(recovery["wrapped"])),
    )


def _person_fields(slot: PersonSlot) -> dict[str, Any]:
    return {
        "login": slot.login,
        "kdf": {
            "name": "argon2id",
            "memory_kib": slot.params.memory_kib,
            "iterations": slot.params.iterations,
            "lanes": slot.params.lanes,
        },
        "salt": slot.salt.hex(),
        "wrapped": slot.wrapped.hex(),
    }


def _person_of(fields: dict[str, Any]) -> PersonSlot:
    kdf = fields["kdf"]
    if kdf["name"] != "argon2id":
        raise ValueError("no other derivation is known")
    return PersonSlot(
        login=str(fields["login"]),
        params=KdfParams(int(kdf["memory_kib"]), int(kdf["iterations"]), int(kdf["lanes"])),
        salt=bytes.fromhex(fields["salt"]),
        wrapped=bytes.fromhex(fields["wrapped"]),
    )


def _summed(fields: Any) -> dict[str, Any]:
    """The fields under a right checksum, whose rule is the same in every version.

    Raises ValueError on damage.
    """
    if not isinstance(fields, dict) or fields.pop("checksum") != _checksum(fields):
        raise ValueError("the checksum differs")
    return fields


def _checksum(fields: dict[str, Any]) -> str:
    exact = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(exact.encode()).hexdigest()


def _newer(version: int) -> EnvironmentFault:
    return EnvironmentFault("store_newer", version=version, version_known=VERSION)


def _sweep(folder: Path, disk: Disk) -> None:
    """Remove what a killed program left half-written; a failure to tidy stops nothing."""
    for leftover in folder.glob(f"{KEY_FILE_NAME}.*{_NEW_SUFFIX}"):
        with contextlib.suppress(OSError):
            disk.remove(leftover)

"""The store built anew from its second file, when the database is lost or damaged (design §10a).

::

    journal.bin ─▶ entries ─▶ a new database in a folder of its own ─▶ the old one set aside
                                                                    ─▶ the new one in its place

The old database is renamed, never deleted, and only after the new one is whole on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from common.errors import EnvironmentFault, NotAllowed
from common.ids import Random
from desktop.store import files, numbering_state
from desktop.store.blobs import BlobStore
from desktop.store.connection import Connection
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.faults import environment_faults
from desktop.store.journal import Journal
from desktop.store.second_file import (
    Contents,
    changeset_entry,
    identity_entry,
    read_entries,
    rebuild,
    registers_entry,
)
from desktop.store.store import DATABASE_NAME, FILES_NAME, JOURNAL_NAME, Store, create_store
from desktop.store.vault import StoreKeys

_DATABASE_PARTS = (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm")


@dataclass(frozen=True)
class Restored:
    """What came back. ``left_out`` are changesets that could be read but stand after a gap."""

    changesets: int
    left_out: int
    files: int
    set_aside: tuple[str, ...]
    """New names of what was in the way, in the store's folder."""


def require_damage(folder: Path, keys: StoreKeys, *, random: Random) -> str:
    """What is wrong with the database: ``store_missing`` or ``store_damaged``.

    Raises:
        NotAllowed: ``store_is_sound``: there is nothing to rebuild.
        EnvironmentFault: another fault, which no rebuilding mends (newer, read-only, full disk).
    """
    try:
        store = Store(folder, keys, random=random)
        try:
            problems = store.integrity_problems()
        finally:
            store.close()
    except EnvironmentFault as fault:
        if fault.code in ("store_missing", "store_damaged"):
            return fault.code
        raise
    if not problems:
        raise NotAllowed("store_is_sound")
    return "store_damaged"


def restore(folder: Path, keys: StoreKeys, *, random: Random, disk: Disk = SYSTEM_DISK) -> Restored:
    """Build the database of ``folder`` anew; the caller keeps others from syncing meanwhile.

    The store gives no number until it has synced, or the clerk has typed the last one (R16).

    Raises:
        EnvironmentFault: ``journal_without_identity``, ``journal_newer``, or the disk's own; then
            everything is as it was.
    """
    journal = Journal(folder / JOURNAL_NAME, keys.journal, random=random, disk=disk)
    contents, is_damaged = _read(journal)
    with _building_folder(folder, random, disk) as building:
        count, files_here = _build(building, folder, keys, contents, random)
        set_aside = _set_aside(folder, disk)
        with environment_faults():
            disk.replace(building / DATABASE_NAME, folder / DATABASE_NAME)
            disk.sync_folder(folder)
    if is_damaged:
        set_aside += (journal.set_aside().name,)
        journal.append(_kept(contents, count))
    return Restored(count, len(contents.changesets) - count, files_here, set_aside)


def _read(journal: Journal) -> tuple[Contents, bool]:
    """All that can be read, and whether some could not."""
    try:
        return read_entries(journal.read()), False
    except EnvironmentFault as fault:
        if fault.code != "journal_damaged":
            raise
    return read_entries(journal.read(past_damage=True)), True


@contextmanager
def _building_folder(folder: Path, random: Random, disk: Disk) -> Iterator[Path]:
    building = folder / f"restoring-{random.bytes(8).hex()}"
    with environment_faults():
        disk.make_folder(building)
    try:
        yield building
    finally:
        for name in _DATABASE_PARTS:
            (building / name).unlink(missing_ok=True)
        building.rmdir()


def _build(
    building: Path, folder: Path, keys: StoreKeys, contents: Contents, random: Random
) -> tuple[int, int]:
    """The new database, closed and whole; how many changesets and files it knows."""
    store = create_store(building, keys, random=random)
    blobs = BlobStore(folder / FILES_NAME, keys.blobs, keys.names, random=random)
    try:
        with store.write() as connection:
            count = rebuild(connection, contents)
            if contents.who and contents.registers:
                numbering_state.lay(connection, contents.who, contents.registers)
            files_here = _find_files(connection, blobs)
    finally:
        store.close()
    return count, files_here


def _find_files(connection: Connection, blobs: BlobStore) -> int:
    """Files of own records that lie on this disk; the server may not have them, so they go up."""
    found = [one for one in files.to_download(connection) if blobs.has(one.sha256)]
    for one in found:
        files.note_local(connection, one.scope, one.sha256, one.size_bytes)
    return len(found)


def _set_aside(folder: Path, disk: Disk) -> tuple[str, ...]:
    """Rename what is left of the old database; all its parts get the same new ending."""
    number = 1
    while any((folder / _aside(name, number)).exists() for name in _DATABASE_PARTS):
        number += 1
    names = [name for name in _DATABASE_PARTS if (folder / name).exists()]
    with environment_faults():
        for name in names:
            disk.replace(folder / name, folder / _aside(name, number))
        disk.sync_folder(folder)
    return tuple(_aside(name, number) for name in names)


def _aside(name: str, number: int) -> str:
    return f"{name}.damaged-{number}"


def _kept(contents: Contents, count: int) -> list[bytes]:
    """The entries of a new second file: the identity and what was rebuilt."""
    assert contents.who is not None, "rebuilding has asked for it"
    entries = [identity_entry(contents.who)]
    for (scope, seq), changeset in sorted(contents.changesets.items(), key=lambda one: one[0]):
        if seq <= count and scope == contents.who.office_scope:
            entries.append(changeset_entry(scope, seq, changeset))
    if contents.registers:
        entries.append(registers_entry(contents.registers))
    return entries

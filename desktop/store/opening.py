"""A file laid out for the person's own viewer: the one place where content stands unencrypted.

It stands in a folder of this session, for this user only and read-only, and is wiped at close, lock
and next start (design §8).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Collection
from io import FileIO
from pathlib import Path

from desktop.store.blobs import BlobStore
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.faults import environment_faults
from desktop.store.file_names import safe_file_name
from desktop.store.sniffing import HEAD_SIZE_BYTES, sniff

OPENED_NAME = "opened"
"""The folder in a store's where files stand while they are looked at."""
_COPY_SIZE_BYTES = 64 * 1024
_USER_ONLY = 0o700


def decrypt_for_opening(
    blob_store: BlobStore,
    sha256: str,
    file_name: str,
    session_folder: Path,
    *,
    disk: Disk = SYSTEM_DISK,
) -> Path:
    """Write the file, decrypted, under a safe form of ``file_name`` into a new folder of its own.

    Raises:
        RuleViolation: ``attachment_type_refused``: a program or script, by name or by content.
        EnvironmentFault: ``file_missing``, ``file_damaged``, ``disk_full``, ``store_io``…; what was
            written by then is removed.
    """
    name = safe_file_name(file_name)
    with blob_store.open(sha256) as content:
        sniff(content.read(HEAD_SIZE_BYTES), name)
        content.seek(0)
        with environment_faults():
            folder = _own_folder(session_folder, blob_store, disk)
            try:
                with disk.create(folder / name) as file:
                    while piece := content.read(_COPY_SIZE_BYTES):
                        disk.write(file, piece)
                (folder / name).chmod(stat.S_IREAD)
            except BaseException:
                clean_session_folder(folder)
                raise
    return folder / name


def clean_session_folder(folder: Path) -> list[Path]:
    """Overwrite and remove what was laid out for viewing, as far as the disk lets it.

    Returns what is still there, such as a file that a viewer holds open on Windows: try again at
    the next start. Links are removed, never followed.
    """
    if folder.is_symlink():
        return _removed(folder)
    left: list[Path] = []
    for place, folders, files in os.walk(folder, topdown=False, followlinks=False):
        for name in files:
            left += wiped(Path(place, name))
        for name in folders:
            left += _removed(Path(place, name))
    return left + _removed(folder)


def wipe_copies(folder: Path, hashes: Collection[str]) -> list[Path]:
    """Overwrite and remove the copies of files with these SHA-256; what is still there."""
    left: list[Path] = []
    with environment_faults():
        for path in sorted(folder.rglob("*")) if hashes and folder.is_dir() else ():
            if path.is_file() and not path.is_symlink() and _sha256(path) in hashes:
                left += wiped(path)
    return left


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own_folder(session_folder: Path, blob_store: BlobStore, disk: Disk) -> Path:
    """So that two files of one name, or one file opened twice, do not meet."""
    disk.make_folder(session_folder)
    session_folder.chmod(_USER_ONLY)
    folder = session_folder / blob_store.random.bytes(8).hex()
    disk.make_folder(folder)
    return folder


def wiped(path: Path) -> list[Path]:
    """Overwrite and remove one file; the path itself where that fails."""
    with contextlib.suppress(OSError):
        if not path.is_symlink():
            path.chmod(stat.S_IREAD | stat.S_IWRITE)
            if path.stat().st_nlink == 1:
                _overwrite(path)
    return _removed(path)


def _overwrite(path: Path) -> None:
    with FileIO(path, "r+") as file:
        for _ in range(0, path.stat().st_size, _COPY_SIZE_BYTES):
            file.write(bytes(_COPY_SIZE_BYTES))
        os.fsync(file.fileno())


def _removed(path: Path) -> list[Path]:
    """Remove a file, a link or an empty folder; the path itself where that fails."""
    try:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return [path]
    return []

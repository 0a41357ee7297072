"""Every step on the disk that may fail, or be the last before the power goes, as one small door.

The key file, the journal and the files write only through it; tests hand in a disk that fails or
dies at the n-th step, for n = 1, 2, 3… until none fails.
"""

from __future__ import annotations

import contextlib
import errno
import os
from io import FileIO
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
_USER_ONLY_FILE = 0o600
_USER_ONLY_FOLDER = 0o700
_FOLDERS_CANNOT_BE_SYNCED = os.name == "nt"
_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


class Disk:
    """The machine's own disk. Errors are the system's ``OSError``, not yet ours.

    What is made here is for this user only; on Windows that follows from the folder it stands in.
    """

    def create(self, path: Path) -> FileIO:
        """A new, empty, unbuffered file to write and read; raises FileExistsError if it exists."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY
        return FileIO(os.open(path, flags, _USER_ONLY_FILE), "r+")

    def reopen(self, path: Path) -> FileIO:
        """An existing file, unbuffered, to write and read."""
        return FileIO(path, "r+")

    def write(self, file: FileIO, data: bytes) -> None:
        """All of ``data`` at the file's position; the system may take it in pieces."""
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]

    def sync(self, file: FileIO) -> None:
        """Returns when the file's bytes are on the medium."""
        os.fsync(file.fileno())

    def truncate(self, file: FileIO, size_bytes: int) -> None:
        """Cut the file to ``size_bytes``."""
        file.truncate(size_bytes)

    def replace(self, source: Path, target: Path) -> None:
        """Give ``source`` the name ``target``; whoever looks sees the old or the new, whole."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file; fine if it is gone already."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        """The folder and those above it, on the medium; fine if they exist."""
        if path.is_dir():
            return
        if path.parent != path:
            self.make_folder(path.parent)
        path.mkdir(mode=_USER_ONLY_FOLDER, exist_ok=True)
        self.sync_folder(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Returns when the names in the folder are on the medium, where the system can tell."""
        if _FOLDERS_CANNOT_BE_SYNCED:
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NOT_FOR_FOLDERS:
                raise
        finally:
            os.close(descriptor)


SYSTEM_DISK = Disk()


def write_whole(disk: Disk, target: Path, data: bytes, *, beside: Path) -> None:
    """Make ``target`` hold ``data``, or stay as it was. ``beside`` is a free name in its folder.

    Raises OSError; the half-written file is then removed as far as the disk lets it.
    """
    try:
        with disk.create(beside) as file:
            disk.write(file, data)
            disk.sync(file)
        disk.replace(beside, target)
    except OSError:
        with contextlib.suppress(OSError):
            disk.remove(beside)
        raise
    disk.sync_folder(target.parent)

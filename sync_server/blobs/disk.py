"""Files on the server's disk, named by the SHA-256 of their bytes.

A file is either whole and under its own hash, or not there: bytes arrive in `incoming/`, reach the
disk, are compared with the hash, and only then take their name.

::

    stream → incoming/<random> → fsync → SHA-256 right? → rename to ab/cd/<sha256> → fsync folder
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from common.errors import EnvironmentFault, ProtocolFault

PIECE_SIZE_BYTES = 1024 * 1024
LEFTOVER_AGE_S = 24 * 3600
"""An arriving file untouched for so long belongs to a process that died: other processes may share
the folder, so younger ones are left alone."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskBlobs:
    """Content-addressed files in one folder; safe for several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, made where it is missing, and remove what dead processes left in it.

        Raises:
            EnvironmentFault: ``blob_storage_failed`` (param ``reason``: the system's own word, such
                as ``EACCES``).
        """
        self._folder = folder
        self._incoming = folder / "incoming"
        with _faults_told():
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._remove_leftovers(time.time() - LEFTOVER_AGE_S)

    def put(self, stream: BinaryIO, expected_sha256: str, size_bytes: int) -> None:
        """Keep what ``stream`` holds under its hash; returns once it would survive a power cut.

        The stream is read and compared even where the file is here already: who names a hash has
        not shown that they hold the file (R20).

        Raises:
            ProtocolFault: ``file_hash_differs`` when the bytes are not ``size_bytes`` long or not
                those of ``expected_sha256`` (lower-case hex); nothing is kept.
            EnvironmentFault: ``disk_full`` or ``blob_storage_failed``; nothing is kept.
        """
        target = self._path(expected_sha256)
        if target is None:
            raise _differs(expected_sha256)
        with self._arriving() as arriving:
            if _copy(stream, arriving, size_bytes) != expected_sha256:
                raise _differs(expected_sha256)
            with _faults_told():
                self._settle(arriving, target)

    def open(self, sha256: str) -> BinaryIO:
        """The file, to be read and closed by the caller. Raises FileNotFoundError."""
        path = self._path(sha256)
        if path is None:
            raise FileNotFoundError(sha256)
        return path.open("rb")

    def has(self, sha256: str) -> bool:
        """Whether the whole file is here."""
        path = self._path(sha256)
        return path is not None and path.is_file()

    def size(self, sha256: str) -> int:
        """Its size in bytes. Raises FileNotFoundError."""
        path = self._path(sha256)
        if path is None:
            raise FileNotFoundError(sha256)
        return path.stat().st_size

    def remove(self, sha256: str) -> None:
        """Overwrite a file with zeros and remove it; fine where it is not here.

        Raises:
            EnvironmentFault: ``blob_storage_failed``; asked again it goes on.
        """
        path = self._path(sha256)
        if path is None or not path.is_file():
            return
        with _faults_told():
            with path.open("r+b") as file:
                left = path.stat().st_size
                while left > 0:
                    left -= file.write(bytes(min(left, PIECE_SIZE_BYTES)))
                file.flush()
                os.fsync(file.fileno())
            path.unlink(missing_ok=True)
            _sync_folder(path.parent)

    def stored(self) -> Iterator[tuple[str, float]]:
        """(SHA-256, when it came, in seconds since 1970) of all files, in no order."""
        for path in self._folder.glob("??/??/*"):
            with suppress(FileNotFoundError):
                if path.name[:4] == path.parent.parent.name + path.parent.name:
                    yield path.name, path.stat().st_mtime

    def _path(self, sha256: str) -> Path | None:
        """Where a file of this name stands; ``None`` for what is no hash (a path, upper case)."""
        if not _SHA256.fullmatch(sha256):
            return None
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    @contextmanager
    def _arriving(self) -> Iterator[IO[bytes]]:
        """A new file in `incoming/`; it is gone at the end, unless it took its name."""
        with _faults_told():
            arriving = tempfile.NamedTemporaryFile(dir=self._incoming, delete=False)  # noqa: SIM115
        try:
            yield arriving
        finally:
            with suppress(OSError):  # a full disk refuses the last buffer a second time
                arriving.close()
            with suppress(FileNotFoundError):
                os.unlink(arriving.name)

    def _settle(self, arriving: IO[bytes], target: Path) -> None:
        """Make the arrived file durable, give it its name, make the name durable."""
        if not target.is_file():
            arriving.flush()
            os.fsync(arriving.fileno())
            arriving.close()  # Windows renames no open file
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(arriving.name, target)
        for folder in (target.parent, target.parent.parent, self._folder):
            _sync_folder(folder)

    def _remove_leftovers(self, before_s: float) -> None:
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before_s:
                    path.unlink()


def _copy(stream: BinaryIO, arriving: IO[bytes], size_bytes: int) -> str:
    """Copy to the disk and return the SHA-256; empty when the length is not ``size_bytes``."""
    digest = hashlib.sha256()
    left = size_bytes
    while piece := stream.read(min(PIECE_SIZE_BYTES, left + 1)):
        left -= len(piece)
        if left < 0:
            return ""
        digest.update(piece)
        with _faults_told():
            arriving.write(piece)
    return digest.hexdigest() if left == 0 else ""


def _sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, on systems where a folder can be opened for that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _differs(sha256: str) -> ProtocolFault:
    return ProtocolFault("file_hash_differs", sha256=sha256)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Turn the disk's errors into ours. The sender's stream is read outside: its errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise EnvironmentFault("disk_full") from error
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise EnvironmentFault("blob_storage_failed", reason=reason) from error

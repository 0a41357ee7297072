"""The files of the store: named by what they hold, encrypted before the first byte is on the disk.

A file's address is the SHA-256 of its content; its name on disk is an HMAC of that, so that whoever
holds the disk cannot even tell whether a file they know is on it (design §8).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from common.clock import Clock, SystemClock
from common.errors import EnvironmentFault, RuleViolation
from common.ids import Random
from desktop.store.blob_format import (
    CHUNK_SIZE_BYTES,
    HEADER_SIZE_BYTES,
    SALT_SIZE_BYTES,
    ChunkCipher,
    ChunkReader,
    content_size,
)
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.faults import environment_faults
from desktop.store.sniffing import media_type_of

LEFTOVER_IDLE_S = 3600.0
_INCOMING = "incoming"


class Readable(Protocol):
    """All that :meth:`BlobStore.put` asks of a stream."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True)
class BlobInfo:
    """What a file turned out to be: address in hex, length, type by its content."""

    sha256: str
    size_bytes: int
    media_type: str


class BlobStore:
    """Files by SHA-256 in ``folder``, under the keys ``blobs`` and ``names`` of the store.

    Every method may raise EnvironmentFault ``disk_full``, ``store_read_only``, ``store_locked`` or
    ``store_io``. A file is there whole or not at all.
    """

    def __init__(
        self,
        folder: Path,
        blobs_key: bytes,
        names_key: bytes,
        *,
        random: Random,
        disk: Disk = SYSTEM_DISK,
    ) -> None:
        self.random = random
        self._folder = folder
        self._incoming = folder / _INCOMING
        self._blobs_key = blobs_key
        self._names_key = names_key
        self._disk = disk

    def put(self, source: Readable | Path, *, size_bytes_max: int) -> BlobInfo:
        """Keep a file's content; the same content is kept once. A stream is read to its end.

        Memory stays at a few chunks whatever the length. Types are told, not refused: what comes
        from another office is kept and shown (design §8).

        Raises:
            RuleViolation: ``attachment_too_large`` (``size_bytes`` seen, ``size_bytes_max``),
                ``attachment_empty``, ``attachment_unreadable`` for a path that cannot be read.
        """
        if isinstance(source, Path):
            with _opened(source, size_bytes_max) as stream:
                return self._put(stream, size_bytes_max)
        return self._put(source, size_bytes_max)

    def open(self, sha256: str) -> BinaryIO:
        """The content as a seekable stream, decrypted and verified as it is read; close it.

        Raises:
            EnvironmentFault: ``file_missing`` or ``file_damaged`` (``sha256``), here or on reading.
        """
        with self._missing_told(sha256):
            file = self._path(sha256).open("rb", buffering=0)
        try:
            return BufferedReader(ChunkReader(file, self._blobs_key, sha256), CHUNK_SIZE_BYTES)
        except EnvironmentFault:
            file.close()
            raise

    def read(self, sha256: str) -> bytes:
        """The whole content, for small files. Raises as :meth:`open` does."""
        with self.open(sha256) as stream:
            return stream.read()

    def has(self, sha256: str) -> bool:
        """Whether the file is here; not whether the disk kept it well."""
        with environment_faults():
            return self._path(sha256).exists()

    def size(self, sha256: str) -> int:
        """The content's length in bytes, without reading it. Raises as :meth:`open` does."""
        with self._missing_told(sha256):
            return content_size(self._path(sha256).stat().st_size, sha256)

    def remove(self, sha256: str) -> None:
        """Forget a file; fine if it is not here.

        Its salt is overwritten first: without it not even the store key opens what a disk keeps of
        the rest (removal by order, design §10).
        """
        with environment_faults():
            if not self._path(sha256).exists():
                return
            going = self._new_name("gone")
            self._disk.make_folder(self._incoming)
            self._disk.replace(self._path(sha256), going)
            self._disk.sync_folder(self._path(sha256).parent)
            with self._disk.reopen(going) as file:
                self._disk.write(file, bytes(HEADER_SIZE_BYTES))
                self._disk.sync(file)
            self._disk.remove(going)

    def leftovers(self, clock: Clock | None = None) -> int:
        """Remove what killed programs left half-written; returns how many. Call it at start.

        Only what no byte was added to for an hour: another program may be writing right now.
        """
        now_s = (clock or SystemClock()).now().timestamp()
        removed = 0
        with environment_faults():
            for leftover in self._incoming.glob("*"):
                with contextlib.suppress(FileNotFoundError):
                    if abs(now_s - leftover.stat().st_mtime) > LEFTOVER_IDLE_S:
                        self._disk.remove(leftover)
                        removed += 1
        return removed

    def _put(self, stream: Readable, size_bytes_max: int) -> BlobInfo:
        with environment_faults():
            self._disk.make_folder(self._incoming)
            part = self._new_name("part")
            try:
                info = self._write(part, stream, size_bytes_max)
                self._settle(part, info.sha256)
            except BaseException:
                with contextlib.suppress(OSError):
                    self._disk.remove(part)
                raise
        return info

    def _write(self, part: Path, stream: Readable, size_bytes_max: int) -> BlobInfo:
        """The content, encrypted, on the medium under a name that nobody looks for."""
        cipher = ChunkCipher(self._blobs_key, self.random.bytes(SALT_SIZE_BYTES))
        digest, size_bytes, head = hashlib.sha256(), 0, b""
        with self._disk.create(part) as file:
            self._disk.write(file, cipher.header)
            for number, (chunk, is_last) in enumerate(_chunks(stream, size_bytes_max)):
                digest.update(chunk)
                size_bytes += len(chunk)
                head = head or chunk
                of_last = digest.hexdigest() if is_last else ""
                self._disk.write(file, cipher.seal(number, chunk, sha256_if_last=of_last))
            if not size_bytes:
                raise RuleViolation("attachment_empty", field="attachment")
            self._disk.sync(file)
        return BlobInfo(digest.hexdigest(), size_bytes, media_type_of(head))

    def _settle(self, part: Path, sha256: str) -> None:
        """Give the file its name; over the same content, which heals what the disk damaged."""
        target = self._path(sha256)
        self._disk.make_folder(target.parent)
        try:
            self._disk.replace(part, target)
        except PermissionError:
            # On Windows an open file cannot be replaced; it holds the same content.
            if not target.exists():
                raise
            self._disk.remove(part)
        self._disk.sync_folder(target.parent)

    def _path(self, sha256: str) -> Path:
        name = hmac.new(self._names_key, sha256.encode(), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / name

    def _new_name(self, ending: str) -> Path:
        return self._incoming / f"{self.random.bytes(16).hex()}.{ending}"

    @contextlib.contextmanager
    def _missing_told(self, sha256: str) -> Iterator[None]:
        with environment_faults():
            try:
                yield
            except FileNotFoundError as error:
                raise EnvironmentFault("file_missing", sha256=sha256) from error


@contextlib.contextmanager
def _opened(path: Path, size_bytes_max: int) -> Iterator[BinaryIO]:
    """A person's own file, refused by its length before anything is read or written."""
    try:
        if not path.is_file():
            raise _unreadable(path.name)
        stream = path.open("rb")
    except OSError as error:
        raise _unreadable(path.name) from error
    with stream:
        size_bytes = stream.seek(0, SEEK_END)
        stream.seek(0)
        if size_bytes > size_bytes_max:
            raise _too_large(size_bytes, size_bytes_max)
        yield stream


def _chunks(stream: Readable, size_bytes_max: int) -> Iterator[tuple[bytes, bool]]:
    """Full chunks of the stream, and whether each is the last; one more is read to know that."""
    size_bytes, chunk = 0, _filled(stream)
    while chunk:
        size_bytes += len(chunk)
        if size_bytes > size_bytes_max:
            raise _too_large(size_bytes, size_bytes_max)
        following = _filled(stream)
        yield chunk, not following
        chunk = following


def _filled(stream: Readable) -> bytes:
    """A whole chunk, however small the pieces are in which the stream gives it."""
    pieces = bytearray()
    try:
        while len(pieces) < CHUNK_SIZE_BYTES:
            piece = stream.read(CHUNK_SIZE_BYTES - len(pieces))
            if not piece:
                break
            pieces += piece
    except OSError as error:
        raise _unreadable() from error
    return bytes(pieces)


def _too_large(size_bytes: int, size_bytes_max: int) -> RuleViolation:
    return RuleViolation(
        "attachment_too_large",
        field="attachment",
        size_bytes=size_bytes,
        size_bytes_max=size_bytes_max,
    )


def _unreadable(name: str = "") -> RuleViolation:
    return RuleViolation("attachment_unreadable", field="attachment", name=name)

"""One file's content as it lies encrypted on disk, and a reader that decrypts it piece by piece.

::

    header  VTBLOB · version · salt (32)
    chunk   64 KiB of content and its tag      key   = HKDF(files' key, salt)
    …                                          nonce = chunk number · 1 for the last, else 0
    chunk   the last, 1 byte to 64 KiB         bound = header, for the last also the SHA-256

So chunks can be neither cut off, moved nor taken from another file, and a file put in another's
place is noticed as soon as it is opened, since the last chunk is looked at first. Any part is read
without decrypting the rest. Here because the layout must outlive the code that stores files.
"""

from __future__ import annotations

import struct
from io import SEEK_CUR, SEEK_END, SEEK_SET, FileIO, RawIOBase
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.crypto.sealing import TAG_SIZE_BYTES, subkey
from common.errors import EnvironmentFault
from desktop.store.faults import environment_faults

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_SIZE_BYTES = 64 * 1024
SALT_SIZE_BYTES = 32
VERSION = 1

_MAGIC = b"VTBLOB"
_HEADER = struct.Struct(f">6sH{SALT_SIZE_BYTES}s")
_SEALED_SIZE_BYTES = CHUNK_SIZE_BYTES + TAG_SIZE_BYTES

HEADER_SIZE_BYTES = _HEADER.size


class ChunkCipher:
    """Seals and opens the chunks of one file; ``salt`` is 32 bytes and no other file's."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self.header = _HEADER.pack(_MAGIC, VERSION, salt)
        self._cipher = AESGCM(subkey(key, "store/blob", salt=salt))

    def seal(self, number: int, content: bytes, *, sha256_if_last: str = "") -> bytes:
        """The bytes of chunk ``number``; the last one carries the whole content's hash, in hex."""
        nonce, bound = self._frame(number, sha256_if_last)
        return self._cipher.encrypt(nonce, content, bound)

    def open(self, number: int, sealed: bytes, *, sha256_if_last: str = "") -> bytes:
        """The content of chunk ``number``. Raises InvalidTag for what :meth:`seal` did not make."""
        nonce, bound = self._frame(number, sha256_if_last)
        return self._cipher.decrypt(nonce, sealed, bound)

    def _frame(self, number: int, sha256_if_last: str) -> tuple[bytes, bytes]:
        nonce = number.to_bytes(11, "big") + (b"\1" if sha256_if_last else b"\0")
        return nonce, self.header + sha256_if_last.encode()


class ChunkReader(RawIOBase):
    """The content as a seekable stream; one chunk is in memory at a time. Owns ``file``.

    Opening and reading raise EnvironmentFault ``file_damaged`` (``sha256``), or the disk's own.
    """

    def __init__(self, file: FileIO, key: bytes, sha256: str) -> None:
        super().__init__()
        self._file = file
        self._sha256 = sha256
        self._position = 0
        with environment_faults():
            file.seek(0)
            self._cipher = ChunkCipher(key, self._salt_of(file.read(HEADER_SIZE_BYTES)))
            self.size_bytes = content_size(file.seek(0, SEEK_END), sha256)
        self._last_number = (self.size_bytes - 1) // CHUNK_SIZE_BYTES
        self._number = self._last_number
        self._chunk = self._opened_chunk(self._last_number)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        start = {SEEK_SET: 0, SEEK_CUR: self._position, SEEK_END: self.size_bytes}[whence]
        if start + offset < 0:
            raise ValueError("no position before the start")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        if self._position >= self.size_bytes:
            return 0
        number, at = divmod(self._position, CHUNK_SIZE_BYTES)
        if number != self._number:
            self._chunk, self._number = self._opened_chunk(number), number
        piece = self._chunk[at : at + len(target)]
        target[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened_chunk(self, number: int) -> bytes:
        with environment_faults():
            self._file.seek(HEADER_SIZE_BYTES + number * _SEALED_SIZE_BYTES)
            sealed = self._file.read(_SEALED_SIZE_BYTES)
        of_last = self._sha256 if number == self._last_number else ""
        try:
            return self._cipher.open(number, sealed, sha256_if_last=of_last)
        except (InvalidTag, ValueError) as error:
            raise _damaged(self._sha256) from error

    def _salt_of(self, header: bytes) -> bytes:
        if len(header) < HEADER_SIZE_BYTES:
            raise _damaged(self._sha256)
        magic, version, salt = _HEADER.unpack(header)
        if magic != _MAGIC or version != VERSION:
            raise _damaged(self._sha256)
        return bytes(salt)


def content_size(stored_size_bytes: int, sha256: str) -> int:
    """Bytes of content in a file of ``stored_size_bytes``.

    Raises EnvironmentFault ``file_damaged`` for a length that no file has.
    """
    full, rest = divmod(stored_size_bytes - HEADER_SIZE_BYTES, _SEALED_SIZE_BYTES)
    tags = full + (1 if rest else 0)
    if stored_size_bytes <= HEADER_SIZE_BYTES or 0 < rest <= TAG_SIZE_BYTES:
        raise _damaged(sha256)
    return stored_size_bytes - HEADER_SIZE_BYTES - tags * TAG_SIZE_BYTES


def _damaged(sha256: str) -> EnvironmentFault:
    return EnvironmentFault("file_damaged", sha256=sha256)

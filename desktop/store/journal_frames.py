"""The journal's bytes: a header, then frames that say their length and index at both ends.

::

    header  VTJRNL · version · file id · crc
    frame   opening mark · nonce · ciphertext and tag · closing mark
    frame   …                          mark = first bytes of the file id · length · index · crc

The closing mark finds count and tail in one read, however long the file is; the opening mark, which
begins with bytes that no other file has, lets a reader find its feet after damage. Their sums
differ, or a cut just behind an opening mark would look like the end of a frame.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO

from common.crypto.sealing import open_sealed, seal
from common.errors import EnvironmentFault

VERSION = 1
FILE_ID_SIZE_BYTES = 16

_MAGIC = b"VTJRNL"
_HEADER = struct.Struct(">6sH16sI")
_MARK = struct.Struct(">4sIII")
_TELLTALE_SIZE_BYTES = 4
_OPENING, _CLOSING = b"<", b">"
_BLOCK_SIZE_BYTES = 1 << 20

HEADER_SIZE_BYTES = _HEADER.size
MARK_SIZE_BYTES = _MARK.size


@dataclass(frozen=True)
class Frame:
    """Where a frame lies. ``offset`` and ``size_bytes`` count both marks."""

    index: int
    offset: int
    size_bytes: int

    @property
    def end(self) -> int:
        """The offset after the frame."""
        return self.offset + self.size_bytes


@dataclass(frozen=True)
class Layout:
    """One journal file's marks and frames; ``file_id`` (16 bytes) sets them apart from others'."""

    file_id: bytes

    @property
    def header(self) -> bytes:
        """The file's first bytes."""
        fields = struct.pack(">6sH16s", _MAGIC, VERSION, self.file_id)
        return fields + zlib.crc32(fields).to_bytes(4, "big")

    def frame(self, key: bytes, index: int, entry: bytes, nonce: bytes) -> bytes:
        """The frame of ``entry``, bound to this file and to its place in it."""
        sealed = seal(key, entry, nonce=nonce, aad=self._bound(index))
        opening, closing = (self._mark(side, len(sealed), index) for side in (_OPENING, _CLOSING))
        return opening + sealed + closing

    def opened(self, key: bytes, frame: Frame, raw: bytes) -> bytes:
        """The entry in a frame's bytes. Raises ProtocolFault ``sealed_damaged``."""
        return open_sealed(key, raw[MARK_SIZE_BYTES:-MARK_SIZE_BYTES], self._bound(frame.index))

    def frame_at(self, file: FileIO, offset: int, size_bytes: int) -> Frame | None:
        """The frame that begins at ``offset`` of a file of ``size_bytes``, by its opening mark."""
        found = self._read_mark(file, offset, _OPENING)
        if found is None:
            return None
        length, index = found
        frame = Frame(index, offset, length + 2 * MARK_SIZE_BYTES)
        return frame if frame.end <= size_bytes else None

    def last_frame(self, file: FileIO, size_bytes: int) -> Frame | None:
        """The frame that ends with the file, by its closing mark."""
        found = self._read_mark(file, size_bytes - MARK_SIZE_BYTES, _CLOSING)
        if found is None:
            return None
        length, index = found
        frame_size_bytes = length + 2 * MARK_SIZE_BYTES
        offset = size_bytes - frame_size_bytes
        return Frame(index, offset, frame_size_bytes) if offset >= HEADER_SIZE_BYTES else None

    def is_closed(self, file: FileIO, frame: Frame) -> bool:
        """Whether the closing mark stands where the opening one says that the frame ends."""
        found = self._read_mark(file, frame.end - MARK_SIZE_BYTES, _CLOSING)
        return found == (frame.size_bytes - 2 * MARK_SIZE_BYTES, frame.index)

    def next_frame(self, file: FileIO, offset: int, size_bytes: int) -> Frame | None:
        """The first frame with both its marks at or after ``offset``, wherever it begins."""
        for found in _occurrences(file, self.file_id[:_TELLTALE_SIZE_BYTES], offset, size_bytes):
            frame = self.frame_at(file, found, size_bytes)
            if frame and self.is_closed(file, frame):
                return frame
        return None

    def _mark(self, side: bytes, length: int, index: int) -> bytes:
        fields = struct.pack(">4sII", self.file_id[:_TELLTALE_SIZE_BYTES], length, index)
        return fields + self._mark_sum(side, fields)

    def _mark_sum(self, side: bytes, fields: bytes) -> bytes:
        return zlib.crc32(self.file_id + side + fields).to_bytes(4, "big")

    def _read_mark(self, file: FileIO, offset: int, side: bytes) -> tuple[int, int] | None:
        if offset < HEADER_SIZE_BYTES:
            return None
        raw = read_at(file, offset, MARK_SIZE_BYTES)
        telltale = self.file_id[:_TELLTALE_SIZE_BYTES]
        if len(raw) < MARK_SIZE_BYTES or raw[:_TELLTALE_SIZE_BYTES] != telltale:
            return None
        if raw[-4:] != self._mark_sum(side, raw[:-4]):
            return None
        _, length, index, _ = _MARK.unpack(raw)
        return length, index

    def _bound(self, index: int) -> bytes:
        return b"vanthu/journal/1\0" + self.file_id + index.to_bytes(8, "big")


def layout_of(header: bytes) -> Layout:
    """The layout of the file that begins with these bytes.

    Raises:
        EnvironmentFault: ``journal_damaged`` (``at`` 0); ``journal_newer`` (``version``).
    """
    magic, version, file_id, stated = _HEADER.unpack(header)
    if magic != _MAGIC or zlib.crc32(header[:-4]) != stated:
        raise EnvironmentFault("journal_damaged", at=0)
    if version > VERSION:
        raise EnvironmentFault("journal_newer", version=version, version_known=VERSION)
    return Layout(file_id)


def may_be_cut_header(raw: bytes) -> bool:
    """Whether these bytes, fewer than a header, are what a cut first write leaves."""
    return raw[: len(_MAGIC)] == _MAGIC[: len(raw)] or not any(raw)


def read_at(file: FileIO, offset: int, size_bytes: int) -> bytes:
    """Up to ``size_bytes`` from ``offset``; fewer only at the file's end."""
    file.seek(offset)
    pieces = bytearray()
    while len(pieces) < size_bytes and (piece := file.read(size_bytes - len(pieces))):
        pieces += piece
    return bytes(pieces)


def _occurrences(file: FileIO, wanted: bytes, offset: int, size_bytes: int) -> Iterator[int]:
    """Offsets of ``wanted`` from ``offset`` on, read in blocks that overlap."""
    while offset < size_bytes:
        block = read_at(file, offset, _BLOCK_SIZE_BYTES + len(wanted) - 1)
        found = block.find(wanted)
        while found >= 0:
            yield offset + found
            found = block.find(wanted, found + 1)
        offset += _BLOCK_SIZE_BYTES

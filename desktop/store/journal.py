"""The second file: every committed changeset, appended and encrypted, apart from the database.

Should the database be lost or damaged, what nobody else has yet is rebuilt from here (design §10a).
An append is on the medium when it returns. Callers append while they hold the store's write
transaction, so two programs never append at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from common.crypto.sealing import NONCE_SIZE_BYTES
from common.errors import EnvironmentFault, ProtocolFault
from common.ids import Random
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.faults import environment_faults
from desktop.store.journal_frames import (
    FILE_ID_SIZE_BYTES,
    HEADER_SIZE_BYTES,
    Frame,
    Layout,
    layout_of,
    may_be_cut_header,
    read_at,
)


@dataclass(frozen=True)
class _Extent:
    """How far the whole frames go. ``layout`` is None while there is no whole header."""

    layout: Layout | None
    count: int
    end: int
    torn_bytes: int


_NOTHING = _Extent(None, 0, 0, 0)


class Journal:
    """Entries of bytes in the order in which they were appended; nothing is kept open or in mind.

    What an append promised is there; what was being appended when the power went may be there too.
    Every method raises EnvironmentFault: ``disk_full``, ``store_read_only``, ``store_io``;
    ``journal_damaged`` (``at``: the first entry that cannot be read); ``journal_newer``.
    """

    def __init__(self, path: Path, key: bytes, *, random: Random, disk: Disk = SYSTEM_DISK) -> None:
        self._path = path
        self._key = key
        self._random = random
        self._disk = disk

    @property
    def count(self) -> int:
        """How many whole entries there are; one short read, however long the file."""
        return self._survey().count

    @property
    def torn_bytes(self) -> int:
        """Bytes of a last append that was cut before it was on the medium, so never promised.

        The next append removes them.
        """
        return self._survey().torn_bytes

    def append(self, entries: Sequence[bytes]) -> None:
        """All of ``entries`` in one write, on the medium when this returns.

        On a full disk nothing is added and what is there stays readable. Damage before the end is
        not appended to, since what follows it is harder to find: see :meth:`set_aside`.
        """
        if not entries:
            return
        with environment_faults():
            extent = self._survey()
            layout = extent.layout or Layout(self._random.bytes(FILE_ID_SIZE_BYTES))
            header = b"" if extent.layout else layout.header
            frames = [
                layout.frame(self._key, index, entry, self._random.bytes(NONCE_SIZE_BYTES))
                for index, entry in enumerate(entries, extent.count)
            ]
            self._write(extent, b"".join((header, *frames)))

    def read(self, *, past_damage: bool = False) -> Iterator[bytes]:
        """Every entry, one in memory at a time. A torn tail is not an entry.

        At damage it stops with ``journal_damaged``; with ``past_damage`` it leaves out what cannot
        be read and goes on with the next entry that can.
        """
        with environment_faults():
            extent = self._survey()
            if extent.layout is None:
                return
            with self._path.open("rb", buffering=0) as file:
                yield from self._entries(file, extent.layout, extent.end, past_damage=past_damage)

    def rewrite(self, changed: Callable[[bytes], bytes]) -> None:
        """Every entry once more through ``changed``, in a new file that takes this one's place; for
        what must not stand in it any more. Where no entry changes nothing is written.

        Power cut leaves the old file or the new. Entries that cannot be read do not come along.
        """
        beside = self._path.with_name(f"{self._path.name}.new")
        with environment_faults():
            self._disk.remove(beside)
            if all(changed(entry) == entry for entry in self.read(past_damage=True)):
                return
            try:
                self._write_anew(beside, changed)
                self._disk.replace(beside, self._path)
            except OSError:
                with contextlib.suppress(OSError):
                    self._disk.remove(beside)
                raise
            self._disk.sync_folder(self._path.parent)

    def set_aside(self) -> Path:
        """Rename a damaged journal, keeping every byte of it, so that a new one can begin.

        Returns its new path, in the same folder: ``….damaged-1``, ``-2``…
        """
        with environment_faults():
            number = 1
            while (kept := self._path.with_name(f"{self._path.name}.damaged-{number}")).exists():
                number += 1
            self._disk.replace(self._path, kept)
            self._disk.sync_folder(self._path.parent)
        return kept

    def _write_anew(self, path: Path, changed: Callable[[bytes], bytes]) -> None:
        layout = Layout(self._random.bytes(FILE_ID_SIZE_BYTES))
        with self._disk.create(path) as file:
            self._disk.write(file, layout.header)
            for index, entry in enumerate(self.read(past_damage=True)):
                nonce = self._random.bytes(NONCE_SIZE_BYTES)
                self._disk.write(file, layout.frame(self._key, index, changed(entry), nonce))
            self._disk.sync(file)

    def _write(self, extent: _Extent, data: bytes) -> None:
        is_new = not self._path.exists()
        with self._disk.create(self._path) if is_new else self._disk.reopen(self._path) as file:
            if extent.torn_bytes:
                self._disk.truncate(file, extent.end)
            file.seek(extent.end)
            try:
                self._disk.write(file, data)
                self._disk.sync(file)
            except OSError:
                with contextlib.suppress(OSError):
                    self._disk.truncate(file, extent.end)
                raise
        if extent.layout is None:
            self._disk.sync_folder(self._path.parent)

    def _entries(
        self, file: FileIO, layout: Layout, end: int, *, past_damage: bool
    ) -> Iterator[bytes]:
        offset, index = HEADER_SIZE_BYTES, 0
        while offset < end:
            frame = layout.frame_at(file, offset, end)
            in_place = frame is not None and (past_damage or frame.index == index)
            entry = self._entry(file, layout, frame) if frame and in_place else None
            if entry is not None:
                yield entry
            elif not past_damage:
                raise EnvironmentFault("journal_damaged", at=index)
            if frame:
                offset, index = frame.end, frame.index + 1
            else:
                found = layout.next_frame(file, offset, end)
                offset = found.offset if found else end

    def _entry(self, file: FileIO, layout: Layout, frame: Frame) -> bytes | None:
        """What ``frame`` holds; None if its bytes are damaged."""
        try:
            return layout.opened(self._key, frame, read_at(file, frame.offset, frame.size_bytes))
        except ProtocolFault:
            return None

    def _survey(self) -> _Extent:
        """The extent, by header and last closing mark; by a walk only where the tail is torn."""
        with environment_faults():
            if not self._path.exists():
                return _NOTHING
            with self._path.open("rb", buffering=0) as file:
                size_bytes = file.seek(0, 2)
                header = read_at(file, 0, HEADER_SIZE_BYTES)
                if len(header) < HEADER_SIZE_BYTES or not any(header):
                    return _without_header(file, header, size_bytes)
                layout = layout_of(header)
                last = layout.last_frame(file, size_bytes)
                if last:
                    return _Extent(layout, last.index + 1, size_bytes, 0)
                return self._walk(file, layout, size_bytes)

    def _walk(self, file: FileIO, layout: Layout, size_bytes: int) -> _Extent:
        """Count the whole frames up to a torn tail.

        Raises ``journal_damaged`` where a whole frame follows what is not one: that is no torn
        tail, and must not be cut off with it.
        """
        offset, count = HEADER_SIZE_BYTES, 0
        while offset < size_bytes:
            frame = layout.frame_at(file, offset, size_bytes)
            if frame is None or frame.index != count or not self._is_whole(file, layout, frame):
                break
            offset, count = frame.end, count + 1
        if offset < size_bytes and layout.next_frame(file, offset, size_bytes):
            raise EnvironmentFault("journal_damaged", at=count)
        return _Extent(layout, count, offset, size_bytes - offset)

    def _is_whole(self, file: FileIO, layout: Layout, frame: Frame) -> bool:
        """By its closing mark, or, where only that is damaged, by what it holds."""
        if layout.is_closed(file, frame):
            return True
        return self._entry(file, layout, frame) is not None


def _without_header(file: FileIO, header: bytes, size_bytes: int) -> _Extent:
    """The extent of a file whose first write was cut, or of which only the length was kept."""
    cut = len(header) < HEADER_SIZE_BYTES and may_be_cut_header(header)
    if cut or _is_zero(file):
        return _Extent(None, 0, 0, size_bytes)
    raise EnvironmentFault("journal_damaged", at=0)


def _is_zero(file: FileIO) -> bool:
    file.seek(0)
    return not any(any(block) for block in iter(lambda: file.read(1 << 20), b""))

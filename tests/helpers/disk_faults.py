"""Disks that fill up or lose their power at the n-th step, and the loop over every n.

A rule that holds only when nothing fails in between is found out by failing in every between.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from itertools import count
from pathlib import Path
from typing import TypeVar

from desktop.store.disk import Disk


class FaultyDisk(Disk):
    """The system's disk until step ``fail_at`` (from 1), which does not happen, or only half."""

    def __init__(self, fail_at: int = 0) -> None:
        self.steps = 0
        self.fail_at = fail_at

    @property
    def has_failed(self) -> bool:
        """Whether the step was reached."""
        return 0 < self.fail_at <= self.steps

    def write(self, file: FileIO, data: bytes) -> None:
        if self._is_failing_step():
            super().write(file, data[: len(data) // 2])
            self.fail()
        super().write(file, data)

    def create(self, path: Path) -> FileIO:
        self._step()
        return super().create(path)

    def reopen(self, path: Path) -> FileIO:
        self._step()
        return super().reopen(path)

    def sync(self, file: FileIO) -> None:
        self._step()
        super().sync(file)

    def truncate(self, file: FileIO, size_bytes: int) -> None:
        self._step()
        super().truncate(file, size_bytes)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def sync_folder(self, path: Path) -> None:
        self._step()
        super().sync_folder(path)

    def fail(self) -> None:
        """What the failing step does instead."""
        raise OSError(errno.ENOSPC, "No space left on device")

    def _step(self) -> None:
        if self._is_failing_step():
            self.fail()

    def _is_failing_step(self) -> bool:
        self.steps += 1
        return self.steps == self.fail_at


class FullDisk(FaultyDisk):
    """Full from step ``fail_at`` on: nothing more is written or made; cutting and removing work."""

    def write(self, file: FileIO, data: bytes) -> None:
        self._refuse_if_full()
        super().write(file, data)

    def create(self, path: Path) -> FileIO:
        self._refuse_if_full()
        return super().create(path)

    def _refuse_if_full(self) -> None:
        if self.has_failed:
            self.fail()


class ReadOnlyDisk(FaultyDisk):
    """Nothing can be changed on it."""

    def __init__(self) -> None:
        super().__init__(fail_at=1)

    def fail(self) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    def _is_failing_step(self) -> bool:
        super()._is_failing_step()
        return True


class PowerCut(BaseException):
    """The machine went off: no handler of the program under test may catch it."""


class DyingDisk(FaultyDisk):
    """Its power goes at step ``fail_at`` and stays away: no tidying up. All written is kept."""

    def fail(self) -> None:
        raise PowerCut

    def power_back(self) -> None:
        """Leave the files as the medium kept them; call it after the failure."""

    def _is_failing_step(self) -> bool:
        if self.has_failed:
            self.fail()
        return super()._is_failing_step()


@dataclass
class UnsyncedName:
    """A name that was given: to a new file, or taken from ``source``. ``folders`` are unsynced."""

    source: Path | None
    target: Path
    content_before: bytes | None
    folders: set[Path]

    def forget(self) -> None:
        """Undo it in the folders that were not synced."""
        if not self.target.exists():
            return
        if self.source and self.source.parent in self.folders:
            self.source.write_bytes(self.target.read_bytes())
        if self.target.parent in self.folders:
            self.target.unlink()
            if self.content_before is not None:
                self.target.write_bytes(self.content_before)


class ForgetfulDisk(DyingDisk):
    """As :class:`DyingDisk`, but what was not synced is lost: bytes since the last sync of their
    file, names and renames since the last sync of their folder.
    """

    def __init__(self, fail_at: int = 0) -> None:
        super().__init__(fail_at)
        self._paths: dict[int, Path] = {}
        self._synced_bytes: dict[Path, bytes] = {}
        self._unsynced_names: list[UnsyncedName] = []

    def create(self, path: Path) -> FileIO:
        file = super().create(path)
        self._paths[file.fileno()] = path
        self._synced_bytes[path] = b""
        self._unsynced_names.append(UnsyncedName(None, path, None, {path.parent}))
        return file

    def reopen(self, path: Path) -> FileIO:
        file = super().reopen(path)
        self._paths[file.fileno()] = path
        return file

    def write(self, file: FileIO, data: bytes) -> None:
        path = self._paths[file.fileno()]
        self._synced_bytes.setdefault(path, path.read_bytes())
        super().write(file, data)

    def sync(self, file: FileIO) -> None:
        super().sync(file)
        self._synced_bytes.pop(self._paths[file.fileno()], None)

    def replace(self, source: Path, target: Path) -> None:
        before = target.read_bytes() if target.exists() else None
        super().replace(source, target)
        folders = {source.parent, target.parent}
        self._unsynced_names.append(UnsyncedName(source, target, before, folders))
        if source in self._synced_bytes:
            self._synced_bytes[target] = self._synced_bytes.pop(source)

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        for name in self._unsynced_names:
            name.folders.discard(path)

    def power_back(self) -> None:
        for path, content in self._synced_bytes.items():
            if path.exists():
                path.write_bytes(content)
        for name in reversed(self._unsynced_names):
            name.forget()


Kind = TypeVar("Kind", bound=FaultyDisk)


def at_each_step(kind: type[Kind], run: Callable[[Kind], None]) -> int:
    """Call ``run`` with a disk that fails at step 1, 2, 3… until none fails; how many did."""
    for fail_at in count(1):
        disk = kind(fail_at)
        run(disk)
        if not disk.has_failed:
            return fail_at - 1
    raise AssertionError("unreachable")

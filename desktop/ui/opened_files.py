"""Where files stand while they are looked at: a folder of this run, wiped at its end.

The only place on the disk with readable content (design §8); what a killed program left
behind is wiped at the next start: a lock tells it from what another window still uses.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from desktop.office import Office
from desktop.store.faults import environment_faults
from desktop.store.opening import OPENED_NAME, clean_session_folder

FOLDER_NAME = OPENED_NAME
_LOCK_SUFFIX = ".lock"


class OpenedFiles:
    """The opened files of one run. Its methods block: call them off the GUI thread."""

    def __init__(self, store_folder: Path) -> None:
        self._home = store_folder / FOLDER_NAME
        name = secrets.token_hex(8)
        self._folder = self._home / name
        lock_path = self._home / f"{name}{_LOCK_SUFFIX}"
        self._lock = FileLock(lock_path, timeout=0, thread_local=False)

    def open(self, office: Office, sha256: str, name: str) -> Path:
        """The file, readable, for the person's own viewer.

        Raises:
            EnvironmentFault: ``file_missing`` while it has not arrived, or the disk's own.
        """
        with environment_faults():
            self._home.mkdir(parents=True, exist_ok=True)
            if not self._lock.is_locked:
                self._lock.acquire()
        return office.open_file(sha256, name, self._folder)

    def save_as(self, office: Office, sha256: str, name: str, target: Path) -> Path:
        """Write the file to ``target``, which the person chose. Raises as :meth:`open`."""
        shown = self.open(office, sha256, name)
        try:
            with environment_faults():
                shutil.copyfile(shown, target)
        finally:
            clean_session_folder(shown.parent)
        return target

    def sweep(self) -> list[Path]:
        """Wipe what earlier runs left behind; returns what could not be removed."""
        left: list[Path] = []
        locks = sorted(self._home.glob(f"*{_LOCK_SUFFIX}")) if self._home.is_dir() else []
        for path in locks:
            if path.name.removesuffix(_LOCK_SUFFIX) != self._folder.name:
                left += self._sweep_one(path)
        return left

    def _sweep_one(self, lock_path: Path) -> list[Path]:
        lock = FileLock(lock_path, timeout=0)
        try:
            with lock:
                left = clean_session_folder(self._home / lock_path.name.removesuffix(_LOCK_SUFFIX))
        except Timeout:
            return []
        if not left:
            lock_path.unlink(missing_ok=True)
        return left

    def let_go(self) -> None:
        """Give up the lock, as the system does for a program that was killed."""
        self._lock.release(force=True)

    def wipe(self) -> None:
        """Wipe what this run opened; what a viewer still holds goes at the next start."""
        if not self._lock.is_locked:
            return
        left = clean_session_folder(self._folder)
        self.let_go()
        if not left:
            with environment_faults():
                Path(self._lock.lock_file).unlink(missing_ok=True)

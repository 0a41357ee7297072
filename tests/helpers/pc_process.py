"""`vanthu` as a clerk's PC runs it: each command a process, all that it writes in one folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "sáu-con-thuyền-giấy"
COMMAND_WAIT_S = 120
_HOMES = {
    "HOME": "home",
    "TMPDIR": "tmp",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "run",
    "XDG_STATE_HOME": "state",
}


def vanthu() -> str:
    """The installed program."""
    found = shutil.which("vanthu", path=str(Path(sys.executable).parent))
    assert found, "the checkout is not installed"
    return found


@dataclass
class PcProcess:
    """One PC. Store, temporary files, settings, caches and logs all stand below ``folder``."""

    folder: Path
    prefix: Sequence[str] = ()
    """Words before the command, to run it in another way."""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _HOMES.values():
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def store(self) -> Path:
        """The store's folder."""
        return self.folder / "store"

    def command(self, *arguments: object) -> list[str]:
        """The command line of one run."""
        words = [str(one) for one in arguments]
        return [*self.prefix, vanthu(), *words, "--store", str(self.store)]

    def surroundings(self) -> dict[str, str]:
        """The environment of a run; the person's own settings are kept out."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
        homes = {name: str(self.folder / place) for name, place in _HOMES.items()}
        return {**kept, **homes, "VANTHU_PASSWORD": PASSWORD, **self.environment}

    def run(self, *arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        return subprocess.run(
            self.command(*arguments),
            input=stdin,
            env=self.surroundings(),
            capture_output=True,
            encoding="utf-8",
            timeout=COMMAND_WAIT_S,
            check=False,
        )

    def told(self, *arguments: object, stdin: str = "", code: int = 0) -> Any:
        """The JSON document of a command that ends with ``code``."""
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def enroll(self, address: str, code: str, login: str) -> Any:
        """Make it a device."""
        words = ("--server", address, "--code", code, "--login", login)
        return self.told("enroll", *words, "--device-name", f"Máy của {login}")

    def start_books(self, day: str, *, last: int) -> None:
        """Start the books of arrivals and of outgoing documents mid-year."""
        for series in ("den", "di"):
            words = ("--series", series, "--last", last, "--date", day)
            self.told("register", "start", *words, "--book", f"Sổ {series}")

    def add(self, *words: object, **fields: Any) -> Any:
        """Register an arrival."""
        return self.told("incoming", "add", "--from", "-", *words, stdin=json.dumps(fields))

"""The two programs as processes: `vanthu` of each PC, and `vanthu-server` that can be stopped.

The window side never imports the server: like a person, the demo only knows their command lines.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

START_WAIT_S = 30
STOP_WAIT_S = 30
COMMAND_WAIT_S = 120
_ADDRESS = re.compile(r"https?://[^\s\"]+")


class ProgramFailed(Exception):
    """A program did not end as it should, or is not there."""


def program(name: str) -> str:
    """The program beside the Python that runs us. Raises ProgramFailed where it is not there."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise ProgramFailed(f"Không thấy chương trình «{name}» cạnh {sys.executable}.")
    return found


def run_json(command: Sequence[str], *, code: int = 0, stdin: str = "") -> Any:
    """The one JSON document of a command that ends with ``code``. Raises ProgramFailed."""
    done = subprocess.run(
        [*command, "--json"],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=plain_environment(),
        timeout=COMMAND_WAIT_S,
        check=False,
    )
    if done.returncode != code:
        shown = " ".join(command)
        raise ProgramFailed(f"{shown}\nkết thúc {done.returncode}, phải {code}:\n{done.stderr}")
    return json.loads(done.stdout)


def plain_environment(**more: str) -> dict[str, str]:
    """Our environment without what would send a command to the person's own store or server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VANTHU_")}
    return {**kept, "PYTHONUTF8": "1", **more}


@dataclass(frozen=True)
class Pc:
    """One clerk's PC."""

    office: str
    login: str
    password: str
    store: Path
    password_file: Path

    def vanthu(self, *words: str, code: int = 0, stdin: str = "") -> Any:
        """Run `vanthu …` on this PC's store. Raises ProgramFailed."""
        options = ["--store", str(self.store), "--password-file", str(self.password_file)]
        return run_json([program("vanthu"), *words, *options], code=code, stdin=stdin)


def new_pc(folder: Path, office: str, login: str, password: str) -> Pc:
    """A PC whose store will stand in ``folder``; nothing is enrolled yet."""
    password_file = folder / f"{office}.password"
    password_file.touch(mode=0o600)
    password_file.write_text(password, "utf-8")
    return Pc(office, login, password, folder / office, password_file)


@dataclass
class Server:
    """`vanthu-server` on ``data``: run for good by :meth:`start`, or for one command."""

    data: Path
    address: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    @property
    def port(self) -> int:
        """The port that it listens on, kept over a stop; 0 before the first start."""
        return urlsplit(self.address).port or 0 if self.address else 0

    def command(self, *words: str) -> Any:
        """The document of one `vanthu-server …`. Raises ProgramFailed."""
        return run_json([program("vanthu-server"), *words, "--data", str(self.data)])

    def start(self) -> None:
        """Listen, on the same port as before. Raises ProgramFailed, with what the server said."""
        words = ["serve", "--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port)]
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [program("vanthu-server"), *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                env=plain_environment(),
            )
        self.address = self._told_address(self._process)

    def stop(self) -> None:
        """End it, kindly first; fine if it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def is_reachable(self) -> bool:
        """Whether anything answers at its address."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5):
                return True
        except OSError:
            return False

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def _told_address(self, process: subprocess.Popen[str]) -> str:
        watchdog = threading.Timer(START_WAIT_S, process.kill)
        watchdog.start()
        try:
            for line in _lines(process.stdout):
                if found := _ADDRESS.search(line):
                    return found.group()
        finally:
            watchdog.cancel()
        said = self._log.read_text("utf-8")
        raise ProgramFailed(f"Máy chủ không chạy được:\n{said}")


def _lines(stream: IO[str] | None) -> IO[str]:
    assert stream is not None, "started with a pipe"
    return stream

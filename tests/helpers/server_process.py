"""`vanthu-server` as its own process: started, asked, killed, started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.crypto.signing import SigningKey
from common.protocol.enrolment_code import parse_code
from common.protocol.messages import EnrolRequest
from desktop.sync.http_api import HttpApi, HttpEnrolment
from tests.helpers.devices import FakePc
from tests.helpers.seeded import SeededRandom

ROOT = Path(__file__).parents[2]
STOP_WAIT_S = 60


@dataclass
class ServerProcess:
    """A data folder, and the process that serves it, when one does."""

    data: Path
    database: str | None = None
    address: str = ""
    process: subprocess.Popen[str] | None = None
    _seed: int = field(default=0)

    def command(self, *arguments: object) -> list[str]:
        """The command line of one run."""
        database = ["--database", self.database] if self.database else []
        line = [sys.executable, "-m", "sync_server", "--data", str(self.data), *database]
        return [*line, *(str(one) for one in arguments)]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        line = self.command(*arguments)
        return subprocess.run(
            line, cwd=ROOT, env=_environment(), capture_output=True, text=True, encoding="utf-8"
        )

    def told(self, *arguments: object) -> Any:
        """A command's JSON document; it must have done its work."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: object) -> str:
        """Serve; returns the address that it said."""
        with (self.data / "stderr.txt").open("ab") as errors:
            self.process = subprocess.Popen(
                self.command("--json", "serve", "--port", 0, *arguments),
                cwd=ROOT,
                env=_environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            text += line
            if line == "}\n":
                break
        assert text.endswith("}\n"), f"the server did not start: {text}{self.errors}"
        self.address = str(json.loads(text)["address"])
        return self.address

    @property
    def errors(self) -> str:
        """What the process wrote for people."""
        return (self.data / "stderr.txt").read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        """The log file."""
        return (self.data / "logs" / "server.log").read_text(encoding="utf-8")

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process is not None
        self.process.kill()
        self._ended()

    def stop(self) -> int:
        """SIGTERM, as a service manager does; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def close(self) -> None:
        """At the end of a test, whatever happened."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def enrolled_pc(self, office: str, login: str, address: str = "") -> FakePc:
        """A new PC of an office, which has asked the server who it is."""
        self._seed += 1
        random = SeededRandom(self._seed)
        code = parse_code(self.told("enroll-code", "--office", office)["code"])
        enrolment = HttpEnrolment(address or self.address)
        identity = enrolment.identity(random.bytes(32))
        assert code.matches_key(identity.public_key)
        key = SigningKey.generate(random)
        wish = EnrolRequest(code.secret, f"PC {login}", key.public, login)
        who = enrolment.pinned(identity.ca_pem).enrol(wish)
        api = HttpApi(
            address or self.address, who.device, key, identity.public_key, identity.ca_pem
        )
        return FakePc(api, who, key, random=random)

    def reconnect(self, pc: FakePc, address: str = "") -> None:
        """Let a PC speak to the process that serves now."""
        assert isinstance(pc.api, HttpApi)
        old = pc.api
        old.close()
        pc.api = HttpApi(address or self.address, pc.device, pc.key, old._server_public)

    def _ended(self) -> int:
        assert self.process is not None
        code = self.process.wait(STOP_WAIT_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}

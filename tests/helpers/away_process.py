"""A PC as a process of its own that syncs over a line which breaks, until it is done.

A process of its own, because its memory is measured: ``python -m tests.helpers.away_process STORE
LOGIN ADDRESS INSTANT`` prints one JSON document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from common.crypto.signing import SigningKey
from common.errors import TransportFault
from common.protocol.api import SyncApi
from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease
from desktop.office import open_office
from desktop.store.meta import DeviceIdentity
from desktop.sync.http_api import HttpApi
from tests.helpers.offices import PASSWORD, TickingClock
from tests.helpers.seeded import SeededRandom

ROUNDS_MAX = 60
_KIB = 1024


@dataclass
class BreakingLine(SyncApi):
    """Of every five requests one is not heard, and of another the answer is lost."""

    api: HttpApi
    requests: int = 0
    broken: int = 0

    def sync(self, request: SyncRequest) -> SyncAnswer:
        self.requests += 1
        if self.requests % 5 == 2:
            self._break()
        answer = self.api.sync(request)
        if self.requests % 5 == 4:
            self._break()
        return answer

    def digest(self, request: DigestRequest) -> DigestAnswer:
        return self.api.digest(request)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        return self.api.proof(request)

    def take_series(self, scope: str, series_id: str) -> Lease:
        return self.api.take_series(scope, series_id)

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self.api.upload(scope, sha256, size_bytes, content)

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        return self.api.download(scope, sha256)

    def _break(self) -> None:
        self.broken += 1
        raise TransportFault("connection_cut")


def peak_bytes() -> int:
    """The most memory that this process ever held, as Linux tells; 0 where it does not.

    What `getrusage` tells would be its parent's, where that one held more.
    """
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith("VmHWM:"))


def main(folder: str, login: str, address: str, instant: str) -> dict[str, int]:
    """Sync until nothing waits and nothing comes; what it took."""
    clock = TickingClock(datetime.fromisoformat(instant))
    lines: list[BreakingLine] = []

    def line_of(who: DeviceIdentity) -> SyncApi:
        key = SigningKey.from_bytes(who.signing_seed)
        api = HttpApi(address, who.device, key, who.server_public, clock=clock)
        lines.append(BreakingLine(api))
        return lines[0]

    office = open_office(
        Path(folder), login, PASSWORD, line_of, clock=clock, random=SeededRandom(9)
    )
    rounds = 0
    while rounds < ROUNDS_MAX:
        rounds += 1
        report = office.sync()
        if not report.offline and not report.waiting:
            break
    office.close()
    lines[0].api.close()
    return {
        "rounds": rounds,
        "broken": lines[0].broken,
        "waiting": report.waiting,
        "offline": int(bool(report.offline)),
        "healed": report.healed,
        "peak_bytes": peak_bytes(),
    }


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)

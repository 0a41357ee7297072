"""The most memory that either side holds while very many records pass, each in its own process.

One office's whole history goes up from one PC and comes down to a new one, which indexes it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from desktop.connecting import api_of
from desktop.office import open_office
from tests.benchmarks.local import fields
from tests.benchmarks.processes import peak_bytes
from tests.benchmarks.report import Figure
from tests.benchmarks.stage import OFFICE, Stage, stage
from tests.helpers.devices import FakePc
from tests.helpers.offices import PASSWORD

RECORDS = int(os.environ.get("BENCH_MEMORY_RECORDS", "100000"))
LIMIT_MB = 300
_AT_ONCE = 2_000


def figures(folder: Path) -> list[Figure]:
    """Peak resident memory of the server and of a PC, in MB."""
    with stage(folder, codes=1) as on:
        _fill(on.server.enrolled_pc(OFFICE, "vt.nhieu"))
        up_mb = peak_bytes(on.server_pid) / 1e6
        pc_mb = _pulled_by_another(on)
        server_mb = peak_bytes(on.server_pid) / 1e6
    name = f"memory for {RECORDS:,} records"
    return [
        Figure(f"{name}, a PC that pulls", pc_mb, 0, "MB", LIMIT_MB),
        Figure(f"{name}, the server", server_mb, 0, "MB", LIMIT_MB),
        Figure("  of that when all were pushed", up_mb, 0, "MB"),
    ]


def _fill(pc: FakePc) -> None:
    """Half of the records are documents, half the ledger's rows that follow from them."""
    pc.start_book()
    for first in range(0, RECORDS // 2, _AT_ONCE):
        for index in range(first, min(first + _AT_ONCE, RECORDS // 2)):
            pc.register(**{"state": "da_dang_ky", **fields(index)})
        pc.sync()


def _pulled_by_another(on: Stage) -> float:
    """A new PC's peak in MB: its first sync is made by a process that does nothing else."""
    office = on.office("reader", seed=2, first_sync=False)
    login, folder = office.who.login, on.folder / "reader"
    office.close()
    command = [sys.executable, "-m", "tests.benchmarks.memory", str(folder), login]
    done = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8")
    told = json.loads(done.stdout)
    assert told["pulled"] >= RECORDS
    return float(told["peak_mb"])


def main(folder: str, login: str) -> None:
    """The process of the PC that pulls."""
    office = open_office(Path(folder), login, PASSWORD, api_of)
    pulled = office.sync().pulled
    office.close()
    print(json.dumps({"pulled": pulled, "peak_mb": peak_bytes() / 1e6}))


if __name__ == "__main__":
    main(*sys.argv[1:])

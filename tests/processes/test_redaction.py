"""An order to erase beside a running server, on a PC that is killed at every step of it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock, vietnam_date
from desktop.store.vault import unlock
from tests.helpers.erased import files_with
from tests.helpers.killed_at import PLACES
from tests.helpers.opened_store import places_with
from tests.helpers.pc_process import PASSWORD, PcProcess
from tests.helpers.server_process import ServerProcess

OFFICES = (
    "kind,name,leaders,dept_heads,specialists,admins,clerks,code\n"
    "department,Sở Tài chính,4,17,25,1,1,stc\n"
)
WORDS = ("Hoàngngânbạchdương", "Xuânđàothạchquyển", "Lưulyphỉthúy")
FILE_TEXT = "Cẩmthạchlamngọc trong tệp"
LOGIN = "vanthu1.stc"
ORDER = "12/QĐ-UBND ngày 14/09/2026"


@dataclass(frozen=True)
class Erasing:
    """The PC, the server, and the record whose words must go."""

    server: ServerProcess
    pc: PcProcess
    record: Any

    def left(self, words: str) -> list[str]:
        """Where the words still stand, on the PC and on the server."""
        keys = unlock(self.pc.store, LOGIN, PASSWORD)
        found = places_with(self.pc.store, keys, {}, words)
        return found + [str(path) for path in files_with(self.server.data, words)]

    def order(self) -> Any:
        (order,) = self.server.told("redact", "list")
        return order


@pytest.fixture
def erasing(tmp_path: Path) -> Iterator[Erasing]:
    """An arrival with a file, synced; then the order, beside the running server."""
    server, pc = ServerProcess(tmp_path / "data"), PcProcess(tmp_path / "pc")
    table, paper = tmp_path / "offices.csv", tmp_path / f"{WORDS[2]}.txt"
    table.write_text(OFFICES, encoding="utf-8")
    paper.write_text(FILE_TEXT, encoding="utf-8")
    server.told("init")
    server.told("office", "import", table, "--with-users")
    server.start()
    try:
        pc.enroll(server.address, server.told("enroll-code", "--office", "stc")["code"], LOGIN)
        pc.start_books(f"{vietnam_date(SystemClock().now()).year}-01-01", last=100)
        record = pc.add("--attach", paper, subject=f"Về {WORDS[0]}", description=WORDS[1])
        pc.told("sync")
        told = Erasing(server, pc, record)
        assert all(told.left(words) for words in WORDS)
        done = server.told("redact", "--office", "stc", "--record",
                           f"incoming_document/{record['id']}", "--with-files",
                           "--order", ORDER, "--reason", "Nhập nhầm", "--yes")  # fmt: skip
        assert done["is_clean"]
        yield told
    finally:
        server.close()


def test_a_pc_killed_at_every_step_erases_at_its_next_start_and_then_confirms(
    erasing: Erasing,
) -> None:
    """Scenario `secret_typed_by_mistake_is_gone`, with a kill at each step."""
    root = str(Path(__file__).parents[2])
    for place in PLACES:  # one after the other: each run comes as far as its place
        prefix = (sys.executable, "-m", "tests.helpers.killed_at", place)
        dying = replace(erasing.pc, prefix=prefix, environment={"PYTHONPATH": root})
        assert dying.run("sync").returncode == -signal.SIGKILL, place
        assert not erasing.order()["is_confirmed"], place
    erasing.pc.told("sync")
    assert erasing.order()["is_confirmed"]
    assert [erasing.left(words) for words in (*WORDS, FILE_TEXT.split()[0])] == [[], [], [], []]
    shown = erasing.pc.told("incoming", "show", erasing.record["id"])
    assert (shown["subject"], shown["erased"][0]["order"]) == (f"đã xóa theo lệnh {ORDER}", ORDER)
    assert json.loads(erasing.server.run("check", "--deep", "--json").stdout)["findings"] == []
    assert erasing.pc.told("verify")["findings"] == []

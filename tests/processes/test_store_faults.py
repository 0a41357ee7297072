"""A store that cannot be opened or written: exit code 4, a stable code, and not a byte changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock, vietnam_date
from desktop.store.connection import connect
from desktop.store.vault import unlock
from tests.helpers.offices import PASSWORD, new_office
from tests.helpers.pc_process import PcProcess

ROOT = Path(__file__).parents[2]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
UNDENIABLE = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Words before a command that take from root the right to write where nobody may."""
COMMANDS = (
    ("status",),
    ("incoming", "list"),
    ("incoming", "add", "--from", "-"),
    ("sync",),
    ("verify",),
)


@pytest.fixture
def pc(tmp_path: Path) -> PcProcess:
    """An enrolled PC, its books started, one arrival in them."""
    pc = PcProcess(tmp_path / "pc")
    new_office(pc.store).close()
    pc.start_books(f"{vietnam_date(SystemClock().now()).year}-01-01", last=100)
    pc.add(subject="Một")
    return pc


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a store and the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refused(pc: PcProcess, command: Sequence[str], *more: str) -> str:
    """The code with which ``command`` refuses the store, whose bytes stay as they are."""
    before = hashes(pc.store)
    told = pc.told(*command, *more, stdin=json.dumps({"subject": "Hai"}), code=4)
    after = hashes(pc.store)
    assert {name: after.get(name) for name in before} == before
    assert after.keys() - before.keys() <= {"store.db-shm", "store.db-wal"}
    return str(told["error"]["code"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_password_opens_nothing(
    pc: PcProcess, command: Sequence[str], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("không-phải-mật-khẩu", "utf-8")
    assert refused(pc, command, "--password-file", str(wrong)) == "wrong_password"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_of_a_newer_version_is_left_alone(pc: PcProcess, command: Sequence[str]) -> None:
    keys = unlock(pc.store, "hoa", PASSWORD)
    connection = connect(pc.store / "store.db", keys.database, writable=True)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert refused(pc, command) == "store_newer"


def flip_first_page(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[200] ^= 0xFF
    path.write_bytes(raw)


def flip_every_page(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for offset in range(200, len(raw), 4096):
        raw[offset] ^= 0xFF
    path.write_bytes(raw)


def cut_in_half(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("damage", [flip_first_page, flip_every_page])
def test_a_damaged_database_is_told_and_left_as_it_is(
    pc: PcProcess, damage: Callable[[Path], None], command: Sequence[str]
) -> None:
    damage(pc.store / "store.db")
    assert refused(pc, command) == "store_damaged"


@pytest.mark.parametrize("damage", [cut_in_half, empty])
def test_a_cut_database_is_told_and_left_as_it_is(
    pc: PcProcess, damage: Callable[[Path], None]
) -> None:
    damage(pc.store / "store.db")
    assert refused(pc, ("incoming", "list")) == "store_damaged"


@pytest.mark.parametrize("damage", [cut_in_half, empty, flip_first_page])
def test_a_damaged_key_file_is_told_apart_from_a_wrong_password(
    pc: PcProcess, damage: Callable[[Path], None]
) -> None:
    damage(pc.store / "keys.json")
    assert refused(pc, ("status",)) == "store_damaged"


@pytest.mark.parametrize("name", ["keys.json", "store.db"])
def test_a_store_with_a_part_missing_is_told(pc: PcProcess, name: str) -> None:
    (pc.store / name).unlink()
    assert refused(pc, ("status",)) == "store_missing"


def test_a_damaged_second_file_stops_no_reading_and_is_found(pc: PcProcess) -> None:
    cut_in_half(pc.store / "journal.bin")
    assert pc.told("incoming", "list")[0]["subject"] == "Một"
    assert pc.told("verify", code=1)["findings"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_may_not_be_written_is_told(pc: PcProcess, command: Sequence[str]) -> None:
    files = [pc.store, *pc.store.rglob("*")]
    for path in files:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        pc.prefix = UNDENIABLE if AS_ROOT else ()
        assert refused(pc, command) == "store_read_only"
    finally:
        for path in files:
            path.chmod(0o700 if path.is_dir() else 0o600)


def test_a_full_disk_is_told_and_nothing_is_lost(pc: PcProcess) -> None:
    told = on_full_disk(pc)
    assert [one["error"]["code"] for one in told["answers"]] == ["disk_full", "disk_full"]
    assert told["codes"] == [4, 4]
    assert told["unchanged"]
    assert told["afterwards"] == ["Một"]


def test_a_disk_that_fills_while_it_works_keeps_what_was_told_to_be_kept(pc: PcProcess) -> None:
    """The limit on a file's size stands for the end of the disk where no small disk can be made."""
    size = (pc.store / "journal.bin").stat().st_size
    before = hashes(pc.store)
    pc.prefix = (sys.executable, "-m", "tests.helpers.small_files", str(size + 100))
    pc.environment = {"PYTHONPATH": str(ROOT)}
    told = pc.told("incoming", "add", "--from", "-", stdin='{"subject": "Hai"}', code=4)
    assert told["error"]["code"] in ("disk_full", "store_io")
    pc.prefix = ()
    assert hashes(pc.store)["journal.bin"] == before["journal.bin"]
    assert [one["subject"] for one in pc.told("incoming", "list")] == ["Một"]
    assert pc.told("verify")["sound"]


def _may_unshare() -> bool:
    """Whether mounts can be kept to one process: a chroot has no root of its own to do it on."""
    program = shutil.which("unshare")
    return (
        bool(program)
        and not subprocess.run(
            [program, "--mount", "true"], capture_output=True, check=False
        ).returncode
    )


def on_full_disk(pc: PcProcess) -> Any:
    """What `tests.helpers.full_disk` saw; skipped where no disk may be mounted."""
    if not AS_ROOT or not _may_unshare():
        pytest.skip("only root may mount a disk of a few pages, and not inside a chroot")
    command = [sys.executable, "-m", "tests.helpers.full_disk", str(pc.folder)]
    done = subprocess.run(
        ["unshare", "--mount", *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("this system lets nobody mount a disk")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

"""A page of the database that went bad, wherever it is: told, never a crash, always found."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.helpers.command_lines import CommandLine

PAGE_BYTES = 4096
EVERY = 4
COMMANDS = (
    ("status",),
    ("incoming", "list"),
    ("register", "list"),
    ("search", "Một"),
    ("incoming", "add", "--from", "-"),
)


def test_a_bad_page_is_told_or_not_met_and_always_found(pc: CommandLine, tmp_path: Path) -> None:
    assert pc("incoming", "add", "--from", "-", stdin='{"subject": "Một"}').code == 0
    sound = tmp_path / "sound"
    shutil.copytree(pc.folder, sound)
    pages = (sound / "store.db").stat().st_size // PAGE_BYTES
    assert pages > EVERY
    for page in range(0, pages, EVERY):
        assert codes_with(pc, sound, page) <= {0, 4}, f"page {page}"
        assert pc("verify").code in (1, 4), f"page {page}"


def codes_with(pc: CommandLine, sound: Path, page: int) -> set[int]:
    """The exit codes of all commands on a copy of ``sound`` whose ``page`` is bad."""
    shutil.rmtree(pc.folder)
    shutil.copytree(sound, pc.folder)
    path = pc.folder / "store.db"
    raw = bytearray(path.read_bytes())
    raw[page * PAGE_BYTES + 300] ^= 0xFF
    path.write_bytes(raw)
    return {pc(*command, stdin='{"subject": "Hai"}').code for command in COMMANDS}

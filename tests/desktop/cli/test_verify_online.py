"""`vanthu verify --online` asks the server for proof; its findings, and what a cut line means."""

from __future__ import annotations

import json

from desktop.store.connection import connect
from desktop.store.vault import unlock
from tests.helpers.command_lines import Cable, CommandLine
from tests.helpers.offices import PASSWORD


def registered(pc: CommandLine) -> None:
    pc.json("incoming", "add", "--from", "-", stdin=json.dumps({"subject": "Một"}))
    pc.json("sync")


def test_the_server_proves_its_log_and_own_work_in_it(pc: CommandLine) -> None:
    registered(pc)
    found = pc.json("verify", "--online")
    assert (found["sound"], found["offline"]) == (True, None)
    assert found["proof"]["own"] == found["changesets"]
    assert found["proof"]["log_entries"] > found["changesets"]
    assert "0 mục nhật ký chung" in pc("verify", "--online").out


def test_without_the_word_no_server_is_asked(pc: CommandLine, cable: Cable) -> None:
    cable.is_out = True
    found = pc.json("verify")
    assert (found["sound"], found["proof"], found["offline"]) == (True, None, None)


def test_a_cut_line_is_told_beside_what_was_found_here(pc: CommandLine, cable: Cable) -> None:
    cable.is_out = True
    found = pc.json("verify", "--online", code=3)
    assert (found["sound"], found["proof"], found["offline"]) == (True, None, "offline")
    assert "Chưa hỏi được máy chủ: Chưa kết nối được" in pc("verify", "--online").out


def test_what_the_proof_finds_is_a_finding_in_a_sentence(pc: CommandLine) -> None:
    registered(pc)
    connection = connect(
        pc.folder / "store.db", unlock(pc.folder, "hoa", PASSWORD).database, writable=True
    )
    connection.execute("UPDATE changesets SET hash = zeroblob(32) WHERE seq = 2")
    connection.close()
    found = pc.json("verify", "--online", code=1)
    assert ("proof", "work_not_ours_in_log") in [(f["part"], f["code"]) for f in found["findings"]]
    assert "Đối chiếu với máy chủ, office/stc: mục" in pc("verify", "--online").out

"""`vanthu-server check` says what it looked at, and each finding in a sentence; 2 tells scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from sync_server.cli.parser import WrongUsage, parse
from sync_server.db import tables
from sync_server.db.engine import open_engine, writing
from tests.sync_server.cli.conftest import Run


def damage(folder: Path) -> None:
    engine = open_engine(folder / "central.db")
    with writing(engine) as conn:
        there = tables.log.c.scope == "office/stc", tables.log.c.seq == 2
        conn.execute(update(tables.log).where(*there).values(entry_hash=bytes(32)))
    engine.dispose()


def test_a_sound_server_ends_with_0_and_says_what_was_looked_at(filled: Path, run: Run) -> None:
    outcome = run("--data", filled, "check")
    assert outcome.code == 0
    assert outcome.out.startswith("Đã xem 3 phạm vi: ")
    assert outcome.out.endswith("Dữ liệu máy chủ vẹn toàn.\n")
    assert outcome.err.split() == ["catalog", "office/stc", "office/vpubnd"]


def test_for_scripts_it_counts_what_it_looked_at(filled: Path, run: Run) -> None:
    document = run("--data", filled, "check", "--deep", "--json").document
    assert (document["sound"], document["findings"], document["left_out"]) == (True, [], {})
    assert document["scopes"] == ["catalog", "office/stc", "office/vpubnd"]
    assert document["checked"]["changesets"] == document["checked"]["log_entries"] > 0
    assert document["checked"]["records"] > 100


def test_a_finding_is_one_sentence_with_its_place_and_ends_with_2(filled: Path, run: Run) -> None:
    damage(filled)
    outcome = run("--data", filled, "check")
    assert outcome.code == 2
    assert outcome.out.splitlines()[1:] == [
        "Có 1 điều sai:",
        "Nhật ký chung, office/stc: mục 2 không khớp với mục trước nó: nhật ký đã bị đổi",
    ]


def test_a_finding_for_scripts_has_code_part_and_place(filled: Path, run: Run) -> None:
    damage(filled)
    outcome = run("--data", filled, "check", "--json")
    (finding,) = outcome.document["findings"]
    assert (finding["part"], finding["code"]) == ("log", "log_entry_altered")
    assert finding["params"] == {"scope": "office/stc", "seq": 2}


def test_one_office_is_looked_at_alone(filled: Path, run: Run) -> None:
    damage(filled)
    assert run("--data", filled, "check", "--office", "vpubnd").code == 0
    assert run("--data", filled, "check", "--office", "stc").code == 2
    unknown = run("--data", filled, "check", "--office", "chuaco", "--json")
    assert (unknown.code, unknown.document["error"]["code"]) == (1, "office_unknown")


def test_a_check_takes_no_other_words() -> None:
    with pytest.raises(WrongUsage):
        parse(["check", "stc"])

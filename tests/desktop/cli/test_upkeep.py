"""Enrolment, books, search, files, sync and the state in sight, by command line."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from desktop.store.connection import connect
from desktop.store.vault import unlock
from tests.helpers.command_lines import Cable, CommandLine, MakePc
from tests.helpers.offices import PASSWORD


def add(pc: CommandLine, **fields: Any) -> Any:
    return pc.json("incoming", "add", "--from", "-", stdin=json.dumps(fields))


# enrolment


def test_enrolment_tells_the_recovery_key_and_syncs(new_pc: MakePc) -> None:
    pc = new_pc()
    told = pc.enroll("vpubnd", "lan")
    assert (told["office_code"], told["device"], told["sync"]["offline"]) == ("vpubnd", 2, None)
    assert set(told["roles"]) == {"clerk", "admin"}
    assert len(told["recovery_key"]) > 20
    assert {one["code"] for one in pc.json("register", "list")} >= {"den", "di"}


def test_the_recovery_key_stands_out_on_the_screen(new_pc: MakePc, cable: Cable) -> None:
    code = cable.hub.new_enrolment_code("vpubnd").text
    words = ("--server", "https://vanthu.test", "--code", code, "--login", "lan")
    out = new_pc()("enroll", *words).out
    assert out.count("KHÓA KHÔI PHỤC") == 1


def test_a_second_enrolment_into_a_folder_is_refused(pc: CommandLine, cable: Cable) -> None:
    code = cable.hub.new_enrolment_code("vpubnd").text
    words = ("--server", "https://vanthu.test", "--code", code, "--login", "mai")
    assert pc.json("enroll", *words, code=1)["error"]["code"] == "store_exists"


def test_enrolment_without_the_server_makes_nothing(new_pc: MakePc, cable: Cable) -> None:
    pc, code = new_pc(), cable.hub.new_enrolment_code("vpubnd").text
    cable.is_out = True
    words = ("--server", "https://vanthu.test", "--code", code, "--login", "lan")
    assert pc.json("enroll", *words, code=3)["error"]["code"] == "offline"
    assert not pc.folder.exists()


def test_a_line_cut_after_enrolment_is_no_failure(new_pc: MakePc, cable: Cable) -> None:
    pc = new_pc()
    hub_enrol = cable.hub.enrol

    def enrol_and_cut(request: Any) -> Any:
        answer = hub_enrol(request)
        cable.is_out = True
        return answer

    cable.hub.enrol = enrol_and_cut  # type: ignore[method-assign]
    told = pc.enroll("vpubnd", "lan")
    assert (told["sync"]["offline"], bool(told["recovery_key"])) == ("offline", True)


# books


def test_books_are_listed_with_their_run_and_holder(pc: CommandLine) -> None:
    add(pc, subject="Một")
    den = pc.json("register", "list", "--year", "2026")[0]
    assert {name: den[name] for name in ("code", "kind", "year", "last_number", "held_by")} == {
        "code": "den",
        "kind": "incoming",
        "year": 2026,
        "last_number": 101,
        "held_by": 1,
    }
    assert (den["held_here"], den["book"], den["last_date"]) == (True, "Sổ den 2026", "2026-09-14")


def test_a_running_book_is_not_started_again(pc: CommandLine) -> None:
    words = ("--series", "den", "--last", "1", "--date", "2026-09-02", "--book", "Hai")
    assert pc.json("register", "start", *words, code=1)["error"]["code"] == "book_already_started"


def test_a_released_series_is_taken_by_another_pc(pc: CommandLine, new_pc: MakePc) -> None:
    second = new_pc("second")
    second.enroll("stc", "mai")
    error = second.json("register", "take", "--series", "den", code=1)["error"]
    assert error["code"] == "series_held"
    pc.json("register", "release", "--series", "den")
    pc.json("sync")
    assert second.json("register", "take", "--series", "den")["sync"]["offline"] is None
    assert add(second, subject="Từ máy hai")["arrival_number"] == 101
    assert add(pc, subject="Từ máy một")["state"] == "cho_so"


def test_a_series_is_taken_online_only(pc: CommandLine, cable: Cable) -> None:
    cable.is_out = True
    assert pc.json("register", "take", "--series", "den", code=3)["error"]["code"] == "offline"


# search and files


def test_search_tells_exact_hits_before_those_without_marks(pc: CommandLine) -> None:
    add(pc, subject="Quyết định giao dự toán")
    add(pc, subject="Quyet dinh go khong dau")
    hits = pc.json("search", "quyết định")
    assert [one["match"] for one in hits] == ["exact", "folded"]
    assert len(pc.json("search", "quyet dinh")) == 2
    assert len(pc.json("search", "quyet dinh", "--limit", "1")) == 1
    assert "— đúng dấu\n" in pc("search", "quyết định").out


def test_an_arrival_number_is_jumped_to(pc: CommandLine) -> None:
    add(pc, subject="Một")
    assert [(one["arrival_number"], one["match"]) for one in pc.json("search", "101/2026")] == [
        (101, "number")
    ]
    assert pc("search", "khôngcó").out == "Không tìm thấy.\n"


def test_files_are_added_and_listed(pc: CommandLine, tmp_path: Path) -> None:
    made = add(pc, subject="Một")
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    for file in files:
        file.write_text(file.name, "utf-8")
    pc.json("attachment", "add", "--to", made["id"], *map(str, files))
    assert [one["name"] for one in pc.json("attachment", "list", made["id"])] == ["a.txt", "b.txt"]


def test_a_file_is_never_written_over_another(pc: CommandLine, tmp_path: Path) -> None:
    made, file = add(pc, subject="Một"), tmp_path / "a.txt"
    file.write_text("a", "utf-8")
    (stored,) = pc.json("attachment", "add", "--to", made["id"], str(file))
    words = ("attachment", "get", stored["id"], "--output", str(file))
    assert pc.json(*words, code=2)["error"]["code"] == "output_exists"


def test_a_damaged_file_leaves_no_half_of_it_outside(pc: CommandLine, tmp_path: Path) -> None:
    made, file, target = add(pc, subject="Một"), tmp_path / "a.txt", tmp_path / "out"
    file.write_text("a" * 300_000, "utf-8")
    (stored,) = pc.json("attachment", "add", "--to", made["id"], str(file))
    (blob,) = (one for one in (pc.folder / "files").rglob("*") if one.is_file())
    raw = bytearray(blob.read_bytes())
    raw[-50] ^= 0xFF
    blob.write_bytes(raw)
    words = ("attachment", "get", stored["id"], "--output", str(target))
    assert pc.json(*words, code=1)["error"]["code"] == "file_damaged"
    assert not target.exists()


# sync and status


def test_offline_ends_in_3_and_says_what_is_kept(pc: CommandLine, cable: Cable) -> None:
    pc.json("sync")
    add(pc, subject="Một")
    cable.is_out = True
    assert pc.json("sync", code=3) == {
        "pushed": 0,
        "pulled": 0,
        "files_up": 0,
        "files_down": 0,
        "offline": "offline",
        "waiting": 1,
        "healed": 0,
        "differs": [],
        "numbered": 0,
    }
    ran = pc("sync")
    assert (ran.code, "Còn 1 việc chờ gửi" in ran.out) == (3, True)
    cable.is_out = False
    assert pc.json("sync")["waiting"] == 0


def test_watching_tells_each_run_and_ends_with_the_last_ones_code(
    pc: CommandLine, cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = iter([lambda: setattr(cable, "is_out", True), _interrupt])
    monkeypatch.setattr("desktop.cli.sync.time.sleep", lambda _: next(pauses)())
    before = signal.getsignal(signal.SIGTERM)
    ran = pc("sync", "--watch", "--json")
    told = [json.loads(line)["offline"] for line in ran.out.splitlines()]
    assert (told, ran.code) == ([None, "offline"], 3)
    assert signal.getsignal(signal.SIGTERM) is before


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_the_state_needs_no_server(pc: CommandLine, cable: Cable) -> None:
    pc.json("sync")
    cable.is_out = True
    add(pc, subject="Một")
    status = pc.json("status")
    assert (status["unsent"], status["by_fate"]) == (1, {"applied": 2, "pending": 1})
    assert status["last_success"] == "2026-09-14T02:00:00.000Z"
    assert "Việc chờ gửi         1\n" in pc("status").out


# the store itself


def test_a_sound_store_verifies(pc: CommandLine) -> None:
    add(pc, subject="Một")
    found = pc.json("verify")
    assert (found["sound"], found["changesets"], found["findings"]) == (True, 3, [])
    assert "Kho dữ liệu vẹn toàn." in pc("verify").out


def test_what_is_wrong_is_named_and_ends_in_1(pc: CommandLine) -> None:
    (pc.folder / "journal.bin").unlink()
    found = pc.json("verify", code=1)
    assert not found["sound"]
    assert found["findings"][0]["code"] == "journal_without_identity"
    assert "thiếu việc số 1" in pc("verify").out


def damage(pc: CommandLine, sql: str) -> None:
    keys = unlock(pc.folder, "hoa", PASSWORD)
    connection = connect(pc.folder / "store.db", keys.database, writable=True)
    assert connection.execute(sql).rowcount
    connection.close()


def test_what_verify_finds_in_the_records_is_healed_by_the_next_sync(pc: CommandLine) -> None:
    pc.json("sync")
    damage(
        pc,
        "UPDATE base SET content = x'80' WHERE entity = 'role_grant' AND id IN "
        "(SELECT id FROM base WHERE entity = 'role_grant' LIMIT 1)",
    )
    found = pc.json("verify", code=1)
    assert [one["part"] for one in found["findings"]] == ["records", "records", "view"]
    assert "Lần đồng bộ tới" in pc("verify").out
    assert "Đã chữa 1 bản ghi" in pc("sync").out
    found = pc.json("verify")
    (healed,) = found["repaired"]
    assert (found["sound"], healed["entity"], healed["problem"]) == (True, "role_grant", "bytes")
    assert (healed["size_bytes"], len(healed["expected_hash"])) == (1, 64)
    assert f"role_grant {healed['id']} nội dung bị đổi" in pc("verify").out
    assert pc.json("status")["healed"] == 1
    assert "đã chữa  1\n" in pc("status").out


def test_a_lost_database_is_rebuilt_and_goes_on_after_a_sync(pc: CommandLine) -> None:
    add(pc, subject="Chưa gửi")
    (pc.folder / "store.db").unlink()
    assert pc.json("status", code=4)["error"]["code"] == "store_missing"
    assert pc.json("restore-pending")["changesets"] == 3
    assert pc.json("status")["restored"]
    assert [one["subject"] for one in pc.json("incoming", "list")] == ["Chưa gửi"]
    assert pc.json("sync")["offline"] is None
    assert add(pc, subject="Tiếp theo")["arrival_number"] == 102


def test_a_sound_store_is_not_rebuilt(pc: CommandLine) -> None:
    assert pc.json("restore-pending", code=1)["error"]["code"] == "store_is_sound"


def test_a_wrong_password_rebuilds_nothing(pc: CommandLine, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("không-phải-mật-khẩu", "utf-8")
    (pc.folder / "store.db").unlink()
    words = ("restore-pending", "--password-file", str(wrong))
    assert pc.json(*words, code=4)["error"]["code"] == "wrong_password"

"""`vanthu register`: books and their numbers from the command line, against a real hub."""

from __future__ import annotations

import json
from typing import Any

from tests.helpers.command_lines import Cable, CommandLine, MakePc
from tests.helpers.devices import SteppedClock


def add(pc: CommandLine, **fields: Any) -> Any:
    return pc.json("incoming", "add", "--from", "-", stdin=json.dumps(fields))


def draft(pc: CommandLine) -> str:
    fields = {"type_name": "Quyết định", "subject": "Về việc giao dự toán"}
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(fields))
    return str(made["id"])


def den(pc: CommandLine) -> Any:
    return pc.json("register", "list")[0]


def two_pcs(pc: CommandLine, new_pc: MakePc) -> CommandLine:
    """A second PC of the office, which holds the book of arrivals now."""
    second = new_pc("second")
    second.enroll("stc", "mai")
    pc.json("register", "release", "--series", "den")
    pc.json("sync")
    second.json("register", "take", "--series", "den")
    return second


def test_what_waits_is_numbered_by_the_holder_s_sync(pc: CommandLine, new_pc: MakePc) -> None:
    second = two_pcs(pc, new_pc)
    waits = add(pc, subject="Chờ")
    assert [one["id"] for one in pc.json("register", "waiting")] == [waits["id"]]
    assert (den(pc)["waiting"], den(pc)["held_here"]) == (1, False)
    pc.json("sync")
    assert second.json("sync")["numbered"] == 1
    assert pc.json("sync")["numbered"] == 0
    shown = pc.json("incoming", "show", waits["id"])
    assert (shown["state"], shown["arrival_number"]) == ("da_dang_ky", 101)
    assert shown["fates"] == []


def test_taking_a_series_numbers_what_waits(pc: CommandLine) -> None:
    pc.json("register", "release", "--series", "den")
    waits = add(pc, subject="Chờ")
    pc.json("sync")
    taken = pc.json("register", "take", "--series", "den")
    assert [one["id"] for one in taken["numbered"]] == [waits["id"]]


def test_the_office_may_be_asked_first(pc: CommandLine, new_pc: MakePc) -> None:
    pc.json("register", "set", "--series", "den", "--ask", "yes")
    second = two_pcs(pc, new_pc)
    waits = add(pc, subject="Chờ")
    pc.json("sync")
    assert second.json("sync")["numbered"] == 0
    assert den(second)["ask_first"] is True
    (numbered,) = second.json("register", "number")
    assert (numbered["id"], numbered["arrival_number"]) == (waits["id"], 101)
    assert second.json("register", "number") == []


def test_a_refused_number_says_why(pc: CommandLine) -> None:
    pc.json("register", "release", "--series", "den")
    waits = add(pc, subject="Chờ")
    (told,) = pc.json("register", "number", waits["id"], code=1)
    assert told["error"]["code"] == "series_not_held"
    assert "chưa cấp số" in pc("register", "number", waits["id"]).out
    error = pc.json("register", "number", "khong-co", code=1)["error"]
    assert error["code"] == "record_not_found"
    assert pc("register", "number", "--after", "3").code == 2


def test_numbers_are_reserved_used_and_cancelled(pc: CommandLine) -> None:
    words = ("--series", "di", "--for", "Ông Bình", "--reason", "Chờ ký", "--count", "2")
    assert pc("register", "reserve", *words).out == "Đã giữ số 101–102 cho Ông Bình.\n"
    reserved = pc.json("register", "reserved")
    assert [one["number"] for one in reserved] == [101, 102]
    issued = pc.json("outgoing", "issue", draft(pc), "--reserved", "101")
    assert issued["code_number"] == "101"
    words = ("--series", "di", "--number", "102", "--reason", "Thôi không ký")
    pc.json("register", "cancel", *words)
    assert pc.json("register", "reserved") == []
    lines = pc.json("register", "numbers", "--series", "di")
    assert [(one["number"], one["state"], one["struck"]) for one in lines] == [
        (101, "given", False),
        (102, "cancelled", True),
    ]
    assert "~102~" in pc("register", "numbers", "--series", "di").out
    assert pc.json("sync")["waiting"] == 0
    assert pc.json("status")["conflicts"] == 0
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_a_letter_stands_behind_its_number(pc: CommandLine) -> None:
    pc.json("outgoing", "issue", draft(pc))
    assert pc.json("outgoing", "issue", draft(pc), "--after", "101")["code_number"] == "101a"
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_gaps_are_told_with_their_reasons(pc: CommandLine) -> None:
    made = add(pc, subject="Nhầm")
    add(pc, subject="Đúng")
    pc.json("incoming", "remove", made["id"], "--reason", "Vào sổ nhầm")
    gaps = pc.json("register", "gaps", "--series", "den")
    assert [(one["first"], one["last"], one["code"], one["reason"]) for one in gaps] == [
        (1, 100, "on_paper", None),
        (101, 101, "cancelled", "Vào sổ nhầm"),
    ]
    assert "Vào sổ nhầm" in pc("register", "gaps", "--series", "den").out


def test_late_entries_keep_both_times(pc: CommandLine) -> None:
    add(pc, subject="Đúng ngày")
    fields = json.dumps({"subject": "Muộn", "arrived_at": "2026-09-12T08:30:00"})
    late = pc.json("incoming", "add", "--from", "-", "--late", "Mất điện", stdin=fields)
    assert (late["arrival_date"], late["late_why"]) == ("2026-09-12", "Mất điện")
    issued = pc.json("outgoing", "issue", draft(pc), "--date", "12/9/2026", "--late", "Mất điện")
    found = pc.json("register", "late", "--year", "2026")
    assert [one["id"] for one in found] == [late["id"], issued["id"]]
    assert "Mất điện" in pc("register", "late", "--year", "2026").out
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_one_record_takes_one_reserved_number(pc: CommandLine) -> None:
    lines = '{"subject": "Một"}\n{"subject": "Hai"}\n'
    assert pc("incoming", "add", "--from", "-", "--reserved", "101", stdin=lines).code == 2


def test_a_wrong_date_is_corrected(pc: CommandLine) -> None:
    made = add(pc, subject="Một")
    words = ("--date", "12/9/2026", "--reason", "Gõ nhầm")
    assert pc.json("register", "correct-date", made["id"], *words)["arrival_date"] == "2026-09-12"
    issued = pc.json("outgoing", "issue", draft(pc))
    pc.json("outgoing", "send", issued["id"], "--to", "vpubnd")
    error = pc.json("register", "correct-date", issued["id"], *words, code=1)["error"]
    assert error["code"] == "date_has_left"
    pc.json("register", "correct-date", issued["id"], *words, "--note")
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_a_year_is_closed_when_it_is_over(pc: CommandLine, clock: SteppedClock) -> None:
    add(pc, subject="Một")
    words = ("--series", "den", "--year", "2026")
    assert pc.json("register", "close-year", *words, code=1)["error"]["code"] == "year_not_over"
    clock.forward(days=120)
    pc.json("sync")
    pc.json("register", "close-year", *words)
    assert pc.json("register", "list", "--year", "2026")[0]["closed_at"]
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_the_server_numbers_a_series_that_no_pc_holds(pc: CommandLine) -> None:
    words = ("register", "set", "--series", "den", "--numbering", "server")
    assert pc.json(*words, code=1)["error"]["code"] == "series_held"
    pc.json("register", "release", "--series", "den")
    pc.json(*words)
    assert den(pc)["numbering"] == "server"
    assert "máy chủ" in pc("register", "list").out
    assert add(pc, subject="Chờ máy chủ")["state"] == "cho_so"


def test_the_last_number_in_the_book_is_confirmed(pc: CommandLine) -> None:
    pc.json("register", "confirm", "--series", "den", "--last", "107", "--date", "12/9/2026")
    assert add(pc, subject="Sau khi dựng lại")["arrival_number"] == 108
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}


def test_a_lost_database_numbers_without_a_network_once_the_last_number_is_typed(
    pc: CommandLine, cable: Cable
) -> None:
    pc.json("sync")
    add(pc, subject="Trước khi hỏng")
    cable.is_out = True
    for part in pc.folder.glob("store.db*"):
        part.unlink()
    pc.json("restore-pending")
    told = pc.json("incoming", "add", "--from", "-", stdin='{"subject": "Hai"}', code=1)
    assert told["error"]["code"] == "store_restored"
    pc.json("register", "confirm", "--series", "den", "--last", "104", "--date", "14/9/2026")
    assert add(pc, subject="Sau khi hỏng")["arrival_number"] == 105
    assert pc.json("verify")["findings"] == []
    cable.is_out = False
    pc.json("sync")
    assert set(pc.json("status")["by_fate"]) == {"applied"}
    gaps = pc.json("register", "gaps", "--series", "den")
    assert [(one["first"], one["last"], one["code"]) for one in gaps] == [
        (1, 100, "on_paper"),
        (102, 104, "on_paper"),
    ]

"""`vanthu incoming …` from the outside: what goes in, what comes out, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.helpers.command_lines import CommandLine

DOCUMENT: dict[str, Any] = {
    "code_number": "2257",
    "code_notation": "QĐ-UBND",
    "issued_date": "08/09/2026",
    "organ_name": "Ủy ban nhân dân tỉnh",
    "subject": "Về việc giao dự toán ngân sách",
}
SECRET = {"subject": "Kế hoạch bảo vệ Ngọcthạch", "confidentiality": 1}


def add(pc: CommandLine, **fields: Any) -> Any:
    given = json.dumps(DOCUMENT | fields)
    return pc.json("incoming", "add", "--from", "-", stdin=given)


def test_a_registration_tells_its_number_and_id(pc: CommandLine) -> None:
    made = add(pc)
    assert (made["arrival_number"], made["state"], made["code_number"]) == (
        101,
        "da_dang_ky",
        "2257",
    )
    assert (made["issued_date"], made["arrival_date"]) == ("2026-09-08", "2026-09-14")
    told = pc("incoming", "add", "--from", "-", stdin=json.dumps({"subject": "Hai"})).out
    assert told.startswith("Đã vào sổ, số đến 102: ")


def test_a_file_is_read_as_well_as_a_pipe(pc: CommandLine, tmp_path: Path) -> None:
    source = tmp_path / "văn bản.json"
    source.write_text(json.dumps(DOCUMENT), "utf-8")
    assert pc.json("incoming", "add", "--from", str(source))["subject"] == DOCUMENT["subject"]


def test_a_source_that_is_not_there_is_wrong_usage(pc: CommandLine) -> None:
    error = pc.json("incoming", "add", "--from", "none.json", code=2)["error"]
    assert error["code"] == "input_unreadable"


def test_a_source_in_another_encoding_is_wrong_usage(pc: CommandLine, tmp_path: Path) -> None:
    source = tmp_path / "old.json"
    source.write_bytes('{"subject": "Về việc"}'.encode("utf-16"))
    assert pc.json("incoming", "add", "--from", str(source), code=2)["error"]["code"] == (
        "input_unreadable"
    )


def test_files_are_attached_and_come_out_as_they_went_in(pc: CommandLine, tmp_path: Path) -> None:
    source, target = tmp_path / "Tờ trình.txt", tmp_path / "out.txt"
    source.write_text("Nội dung tờ trình", "utf-8")
    given = json.dumps(DOCUMENT)
    made = pc.json("incoming", "add", "--from", "-", "--attach", str(source), stdin=given)
    (file,) = pc.json("incoming", "show", made["id"])["attachments"]
    assert (file["name"], file["media_type"], file["here"]) == ("Tờ trình.txt", "text/plain", True)
    pc.json("attachment", "get", file["id"], "--output", str(target))
    assert target.read_bytes() == source.read_bytes()


def test_an_attachment_that_is_not_there_registers_nothing(pc: CommandLine) -> None:
    words = ("incoming", "add", "--from", "-", "--attach", "none.pdf")
    error = pc.json(*words, stdin=json.dumps(DOCUMENT), code=1)["error"]
    assert error["code"] == "attachment_unreadable"
    assert pc.json("incoming", "list") == []


def test_an_array_is_answered_by_an_array(pc: CommandLine) -> None:
    given = json.dumps([DOCUMENT, {"subject": "Hai"}])
    results = pc.json("incoming", "add", "--from", "-", stdin=given)
    assert [(one["line"], one["arrival_number"]) for one in results] == [(1, 101), (2, 102)]


def test_json_lines_are_answered_line_by_line(pc: CommandLine) -> None:
    given = "\n".join(json.dumps({"subject": f"Số {number}"}) for number in range(3))
    ran = pc("incoming", "add", "--from", "-", "--json", stdin=given)
    results = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["arrival_number"] for one in results] == [101, 102, 103]
    assert len({one["changeset"] for one in results}) == 3


def test_a_refused_line_stops_nothing_and_uses_no_number(pc: CommandLine) -> None:
    given = [{"subject": "Một"}, {"subjekt": "?"}, 7, SECRET, {"subject": "Hai"}]
    results = pc.json("incoming", "add", "--from", "-", stdin=json.dumps(given), code=1)
    assert [one.get("arrival_number") for one in results] == [101, None, None, None, 102]
    codes = [one["error"]["code"] for one in results if "error" in one]
    assert codes == ["field_unknown", "record_not_object", "secret_refused"]
    assert "Ngọcthạch" not in json.dumps(results, ensure_ascii=False)


def test_an_empty_array_is_done_at_once(pc: CommandLine) -> None:
    assert pc.json("incoming", "add", "--from", "-", stdin="[]") == []


def test_files_for_several_records_are_wrong_usage(pc: CommandLine, tmp_path: Path) -> None:
    words = ("incoming", "add", "--from", "-", "--attach", str(tmp_path))
    error = pc.json(*words, stdin=json.dumps([DOCUMENT]), code=2)["error"]
    assert error["code"] == "one_record_wanted"


def test_a_secret_document_is_refused_and_not_kept(pc: CommandLine) -> None:
    ran = pc("incoming", "add", "--from", "-", "--json", stdin=json.dumps(SECRET))
    assert (ran.code, ran.document["error"]["code"]) == (1, "secret_refused")
    assert "Ngọcthạch" not in ran.out + ran.err
    assert pc.json("incoming", "list") == []


def test_a_possible_duplicate_is_warned_of_and_kept(pc: CommandLine) -> None:
    first, second = add(pc), add(pc)
    assert first["warnings"] == []
    assert [one["code"] for one in second["warnings"]] == ["possible_duplicate"]
    assert second["arrival_number"] == 102


def test_warnings_of_many_say_which_and_stand_in_the_document(pc: CommandLine) -> None:
    given = json.dumps([DOCUMENT, DOCUMENT])
    told = pc("incoming", "add", "--from", "-", stdin=given)
    assert told.err == "2: Lưu ý: Có thể trùng với văn bản đã đăng ký, số đến 101.\n"
    silent = pc("incoming", "add", "--from", "-", "--json", stdin=given)
    assert (silent.err, len(silent.document[0]["warnings"])) == ("", 2)


def test_an_edit_changes_what_was_given_and_no_more(pc: CommandLine) -> None:
    made = add(pc)
    edited = pc.json("incoming", "edit", made["id"], "--from", "-", stdin='{"page_amount": "12"}')
    assert (edited["page_amount"], edited["subject"]) == (12, made["subject"])
    again = pc.json(
        "incoming", "edit", made["id"], "--from", "-", stdin='{"page_amount": 12}', code=1
    )
    assert again["error"]["code"] == "nothing_changed"


def test_an_edit_empties_a_field_by_an_empty_text_only(pc: CommandLine) -> None:
    made = add(pc, page_amount=3, due_date="2026-10-01")
    words = ("incoming", "edit", made["id"], "--from", "-")
    edited = pc.json(*words, stdin='{"due_date": "", "page_amount": null}')
    assert (edited["due_date"], edited["page_amount"]) == (None, 3)


def test_a_removed_document_leaves_the_list_and_keeps_its_number(pc: CommandLine) -> None:
    made = add(pc)
    removed = pc.json("incoming", "remove", made["id"], "--reason", "Vào sổ nhầm")
    assert removed["removed_why"] == "Vào sổ nhầm"
    assert pc.json("incoming", "list") == []
    assert add(pc)["arrival_number"] == 102


def test_lists_are_filtered_limited_and_newest_first(pc: CommandLine) -> None:
    for organ in ("Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"):
        add(pc, organ_name=organ)
    listed = pc.json("incoming", "list", "--filter", "organ_name=Sở Nội vụ")
    assert [one["arrival_number"] for one in listed] == [103, 101]
    assert [one["arrival_number"] for one in pc.json("incoming", "list", "--limit", "1")] == [103]
    assert len(pc.json("incoming", "list", "--offset", "1")) == 2
    assert "2257/QĐ-UBND" in pc("incoming", "list").out


def test_one_document_is_shown_with_labels_to_people(pc: CommandLine) -> None:
    shown = pc("incoming", "show", add(pc, urgency=1)["id"]).out
    assert "Trích yếu nội dung  Về việc giao dự toán ngân sách\n" in shown
    assert "Mức độ khẩn         Khẩn\n" in shown


def test_what_is_not_there_is_refused(pc: CommandLine) -> None:
    assert pc.json("incoming", "show", "x", code=1)["error"]["code"] == "record_not_found"


def test_without_a_started_book_nothing_is_numbered(new_pc: Any) -> None:
    pc = new_pc("namsach")
    pc.enroll("namsach", "lan")
    error = pc.json("incoming", "add", "--from", "-", stdin='{"subject": "A"}', code=1)["error"]
    assert error["code"] == "book_not_started"

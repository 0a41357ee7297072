"""Two offices by command line: prepare, issue, send, accept, return, and the statuses back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.command_lines import CommandLine, MakePc

DECISION = {"type_name": "Quyết định", "subject": "Phân bổ kinh phí"}


@pytest.fixture
def other(new_pc: MakePc) -> CommandLine:
    """The clerk's PC of Văn phòng UBND tỉnh, both books started at 500."""
    made = new_pc("vpubnd")
    made.enroll("vpubnd", "lan")
    made.start_books(last=500)
    return made


def issued(pc: CommandLine, *words: str) -> Any:
    made = pc.json("outgoing", "add", "--from", "-", *words, stdin=json.dumps(DECISION))
    return pc.json("outgoing", "issue", made["id"])


def sent(pc: CommandLine, other: CommandLine, *words: str) -> tuple[str, Any]:
    """The id of a document sent by ``pc``, and its delivery at ``other``."""
    made = issued(pc, *words)
    pc.json("outgoing", "send", made["id"], "--to", "vpubnd")
    pc.json("sync")
    other.json("sync")
    (delivery,) = other.json("deliveries", "list")
    return made["id"], delivery


def statuses(pc: CommandLine, document_id: str) -> list[Any]:
    shown = pc.json("outgoing", "show", document_id)
    return [(one["office_code"], one["status"]) for one in shown["recipients"]]


def test_a_draft_has_no_number_until_it_is_issued(pc: CommandLine) -> None:
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(DECISION))
    assert (made["state"], made["code_number"], made["code_notation"]) == (
        "du_thao",
        None,
        "QĐ-STC",
    )
    ran = pc("outgoing", "issue", made["id"], "--date", "14/9/2026")
    assert ran.out.startswith("Đã phát hành, số 101/QĐ-STC, ngày 14/09/2026: ")


def test_a_date_before_the_last_number_is_refused(pc: CommandLine) -> None:
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(DECISION))
    error = pc.json("outgoing", "issue", made["id"], "--date", "2026-08-01", code=1)["error"]
    assert (error["code"], error["field"]) == ("date_before_last_number", "issued_date")


def test_a_date_ahead_passes_when_it_is_confirmed(pc: CommandLine) -> None:
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(DECISION))
    words = ("outgoing", "issue", made["id"], "--date", "2026-09-20")
    assert pc.json(*words, code=1)["error"]["code"] == "date_ahead"
    assert pc.json(*words, "--confirmed")["issued_date"] == "2026-09-20"


def test_a_draft_may_be_edited_and_dropped(pc: CommandLine) -> None:
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(DECISION))
    pc.json("outgoing", "edit", made["id"], "--from", "-", stdin='{"subject": "Khác"}')
    assert pc.json("outgoing", "list")[0]["subject"] == "Khác"
    pc.json("outgoing", "remove", made["id"], "--reason", "Không dùng")
    assert pc.json("outgoing", "list") == []


def test_an_issued_document_is_dropped_no_more(pc: CommandLine) -> None:
    words = ("outgoing", "remove", issued(pc)["id"], "--reason", "Nhầm")
    assert pc.json(*words, code=1)["error"]["code"] == "state_forbids"


def test_a_recipient_has_no_status_before_the_first_news(pc: CommandLine) -> None:
    made = issued(pc)
    pc.json("outgoing", "send", made["id"], "--to", "vpubnd", "namsach")
    assert statuses(pc, made["id"]) == [("vpubnd", None), ("namsach", None)]
    assert "Văn phòng UBND tỉnh (vpubnd): Chưa có tin" in pc("outgoing", "show", made["id"]).out


def test_what_was_sent_arrives_with_its_fields(pc: CommandLine, other: CommandLine) -> None:
    _, delivery = sent(pc, other)
    assert (delivery["from_office"], delivery["code_number"], delivery["subject"]) == (
        "stc",
        "101",
        "Phân bổ kinh phí",
    )
    assert delivery["state"] == "cho_tiep_nhan"
    assert other.json("status")["deliveries_waiting"] == 1


def test_the_senders_file_arrives_whole(
    pc: CommandLine, other: CommandLine, tmp_path: Path
) -> None:
    source, target = tmp_path / "Quyết định.txt", tmp_path / "came"
    source.write_text("Điều 1. Phân bổ", "utf-8")
    _, delivery = sent(pc, other, "--attach", str(source))
    (file,) = other.json("deliveries", "show", delivery["id"])["attachments"]
    assert (file["name"], file["here"]) == ("Quyết định.txt", True)
    other.json("attachment", "get", file["id"], "--output", str(target))
    assert target.read_bytes() == source.read_bytes()


def test_statuses_come_back_as_it_arrives_and_is_accepted(
    pc: CommandLine, other: CommandLine
) -> None:
    document_id, delivery = sent(pc, other)
    other.json("sync")
    pc.json("sync")
    assert statuses(pc, document_id) == [("vpubnd", "01")]
    accepted = other.json("deliveries", "accept", delivery["id"])
    assert (accepted["entity"], accepted["arrival_number"]) == ("incoming_document", 501)
    other.json("sync")
    pc.json("sync")
    assert statuses(pc, document_id) == [("vpubnd", "03")]


def test_the_receiver_adds_what_the_sender_could_not_know(
    pc: CommandLine, other: CommandLine
) -> None:
    _, delivery = sent(pc, other)
    words = ("deliveries", "accept", delivery["id"], "--from", "-")
    accepted = other.json(*words, stdin='{"to_places": "Phòng Tổng hợp"}')
    assert (accepted["to_places"], accepted["organ_name"]) == ("Phòng Tổng hợp", "Sở Tài chính")


def test_a_return_tells_the_sender_why(pc: CommandLine, other: CommandLine) -> None:
    document_id, delivery = sent(pc, other)
    other.json("deliveries", "return", delivery["id"], "--reason", "Gửi nhầm nơi nhận")
    other.json("sync")
    pc.json("sync")
    (recipient,) = pc.json("outgoing", "show", document_id)["recipients"]
    assert (recipient["status"], recipient["description"]) == ("02", "Gửi nhầm nơi nhận")


def test_what_was_returned_is_accepted_no_more(pc: CommandLine, other: CommandLine) -> None:
    _, delivery = sent(pc, other)
    other.json("deliveries", "return", delivery["id"], "--reason", "Nhầm")
    error = other.json("deliveries", "accept", delivery["id"], code=1)["error"]
    assert error["code"] == "state_forbids"

"""Recalling by command line: the sender asks, the recipient answers, both are told."""

from __future__ import annotations

import json
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


@pytest.fixture
def document_id(pc: CommandLine, other: CommandLine) -> str:
    """A document that was sent, accepted as 501 and recalled."""
    made = pc.json("outgoing", "add", "--from", "-", stdin=json.dumps(DECISION))
    pc.json("outgoing", "issue", made["id"])
    pc.json("outgoing", "send", made["id"], "--to", "vpubnd")
    pc.json("sync")
    other.json("sync")
    (delivery,) = other.json("deliveries", "list")
    other.json("deliveries", "accept", delivery["id"])
    other.json("sync")
    recalled = pc.json("outgoing", "recall", made["id"], "--reason", "Sai số liệu")
    assert (recalled["state"], recalled["code_number"]) == ("da_thu_hoi", "101")
    pc.json("sync")
    other.json("sync")
    return str(made["id"])


def recipient(pc: CommandLine, document_id: str) -> Any:
    pc.json("sync")
    (found,) = pc.json("outgoing", "show", document_id)["recipients"]
    return found


def test_the_recipient_sees_what_is_asked_back_and_why(
    pc: CommandLine, other: CommandLine, document_id: str
) -> None:
    (asked,) = other.json("deliveries", "recalls")
    assert (asked["recall_reason"], asked["state"]) == ("Sai số liệu", "da_tiep_nhan")
    assert "Sai số liệu" in other("deliveries", "recalls").out
    assert recipient(pc, document_id)["recall"] == "13"


def test_an_agreement_comes_back_and_cancels_the_arrival(
    pc: CommandLine, other: CommandLine, document_id: str
) -> None:
    (asked,) = other.json("deliveries", "recalls")
    ran = other("deliveries", "answer-recall", asked["id"], "--agree")
    assert ran.out.startswith("Đã đồng ý thu hồi")
    other.json("sync")
    told = recipient(pc, document_id)
    assert (told["status"], told["recall"]) == ("03", "15")
    assert "Đồng ý thu hồi" in pc("outgoing", "show", document_id).out
    (arrival,) = other.json("incoming", "list")
    assert (arrival["state"], arrival["arrival_number"]) == ("da_huy_thu_hoi", 501)
    assert other.json("deliveries", "recalls") == []


def test_a_refusal_comes_back_with_its_reason(
    pc: CommandLine, other: CommandLine, document_id: str
) -> None:
    (asked,) = other.json("deliveries", "recalls")
    words = ("deliveries", "answer-recall", asked["id"], "--refuse")
    assert other.json(*words, code=1)["error"]["code"] == "reason_required"
    other.json(*words, "--reason", "Đã thi hành")
    other.json("sync")
    told = recipient(pc, document_id)
    assert (told["recall"], told["recall_description"]) == ("16", "Đã thi hành")


def test_an_answer_is_one_of_two(pc: CommandLine) -> None:
    assert pc.json("deliveries", "answer-recall", "x", code=2)["error"]["code"] == "usage"


def test_an_answer_that_is_neither_is_told_in_vietnamese(pc: CommandLine) -> None:
    told = pc("deliveries", "answer-recall", "x").err
    assert "cần một trong các tham số --agree --refuse" in told

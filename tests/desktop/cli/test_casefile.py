"""Case files by command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.helpers.command_lines import CommandLine

FILE = {"file_notation": "01.TC", "title": "Dự toán năm 2026", "maintenance": "10 năm"}


@pytest.fixture
def file(pc: CommandLine) -> Any:
    return pc.json("casefile", "open", "--from", "-", stdin=json.dumps(FILE))


def arrival(pc: CommandLine, **fields: object) -> str:
    wanted = json.dumps({"subject": "Về việc lập dự toán", **fields})
    return str(pc.json("incoming", "add", "--from", "-", stdin=wanted)["id"])


def test_a_file_is_opened_filled_closed_and_opened_again(pc: CommandLine, file: Any) -> None:
    document_id = arrival(pc, page_amount=3)
    pc.json("casefile", "add", file["id"], "--document", document_id)
    closed = pc.json("casefile", "close", file["id"], "--date", "30/9/2026")
    assert (closed["state"], closed["doc_total"], closed["page_total"]) == ("da_dong", 1, 3)
    assert closed["end_date"] == "2026-09-30"
    refused = pc.json("casefile", "add", file["id"], "--document", document_id, code=1)
    assert refused["error"]["code"] == "state_forbids"
    opened = pc.json("casefile", "reopen", file["id"], "--reason", "Còn văn bản")
    assert (opened["state"], opened["doc_total"]) == ("dang_mo", None)


def test_a_file_is_shown_with_its_documents(pc: CommandLine, file: Any) -> None:
    document_id = arrival(pc, code_number="12", code_notation="QĐ-UBND")
    pc.json("casefile", "add", file["id"], "--document", document_id)
    shown = pc.json("casefile", "show", file["id"])
    assert (shown["file_code"], shown["holds"]) == ("2026.01.TC", {"documents": 1, "pages": 0})
    (item,) = shown["items"]
    assert (item["ordinal"], item["document"]["id"]) == (1, document_id)
    told = pc("casefile", "show", file["id"]).out
    assert "12/QĐ-UBND" in told
    assert "Đang mở" in told


def test_a_document_is_taken_out_with_a_reason(pc: CommandLine, file: Any) -> None:
    document_id = arrival(pc)
    pc.json("casefile", "add", file["id"], "--document", document_id)
    pc.json("casefile", "remove", file["id"], "--document", document_id, "--reason", "Nhầm")
    assert pc.json("casefile", "show", file["id"])["items"] == []
    assert "Hồ sơ chưa có văn bản nào." in pc("casefile", "show", file["id"]).out


def test_files_are_listed_and_corrected(pc: CommandLine, file: Any) -> None:
    pc.json("casefile", "edit", file["id"], "--from", "-", stdin='{"title": "Quyết toán"}')
    (listed,) = pc.json("casefile", "list", "--filter", "state=dang_mo")
    assert listed["title"] == "Quyết toán"
    assert pc.json("casefile", "list", "--filter", "state=da_dong") == []
    assert "Quyết toán" in pc("casefile", "list").out


def test_a_file_that_is_not_here_is_not_shown(pc: CommandLine) -> None:
    assert pc.json("casefile", "show", "x", code=1)["error"]["code"] == "record_not_found"

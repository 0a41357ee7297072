"""`check` finds what is wrong with an office's register, its files and its post."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from common.rules.numbering import series_id
from sync_server.db import tables
from sync_server.hub.hub import Hub
from tests.helpers.damage import (
    CONTENT,
    DEN,
    NUMBERS,
    SCOPE,
    SHA256,
    damage,
    document_of,
    files_of,
    forget,
    of_entity,
    province_at_work,
    rewrite,
)
from tests.helpers.devices import FakePc, enrolled


@pytest.fixture(autouse=True)
def worked(hub: Hub) -> FakePc:
    """The clerk's PC of an office in which much happened."""
    return province_at_work(hub)


def codes(hub: Hub, **options: Any) -> list[str]:
    return [finding.code for finding in hub.check(**options).findings]


def test_a_number_without_its_ledger_row_is_found(hub: Hub) -> None:
    forget(hub, "number", NUMBERS[4])
    assert codes(hub) == ["number_not_booked"]


def test_numbers_that_are_missing_without_a_reason_are_found(hub: Hub, worked: FakePc) -> None:
    worked.given["den"] += 3
    worked.register()
    worked.sync()
    (finding,) = hub.check().findings
    assert finding.code == "numbers_missing"
    assert (finding.params["series"], finding.params["first"], finding.params["last"]) == (
        "den",
        7,
        9,
    )


def test_numbers_before_the_start_of_a_book_are_not_missed(hub: Hub) -> None:
    pc = enrolled(hub, "namsach")
    pc.start_book(last_number=3187)
    pc.register()
    pc.sync()
    assert codes(hub) == []


def test_a_number_on_two_documents_is_found(hub: Hub, worked: FakePc) -> None:
    first = worked.register(series_id=DEN)
    worked.given["den"] -= 1
    twin = worked.register(series_id=DEN)
    worked.sync()
    assert codes(hub) == []  # disputed: a conflict asks which of them has left
    rewrite(hub, "number", NUMBERS[7], state="given", also=[twin])
    damage(hub, delete(tables.open_conflicts))
    found = [one for one in hub.check("stc").findings if one.part == "ledger"]
    assert found == []  # both papers have left: known to be on two
    rewrite(hub, "number", NUMBERS[7], also=None)
    found = [one for one in hub.check("stc").findings if one.part == "ledger"]
    assert [one.code for one in found] == ["number_twice"]
    assert found[0].params["documents"] == ", ".join(sorted([first, twin]))


def test_a_row_for_a_document_that_is_gone_is_found(hub: Hub) -> None:
    forget(hub, "incoming_document", document_of(hub, 4))
    assert codes(hub) == ["number_without_document"]


def test_a_row_that_names_another_document_is_found(hub: Hub) -> None:
    rewrite(hub, "number", NUMBERS[4], document_id=document_of(hub, 3))
    assert codes(hub) == ["number_of_another"]


def test_a_date_before_that_of_the_number_before_is_found(hub: Hub) -> None:
    rewrite(hub, "number", NUMBERS[5], dated="2026-09-01")
    found = [one for one in hub.check().findings if one.part == "ledger"]
    assert [(one.code, one.params["number"], one.params["before"]) for one in found] == [
        ("date_falls", "5", "4")
    ]


def test_a_cancelled_number_without_a_reason_is_found(hub: Hub) -> None:
    rewrite(hub, "number", NUMBERS[5], state="cancelled")
    assert codes(hub) == ["number_unexplained"]


def test_a_document_that_waits_for_a_number_unnoted_is_found(hub: Hub, worked: FakePc) -> None:
    document_id = worked.outgoing()
    waits = worked.change(
        "outgoing_document", document_id, state="cho_so", series_id=series_id("stc", "di")
    )
    worked.do("issue_outgoing", waits)
    worked.sync()
    assert codes(hub) == []
    damage(hub, delete(tables.waiting_documents))
    assert codes(hub) == ["waiting_not_noted"]


def test_a_file_that_is_gone_or_altered_is_found(hub: Hub) -> None:
    files = files_of(hub)
    files[SHA256] = bytes(len(CONTENT))
    assert codes(hub) == []
    assert codes(hub, deep=True) == ["blob_altered"]
    del files[SHA256]
    assert codes(hub) == ["blob_missing"]


def test_a_file_of_which_no_row_tells_is_found(hub: Hub) -> None:
    files_of(hub)["1" * 64] = b"?"
    assert codes(hub) == ["blob_unknown"]
    assert codes(hub, office_code="stc") == []


@pytest.mark.parametrize(
    ("entity", "scope", "code"),
    [
        ("delivery", SCOPE, "letter_without_delivery"),
        ("dispatch_status", "office/vpubnd", "letter_without_status"),
    ],
)
def test_a_letter_marked_done_that_brought_nothing_is_found(
    hub: Hub, entity: str, scope: str, code: str
) -> None:
    while record_id := of_entity(hub, entity, scope):
        forget(hub, entity, record_id, scope)
    assert set(codes(hub)) == {code}

"""Records as JSON: what is shown can be read back, whatever way people write it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from desktop.cli.records import document, read_filters, read_values
from tests.helpers.devices import START

INCOMING = "incoming_document"


def test_a_document_has_every_field_of_its_entity() -> None:
    shown = document(INCOMING, "x", {"subject": "Về việc"})
    assert (shown["id"], shown["entity"], shown["subject"]) == ("x", INCOMING, "Về việc")
    assert shown["arrival_number"] is None
    assert "removed_at" not in shown


def test_a_removed_record_says_when_and_why() -> None:
    shown = document(INCOMING, "x", {"removed_at": 1, "removed_why": "nhầm"})
    assert (shown["removed_at"], shown["removed_why"]) == ("1970-01-01T00:00:00.001Z", "nhầm")


@given(st.integers(min_value=1, max_value=4_000_000_000_000))
def test_instants_are_read_back_as_they_were_shown(millis: int) -> None:
    shown = document(INCOMING, "x", {"arrived_at": millis})["arrived_at"]
    assert read_values(INCOMING, {"arrived_at": shown}) == {"arrived_at": millis}


@pytest.mark.parametrize(
    ("field", "given_value", "read"),
    [
        ("code_number", 2257, "2257"),
        ("page_amount", "3", 3),
        ("page_amount", 3.0, 3),
        ("page_amount", "ba", "ba"),
        ("urgency", "Hỏa tốc", 3),
        ("confidentiality", "mật", 1),
        ("confidentiality", "1", 1),
        ("subject", "e\u0302\u0301", "ế"),
        ("subject", "1", "1"),
        ("arrived_at", START.isoformat(), int(START.timestamp() * 1000)),
        ("arrived_at", "2026-09-14T09:00", int(START.timestamp() * 1000)),
    ],
)
def test_values_are_taken_as_people_write_them(field: str, given_value: Any, read: Any) -> None:
    assert read_values(INCOMING, {field: given_value}) == {field: read}


def test_an_unknown_field_is_left_for_the_command_to_refuse() -> None:
    assert read_values(INCOMING, {"subjekt": [1], "subject": None}) == {"subjekt": [1]}


def test_an_instant_that_is_none_is_refused() -> None:
    with pytest.raises(RuleViolation, match="date_invalid"):
        read_values(INCOMING, {"arrived_at": "sáng nay"})


def test_filters_have_the_type_of_their_field() -> None:
    given_words = ["arrival_number=101", "issued_date=08/10/2013", "organ_name=", "state=cho_so"]
    assert read_filters(INCOMING, given_words) == {
        "arrival_number": 101,
        "issued_date": "2013-10-08",
        "organ_name": None,
        "state": "cho_so",
    }


def test_a_filter_on_no_field_is_refused() -> None:
    with pytest.raises(RuleViolation, match="field_unknown"):
        read_filters(INCOMING, ["ngay=1"])

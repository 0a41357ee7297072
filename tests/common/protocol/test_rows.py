"""Ids that follow from a row's values do not travel, and come back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.changes.record import Values, encode_heads, encode_values
from common.errors import ProtocolFault
from common.protocol.messages import DeviceHead, Page, Row, ScopeAnswer, SyncAnswer
from common.protocol.rows import LEDGER, bare, whole
from common.rules.numbering import number_id, series_id

SERIES = series_id("stc", "den")
HEADS = encode_heads({"*": "1.2"})
SEVENTH: Values = {"series_id": SERIES, "year": 2026, "number": 7, "suffix": "", "state": "given"}


def answer(*rows: Row) -> SyncAnswer:
    page = Page(rows=list(rows))
    return SyncAnswer(1, 0, [ScopeAnswer("office/stc", DeviceHead(0, b""), page, bytes(32))])


def rows_of(told: SyncAnswer) -> list[Row]:
    return told.scopes[0].page.rows


def ledger_row(values: Values, record_id: str = "") -> Row:
    return Row(LEDGER, record_id, 1, encode_values(values), HEADS)


def test_the_id_of_a_ledgers_row_does_not_travel() -> None:
    row = ledger_row(SEVENTH, number_id(SERIES, 2026, 7, ""))
    (sent,) = rows_of(bare(answer(row)))
    assert sent == ledger_row(SEVENTH)


def test_an_id_that_does_not_follow_from_the_values_travels() -> None:
    row = ledger_row(SEVENTH, number_id(SERIES, 2026, 8, ""))
    assert rows_of(bare(answer(row))) == [row]


def test_other_records_travel_as_they_are() -> None:
    row = Row("incoming_document", "0" * 36, 1, encode_values({"subject": "Về việc"}), HEADS)
    assert rows_of(bare(answer(row))) == [row]


@given(
    st.integers(1, 9999),
    st.integers(0, 2**40),
    st.sampled_from(["", "a", "BIS"]),
    st.booleans(),
)
def test_an_answer_comes_back_exactly(year: int, number: int, suffix: str, derived: bool) -> None:
    values: Values = {**SEVENTH, "year": year, "number": number, "suffix": suffix}
    given_id = number_id(SERIES, year, number, suffix) if derived else "f" * 36
    told = answer(ledger_row(values, given_id), Row("case", "c" * 36, 2, b"", HEADS))
    assert whole(bare(told)) == told


@pytest.mark.parametrize("broken", [b"\xc1", encode_values({"year": 2026})])
def test_a_row_from_which_no_id_follows_is_malformed(broken: bytes) -> None:
    with pytest.raises(ProtocolFault, match="answer_malformed"):
        whole(answer(Row(LEDGER, "", 1, broken, HEADS)))


def test_only_the_ledger_leaves_ids_out() -> None:
    with pytest.raises(ProtocolFault, match="answer_malformed"):
        whole(answer(Row("incoming_document", "", 1, encode_values(SEVENTH), HEADS)))

"""Leases, the ledger's rows, and the guard of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.changes.changeset import NumberClaim
from common.crypto.signing import SigningKey
from common.errors import RuleViolation
from common.rules.numbering import (
    LEASE_DOMAIN,
    LastNumber,
    Lease,
    check_date,
    ledger_changes,
    number_id,
)

TODAY = date(2026, 9, 14)
KEY = SigningKey.from_bytes(b"s" * 32)


@given(st.integers(-400, 400), st.integers(-400, 400), st.booleans())
def test_a_date_passes_only_between_its_predecessor_and_tomorrow(
    offset: int, last_offset: int, confirmed: bool
) -> None:
    dated, last = TODAY + timedelta(offset), TODAY + timedelta(last_offset)
    may_pass = dated >= last and (offset <= 1 or confirmed)
    try:
        check_date(dated, last=LastNumber(5, last), today=TODAY, confirmed=confirmed)
        assert may_pass
    except RuleViolation:
        assert not may_pass


def test_two_claims_to_one_number_meet_in_one_record() -> None:
    claims = [NumberClaim("s", 2026, 1, 5, "", doc, "2026-09-14") for doc in ("a", "b")]
    rows = ledger_changes(tuple(claims))
    assert rows[0].id == rows[1].id == number_id("s", 2026, 5, "")
    assert rows[0].set["document_id"] != rows[1].set["document_id"]


def test_a_suffix_a_year_and_a_series_make_another_number() -> None:
    ids = {
        number_id("s", 2026, 125, ""),
        number_id("s", 2026, 125, "a"),
        number_id("s", 2025, 125, ""),
        number_id("t", 2026, 125, ""),
    }
    assert len(ids) == 4


@pytest.mark.parametrize("changed", ["scope", "series_id", "device", "epoch"])
def test_a_lease_is_worth_only_what_the_server_signed(changed: str) -> None:
    bare = Lease("office/stc", "s", 7, 1)
    signature = KEY.sign(LEASE_DOMAIN, bare.message())
    fields = {"scope": "office/stc", "series_id": "s", "device": 7, "epoch": 1}
    assert Lease(**fields, signature=signature).is_signed_by(KEY.public)
    other = {**fields, changed: 9 if changed in ("device", "epoch") else "x"}
    assert not Lease(**other, signature=signature).is_signed_by(KEY.public)

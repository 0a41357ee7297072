"""Leases, and the ledger's rows."""

from __future__ import annotations

import pytest

from common.changes.changeset import NumberClaim
from common.crypto.signing import SigningKey
from common.rules.numbering import (
    LEASE_DOMAIN,
    Lease,
    claimed_id,
    ledger_changes,
    number_id,
)

KEY = SigningKey.from_bytes(b"s" * 32)


def test_two_claims_to_one_number_meet_in_one_record() -> None:
    claims = [NumberClaim("s", 2026, 1, 5, "", doc, "2026-09-14") for doc in ("a", "b")]
    rows = ledger_changes(tuple(claims))
    assert rows[0].id == rows[1].id == number_id("s", 2026, 5, "")
    assert rows[0].set["document_id"] != rows[1].set["document_id"]


def test_a_claim_without_a_document_reserves_its_number_and_dates_nothing() -> None:
    claim = NumberClaim("s", 2026, 1, 5, "", "", "2026-09-14")
    (row,) = ledger_changes((claim,))
    assert row.set["state"] == "reserved"
    assert {"document_id", "dated"}.isdisjoint(row.set)
    assert claimed_id(claim) == row.id


def test_a_given_number_names_its_document() -> None:
    assert claimed_id(NumberClaim("s", 2026, 1, 5, "", "doc", "2026-09-14")) == "doc"


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

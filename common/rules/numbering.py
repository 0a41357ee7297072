"""Numbers of a register: leases, and the ledger's rows (design §7).

The law asks that numbers follow the order of issue or arrival within the year, and that a later
number carry no earlier date (NĐ 30/2020 Đ.15, Đ.22): so one place gives the numbers of a series at
any time, and it shows a signed lease.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec

from common.changes.changeset import Change, NumberClaim
from common.changes.record import Values
from common.crypto.signing import verify
from common.errors import NotAllowed
from common.ids import derived_id

LEASE_DOMAIN = "lease/1"
_IDS_KEPT = 16_384
"""More than the numbers of one push: each is asked for several times on its way (some 4 MB)."""


class Lease(msgspec.Struct, array_like=True, frozen=True):
    """Who may give the numbers of a series, under which epoch, signed by the server."""

    scope: str
    series_id: str
    device: int
    epoch: int
    signature: bytes = b""

    def message(self) -> bytes:
        """The exact bytes that the server signs."""
        return f"{self.scope}\0{self.series_id}\0{self.device}\0{self.epoch}".encode()

    def is_signed_by(self, server_public: bytes) -> bool:
        """Whether the server's identity key signed this lease."""
        return verify(server_public, LEASE_DOMAIN, self.message(), self.signature)


def leases_digest(held: Iterable[tuple[str, int]]) -> bytes:
    """Eight bytes that tell one set of leases, as (series id, epoch), from another."""
    text = "\0".join(f"{series} {epoch}" for series, epoch in sorted(held))
    return hashlib.sha256(text.encode()).digest()[:8]


@dataclass(frozen=True)
class LastNumber:
    """The last number of a series in a year, and the last date in its run where one is known."""

    number: int
    dated: date | None

    @property
    def begins_year(self) -> bool:
        """Whether nothing stands in this year's book yet: its next number is the first."""
        return self.number == 0 and self.dated is None


def series_id(office_code: str, code: str) -> str:
    """The derived id of an office's series: unique by nature (design §4)."""
    return derived_id("series", office_code, code)


def book_id(series: str, year: int) -> str:
    """The derived id of a series' book of one year."""
    return derived_id("register_book", series, str(year))


@lru_cache(maxsize=_IDS_KEPT)
def number_id(series: str, year: int, number: int, suffix: str) -> str:
    """The derived id of a ledger row: two claims to one number meet in one record."""
    return derived_id("number", series, str(year), str(number), suffix)


def claimed_id(claim: NumberClaim) -> str:
    """The record that the body of a claim's changeset writes: the document that got the number, or
    the ledger's own row where the number is only reserved."""
    return claim.document_id or number_id(claim.series_id, claim.year, claim.number, claim.suffix)


def ledger_changes(claims: tuple[NumberClaim, ...]) -> tuple[Change, ...]:
    """The ledger rows that follow from the numbers that an action gave or reserved.

    Both sides derive them, so the rows do not travel. A claim without a document reserves its
    number: the row has no date before a document does.
    """
    return tuple(
        Change(
            "number",
            number_id(claim.series_id, claim.year, claim.number, claim.suffix),
            {
                "series_id": claim.series_id,
                "year": claim.year,
                "number": claim.number,
                "suffix": claim.suffix,
                **_what_became(claim),
            },
        )
        for claim in claims
    )


def _what_became(claim: NumberClaim) -> Values:
    if not claim.document_id:
        return {"state": "reserved"}
    return {"state": "given", "document_id": claim.document_id, "dated": claim.dated}


def require_book(last: LastNumber | None, *, series: str, year: int) -> LastNumber:
    """The run to go on from.

    Raises:
        NotAllowed: ``book_not_started``: an office begins mid-year with a running book, so its
            last number on paper must be stated first.
    """
    if last is None:
        raise NotAllowed("book_not_started", series=series, year=year)
    return last

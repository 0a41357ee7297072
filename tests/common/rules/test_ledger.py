"""A register is as the law asks, or what is not is named: over any rows and documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from common.rules.ledger import Book, Carrier, LedgerRow, check_ledger

BOOKS = {"s": Book("den", {2026: [(1, 10)]})}


def row(number: int, **values: str | bool | tuple[str, ...]) -> LedgerRow:
    suffix = str(values.pop("suffix", ""))
    given_values = {
        "state": "given",
        "document_id": f"d{number}{suffix}",
        "dated": "2026-09-14",
        "reason": "",
        "excused": False,
    } | values
    return LedgerRow(("s", 2026, number, suffix), **given_values)  # type: ignore[arg-type]


def carrier(number: int, document: str = "", suffix: str = "") -> Carrier:
    return Carrier(("s", 2026, number, suffix), document or f"d{number}{suffix}")


def codes(rows: list[LedgerRow], carriers: list[Carrier] | None = None) -> list[str]:
    if carriers is None:
        carriers = [Carrier(one.place, one.document_id) for one in rows]
    return [finding.code for finding in check_ledger(rows, carriers, BOOKS)]


def test_a_run_without_gaps_from_the_books_start_is_sound() -> None:
    assert codes([row(11), row(12), row(12, suffix="a"), row(13)]) == []


def test_a_gap_is_told_from_its_first_to_its_last_number() -> None:
    (found,) = check_ledger([row(14)], [carrier(14)], BOOKS)
    assert found.params == {"series": "den", "year": 2026, "first": 11, "last": 13}


def test_numbers_read_in_the_paper_book_are_no_gap() -> None:
    books = {"s": Book("den", {2026: [(14, 20), (1, 10)]})}
    found = list(check_ledger([row(25)], [carrier(25)], books))
    assert [(one.params["first"], one.params["last"]) for one in found] == [(11, 13), (21, 24)]


def test_a_number_with_any_row_is_no_gap() -> None:
    assert codes([row(11, state="unaccounted"), row(12)], [carrier(12)]) == []


def test_a_number_on_two_documents_is_told_unless_somebody_must_decide() -> None:
    twice = [carrier(11), carrier(11, "other")]
    assert codes([row(11)], twice) == ["number_twice"]
    assert codes([row(11, excused=True)], twice) == []
    assert codes([row(11, state="disputed")], twice) == []
    assert codes([row(11, also=("other",))], twice) == []


def test_row_and_document_must_name_each_other() -> None:
    assert codes([row(11)], []) == ["number_without_document"]
    assert codes([row(11)], [carrier(11, "other")]) == ["number_of_another"]
    assert codes([], [carrier(11)]) == ["number_not_booked"]


def test_a_cancelled_number_says_why() -> None:
    assert codes([row(11, state="cancelled")], []) == ["number_unexplained"]
    assert codes([row(11, state="cancelled", reason="nhầm")], []) == []


def test_a_falling_date_is_told_once_and_of_plain_numbers_only() -> None:
    early, later = row(12, dated="2026-09-01"), row(13, dated="2026-09-02")
    assert codes([row(11), early, later]) == ["date_falls"]
    assert codes([row(11), row(12, dated="2026-09-01", reason="nhập muộn")]) == []
    assert codes([row(11), row(11, suffix="a", dated="2026-09-30"), row(12)]) == []


def test_a_document_of_no_known_book_is_told_and_opens_no_gap() -> None:
    stray = Carrier(("", 0, 500, ""), "d")
    assert [one.code for one in check_ledger([], [stray], {})] == ["number_not_booked"]


@given(st.sets(st.integers(1, 60)))
def test_exactly_the_numbers_without_a_row_are_told(numbers: set[int]) -> None:
    rows = [row(number) for number in sorted(numbers)]
    told: set[int] = set()
    for finding in check_ledger(rows, [Carrier(r.place, r.document_id) for r in rows], BOOKS):
        told |= set(range(int(finding.params["first"]), int(finding.params["last"]) + 1))
    assert told == set(range(11, max(numbers, default=0))) - numbers

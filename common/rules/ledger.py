"""Whether a register is as the law asks: no number twice, none missing without a reason, no date
before the one before it (NĐ 30/2020 Đ.15, Đ.22; I5).

Pure and over sorted streams, so that the server checks a million numbers in little memory and a PC
checks its own by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from common.text.findings import Finding

PART = "ledger"
GIVEN = "given"
CANCELLED = "cancelled"
DISPUTED = "disputed"

Place = tuple[str, int, int, str]
"""(series id, year, number, suffix): what a ledger is sorted by."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the ledger.

    ``also`` are further documents that are known to carry the number (*trùng số*). ``excused``:
    somebody has still to decide about it (its action is quarantined, held or parked, or an open
    conflict lies over it or its document), or has said why its document carries another.
    """

    place: Place
    state: str
    document_id: str
    dated: str
    reason: str
    excused: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carrier:
    """A document that is not removed and carries the number of ``place``."""

    place: Place
    document_id: str


@dataclass(frozen=True)
class Book:
    """A series as people call it, and by year the runs (first, last) of numbers that stand in the
    paper book: before its run was started here, or read in it since."""

    name: str
    on_paper: Mapping[int, Sequence[tuple[int, int]]]


def check_ledger(
    rows: Iterable[LedgerRow], carriers: Iterable[Carrier], books: Mapping[str, Book]
) -> Iterator[Finding]:
    """What is wrong with a ledger; ``rows`` and ``carriers`` each sorted by their place."""
    numbered = _joined(rows, carriers)
    for (series_id, year), run in groupby(numbered, key=_run_of):
        book = books.get(series_id) or Book(series_id, {})
        params = {"series": book.name, "year": year}
        on_paper = book.on_paper.get(year, ()) if series_id and year else None
        for code, more in _check_run(run, on_paper):
            yield Finding(PART, code, params | more)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A number with the row that books it and the documents that carry it."""

    place: Place
    row: LedgerRow | None
    carriers: tuple[str, ...]


_Told = tuple[str, dict[str, str | int]]


def _run_of(one: _Numbered) -> tuple[str, int]:
    return one.place[0], one.place[1]


def _joined(rows: Iterable[LedgerRow], carriers: Iterable[Carrier]) -> Iterator[_Numbered]:
    """Both streams as one, a number at a time."""
    waiting_rows, waiting_carriers = iter(rows), iter(carriers)
    row, carrier = next(waiting_rows, None), next(waiting_carriers, None)
    while row or carrier:
        place = min(one.place for one in (row, carrier) if one)
        booked: LedgerRow | None = None
        while row and row.place == place:
            booked, row = row, next(waiting_rows, None)
        carried = []
        while carrier and carrier.place == place:
            carried.append(carrier.document_id)
            carrier = next(waiting_carriers, None)
        yield _Numbered(place, booked, tuple(carried))


def _check_run(
    run: Iterable[_Numbered], on_paper: Sequence[tuple[int, int]] | None
) -> Iterator[_Told]:
    """One series in one year; ``None`` where nobody can say in which book documents stand."""
    if on_paper is None:
        yield from _stray(run)
        return
    expected = 1
    before: LedgerRow | None = None
    for one in run:
        number = one.place[2]
        for first, last in _without(expected, number - 1, on_paper):
            yield "numbers_missing", {"first": first, "last": last}
        expected = max(expected, number + 1)
        yield from _check_number(one)
        row = one.row
        if row and _is_in_order_of_dates(row):
            if before and row.dated < before.dated:
                yield "date_falls", _falls(row, before)
            before = row


def _without(
    first: int, last: int, on_paper: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """What is left of the numbers ``first`` to ``last`` beside the runs on paper."""
    for begin, end in sorted(on_paper):
        if begin > first and first <= last:
            yield first, min(last, begin - 1)
        first = max(first, end + 1)
    if first <= last:
        yield first, last


def _stray(run: Iterable[_Numbered]) -> Iterator[_Told]:
    """Documents of which nobody can say in which book they stand."""
    for one in run:
        for document in one.carriers:
            yield "number_not_booked", {"number": _printed(one.place), "document": document}


def _check_number(one: _Numbered) -> Iterator[_Told]:
    row, number = one.row, _printed(one.place)
    if len(one.carriers) > 1 and not (row and _is_known_twice(row, one.carriers)):
        yield "number_twice", {"number": number, "documents": ", ".join(one.carriers)}
    elif row is None:
        yield "number_not_booked", {"number": number, "document": one.carriers[0]}
    elif row.state == CANCELLED and not row.reason:
        yield "number_unexplained", {"number": number}
    elif row.state == GIVEN and not row.excused and row.document_id not in one.carriers:
        told: dict[str, str | int] = {"number": number, "document": row.document_id}
        if one.carriers:
            yield "number_of_another", told | {"carried_by": one.carriers[0]}
        else:
            yield "number_without_document", told


def _is_known_twice(row: LedgerRow, carriers: Iterable[str]) -> bool:
    """Whether people know of a number on several documents, or have decided that all keep it."""
    known = {row.document_id, *row.also}
    return row.excused or row.state == DISPUTED or known.issuperset(carriers)


def _is_in_order_of_dates(row: LedgerRow) -> bool:
    """Late papers take a suffix, and what is out of order says why (design §7)."""
    plain = row.state == GIVEN and not row.place[3]
    return bool(plain and row.dated) and not (row.reason or row.excused)


def _falls(row: LedgerRow, before: LedgerRow) -> dict[str, str | int]:
    return {
        "number": _printed(row.place),
        "dated": row.dated,
        "before": _printed(before.place),
        "before_dated": before.dated,
    }


def _printed(place: Place) -> str:
    return f"{place[2]}{place[3]}"

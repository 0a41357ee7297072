"""The register of an office as its records have it: numbers, books, who carries which number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from common.changes.changeset import read_header
from common.changes.merge import Fate
from common.changes.record import Values
from common.errors import ProtocolFault
from common.rules.ledger import PART, Book, check_ledger
from common.rules.numbering import number_id
from common.text.findings import Finding
from sync_server.db.inspection.chains import not_applied
from sync_server.db.inspection.records import conflict_index, records_of, run_ends
from sync_server.db.ledger_scratch import Document, LedgerScratch, Number
from sync_server.services.checking.damage import Tally
from sync_server.services.checking.indexes import values_of

_NUMBERING = frozenset({"arrival_number", "code_number", "number_suffix", "series_id", "state"})
"""Fields of a document whose conflict leaves open which number it carries."""
_PRINTED = re.compile(r"0*(\d{1,15})(.*)", re.DOTALL)


def check_register(conn: Connection, scope: str, tally: Tally) -> Iterator[Finding]:
    """Duplicates, unexplained gaps, falling dates, and numbers that stand on one side only."""
    with LedgerScratch() as scratch:
        scratch.add_numbers(_numbers(conn, scope, tally))
        scratch.add_documents(_documents(conn, scope, tally))
        scratch.excuse(_undecided(conn, scope))
        scratch.complete()
        books = _books(conn, scope)
        for found in check_ledger(scratch.rows(), scratch.carriers(), books):
            yield Finding(found.part, found.code, {"scope": scope, **found.params})
        yield from _runs(conn, scope, scratch, books)


def _runs(
    conn: Connection, scope: str, scratch: LedgerScratch, books: dict[str, Book]
) -> Iterator[Finding]:
    """Where a run is said to stand below its last number, that number would be given again."""
    said = run_ends(conn, scope)
    for series, year, number in scratch.ends():
        if number > said.get((series, year), 0):
            name = books[series].name if series in books else series
            params: dict[str, str | int] = {"series": name, "year": year, "number": number}
            yield Finding(PART, "run_behind", {"scope": scope, **params})


def _numbers(conn: Connection, scope: str, tally: Tally) -> Iterator[Number]:
    for stored in records_of(conn, scope, "number"):
        tally["numbers"] += 1
        values = values_of(stored)
        yield (
            stored.id,
            _text(values, "series_id"),
            _whole(values, "year"),
            _whole(values, "number"),
            _text(values, "suffix"),
            _text(values, "state"),
            _text(values, "document_id"),
            _text(values, "dated"),
            _text(values, "reason"),
            _listed(values, "also"),
        )


def _documents(conn: Connection, scope: str, tally: Tally) -> Iterator[Document]:
    """Those that are not removed and carry a number of our own."""
    for stored in records_of(conn, scope, "incoming_document"):
        tally["documents"] += 1
        values = values_of(stored)
        number = _whole(values, "arrival_number")
        if number and not values.get("removed_at"):
            series, year = _text(values, "series_id"), _year(values, "arrival_date")
            yield stored.id, series, year, number, ""
    for stored in records_of(conn, scope, "outgoing_document"):
        tally["documents"] += 1
        values = values_of(stored)
        printed = _PRINTED.match(_text(values, "code_number"))
        if printed and not values.get("removed_at"):
            suffix = _text(values, "number_suffix") or printed[2]
            series, year = _text(values, "series_id"), _year(values, "issued_date")
            yield stored.id, series, year, int(printed[1]), suffix


def _undecided(conn: Connection, scope: str) -> Iterator[str]:
    """Ledger rows of actions that were not simply applied, and records in a conflict over
    their number."""
    for changeset in not_applied(conn, scope, Fate.APPLIED):
        try:
            claims = read_header(changeset).numbers
        except ProtocolFault:
            continue
        for claim in claims:
            yield number_id(claim.series_id, claim.year, claim.number, claim.suffix)
    for entity, record_id, field, _conflict in conflict_index(conn, scope):
        if entity == "number" or not field or field in _NUMBERING:
            yield record_id


def _books(conn: Connection, scope: str) -> dict[str, Book]:
    """Series by id; a few dozen in an office."""
    on_paper: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for stored in records_of(conn, scope, "register_book"):
        values = values_of(stored)
        of_series = on_paper.setdefault(_text(values, "series_id"), {})
        of_series[_whole(values, "year")] = [
            (1, _whole(values, "last_number")),
            (_whole(values, "confirmed_above") + 1, _whole(values, "confirmed_number")),
        ]
    names = {
        stored.id: _text(values_of(stored), "code") for stored in records_of(conn, scope, "series")
    }
    return {one: Book(names.get(one) or one, on_paper.get(one, {})) for one in {*names, *on_paper}}


def _year(values: Values, field: str) -> int:
    year = _text(values, field)[:4]
    return int(year) if year.isdecimal() else 0


def _text(values: Values, field: str) -> str:
    value = values.get(field)
    return value if isinstance(value, str) else ""


def _listed(values: Values, field: str) -> str:
    """A list of ids as one text, a space between them."""
    value = values.get(field)
    return " ".join(str(one) for one in value) if isinstance(value, list) else ""


def _whole(values: Values, field: str) -> int:
    value = values.get(field)
    return value if isinstance(value, int) else 0

"""I5 in a healed world: every number is a row, once, without a gap, dates never falling.

What is out of the ordinary says why: cancelled, unaccounted, disputed, out of order, late.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from common.entities.schema import Value
from common.rules.numbering import number_id
from tests.simulation import values
from tests.simulation.oracle import START, START_YEAR
from tests.simulation.truth import Truth
from tests.simulation.world import World

Row = dict[str, Value]


def check(world: World, code: str, held: Truth) -> None:
    """All ledgers of one office."""
    runs: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in held.of("number"):
        runs[str(row.values["series_id"]), whole(row.values["year"])].append(row.values)
        world.counts[f"ledger: {row.values['state']}"] += 1
    for (series, year), ledger in runs.items():
        ledger.sort(key=lambda row: (whole(row["number"]), str(row.get("suffix") or "")))
        _check_run(f"{code} {series} {year}", ledger, START if year == START_YEAR else 0)
        for row in ledger:
            _check_row(world, code, held, row)
    _check_given(world, code, held)


def _check_run(where: str, ledger: list[Row], start: int) -> None:
    plain = [row for row in ledger if not row.get("suffix")]
    numbers = [whole(row["number"]) for row in plain]
    assert numbers == list(range(start + 1, start + 1 + len(numbers))), (
        f"I5: ledger of {where}: {numbers}"
    )
    places = [(row["number"], row.get("suffix") or "") for row in ledger]
    assert len(set(places)) == len(places), f"I5: a row stands twice in {where}"
    dates = [
        date.fromisoformat(str(row["dated"]))
        for row in plain
        if row["state"] == "given" and not (row.get("out_of_order") or row.get("also"))
    ]
    assert dates == sorted(dates), f"I5: dates fall in {where}"


def _check_given(world: World, code: str, held: Truth) -> None:
    """What was given on a PC is in the ledger: with its document, or as one that claims it."""
    booked = {
        (
            str(row.values["series_id"]),
            whole(row.values["year"]),
            whole(row.values["number"]),
            str(row.values.get("suffix") or ""),
        ): row.values
        for row in held.of("number")
    }
    for place, documents in world.oracle.offices[code].given.items():
        assert place in booked, f"I5: number {place} of {code} was given and is in no ledger"
        row = booked[place]
        also = row.get("also")
        known = {row.get("document_id"), *(also if isinstance(also, list) else ())}
        missing = documents - known
        assert not missing or _is_decided(held, place, row), (
            f"I5: number {place} of {code} has other documents than {missing}"
        )
        world.counts["number: given"] += 1
        world.counts["number: given twice"] += len(documents) > 1


def _is_decided(held: Truth, place: tuple[str, int, int, str], row: Row) -> bool:
    """Whether a claim was closed, or people had a dispute over the number."""
    row_id = number_id(*place)
    if any(conflict.values["record_id"] == row_id for conflict in held.of("conflict")):
        return True
    claims = ((kept, claim) for kept in held.kept.values() for claim in kept.header.numbers)
    fates = {
        kept.fate
        for kept, claim in claims
        if (claim.series_id, claim.year, claim.number, claim.suffix) == place
    }
    return bool(fates & {"discarded", "quarantined", "held", "parked"})


def _check_row(world: World, code: str, held: Truth, row: Row) -> None:
    """A number stands on its document, or the ledger says why not."""
    state = row["state"]
    place = f"{row['number']}{row.get('suffix') or ''} of {code} {row['year']}"
    if state in ("cancelled", "unaccounted", "reserved"):
        assert row.get("reason") or _is_explained(held, row), (
            f"I5: {place} is {state} without a reason"
        )
        return
    assert state in ("given", "disputed"), f"I5: {place} is {state}"
    if not _carries(held, str(row.get("document_id")), row):
        world.counts["number: booked for what is not applied"] += 1
        assert _is_explained(held, row), f"I5: {place} stands on nothing"


def _carries(held: Truth, document_id: str, row: Row) -> bool:
    incoming = held.records.get(("incoming_document", document_id))
    if incoming is not None:
        return incoming.values.get("arrival_number") == row["number"]
    outgoing = held.records.get(("outgoing_document", document_id))
    printed = str(outgoing.values.get("code_number") or "") if outgoing else ""
    return printed.lstrip("0") == f"{row['number']}{row.get('suffix') or ''}"


def _is_explained(held: Truth, row: Row) -> bool:
    """Whether what gave the number is parked or set aside, or stands in a conflict."""
    place = row["series_id"], row["year"], row["number"]
    for kept in held.kept.values():
        for claim in kept.header.numbers:
            if (claim.series_id, claim.year, claim.number) == place:
                return kept.fate != "applied" or any(
                    one["head"] == kept.name
                    for conflict in held.of("conflict")
                    for one in values.candidates(conflict)
                )
    return False


def whole(value: Value) -> int:
    """A field that holds a whole number."""
    assert isinstance(value, int)
    return value

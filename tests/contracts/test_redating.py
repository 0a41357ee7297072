"""A date put right lies between its neighbours' as they stand when it arrives."""

from __future__ import annotations

from common.rules.numbering import number_id, series_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import YEAR, FakePc, enrolled, two_clerks
from tests.helpers.pcs import Own

DEN = series_id("stc", "den")


def correct(pc: FakePc, document_id: str, number: int, day: str) -> Own:
    """Put the arrival's date right, and its number's row with it."""
    arrival = pc.change("incoming_document", document_id, arrival_date=day, date_why="ghi nhầm")
    row = pc.change("number", number_id(DEN, YEAR, number, ""), dated=day, reason="ghi nhầm")
    return pc.do("correct_arrival_date", arrival, row)


def test_the_last_number_may_be_dated_later(hub: Hub) -> None:
    pc = enrolled(hub)
    documents = [pc.register() for _ in range(3)]
    pc.sync()
    late = correct(pc, documents[2], 3, "2026-09-16")
    pc.sync()
    assert pc.fate(late) == "applied"


def test_two_corrections_that_are_each_sound_may_not_cross(hub: Hub) -> None:
    first, second = two_clerks(hub)
    documents = [first.register() for _ in range(3)]
    first.sync()
    last = correct(first, documents[2], 3, "2026-09-16")
    first.sync()
    second.sync()
    middle = correct(first, documents[1], 2, "2026-09-16")
    early = correct(second, documents[2], 3, "2026-09-15")
    first.sync()
    second.sync()
    assert [first.fate(last), first.fate(middle)] == ["applied", "applied"]
    assert second.fate(early) == "quarantined"
    assert early.result
    assert early.result.code == "date_not_between"
    row = first.values("number", number_id(DEN, YEAR, 3, ""))
    assert row["dated"] == "2026-09-16"

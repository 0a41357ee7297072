"""Numbers of one office with several PCs, through the real hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.changes.record import Values
from common.errors import NotAllowed
from common.rules.numbering import series_id
from desktop.commands.conflicts import SettleNumber
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.ledger_rows import ReserveNumbers
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.registers import ConfigureSeries, ReleaseSeries
from desktop.office import Office
from desktop.queries import ledger, records
from desktop.queries.listing import Listing, rows
from sync_server.services.revocation import Stated
from tests.helpers.province import Province, province

DEN, DI = series_id("stc", "den"), series_id("stc", "di")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


@pytest.fixture
def pair(world: Province) -> tuple[Office, Office]:
    """The first PC of the office, which holds all series, and a second."""
    first, second = world.office("stc"), world.office("stc", name="hai")
    world.start_books(first, den=100, di=100)
    world.settle()
    return first, second


def arrive(office: Office, subject: str = "Một") -> Values:
    return office.run(RegisterIncoming({"subject": subject})).values


def draft(office: Office) -> str:
    return office.run(CreateOutgoing({"type_name": "Quyết định", "subject": "Quy chế"})).id


def book(office: Office, series: str = DEN) -> list[tuple[object, object]]:
    with office.read() as connection:
        return [
            (line.row.values["number"], line.row.values["state"])
            for line in ledger.lines(connection, series, 2026)
        ]


def shown(office: Office, entity: str, record_id: str) -> Values:
    with office.read() as connection:
        (found,) = [one for one in rows(connection, Listing(entity)) if one.id == record_id]
    return found.values


def test_what_a_colleague_registers_is_numbered_by_the_holder_at_its_next_sync(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    waits = second.run(RegisterIncoming({"subject": "Chờ"}))
    second.sync()
    _, numbered = first.sync_and_number()
    assert [one.values["arrival_number"] for one in numbered] == [101]
    second.sync()
    assert shown(second, "incoming_document", waits.id)["arrival_number"] == 101
    assert second.status().conflicts == 0


def test_numbers_that_one_sync_gave_are_sent_by_it(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    second.run(IssueOutgoing(draft(second)))
    second.sync()
    report, numbered = first.sync_and_number()
    assert (len(numbered), report.waiting) == (1, 0)


def test_a_lease_that_comes_numbers_what_waits(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    arrive(second, "Chờ")
    first.run(ReleaseSeries("den"))
    world.settle()
    second.take_series("den")
    assert [one.values["arrival_number"] for one in second.number_waiting()] == [101]


def test_a_number_reserved_by_one_pc_is_used_by_another(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    first.run(ReserveNumbers("di", "Ông Bình", "Chờ ký"))
    world.settle()
    issued = second.run(IssueOutgoing(draft(second), reserved=101))
    world.settle()
    assert issued.values["code_number"] == "101"
    assert book(first, DI) == book(second, DI) == [(101, "given")]
    assert second.status().by_fate == {"applied": 2}


def test_a_reserved_number_that_two_use_offline_is_disputed_and_both_keep_it(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    first.run(ReserveNumbers("di", "Ông Bình", "Chờ ký"))
    world.settle()
    made = [one.run(IssueOutgoing(draft(one), reserved=101)).id for one in (first, second)]
    world.settle()
    for office in pair:
        assert book(office, DI) == [(101, "disputed")]
        assert office.status().conflicts == 1
        numbers = [shown(office, "outgoing_document", one)["code_number"] for one in made]
        assert numbers == ["101", "101"]


def test_what_loses_a_disputed_number_waits_and_is_numbered_by_the_holder(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    first.run(ReserveNumbers("di", "Ông Bình", "Chờ ký"))
    world.settle()
    kept, lost = (one.run(IssueOutgoing(draft(one), reserved=101)).id for one in (first, second))
    world.settle()
    with first.read() as connection:
        (conflict,) = records.open_conflicts(connection)
    first.run(SettleNumber(conflict.id, "first", "Bản của máy hai chưa đóng dấu"))
    world.settle()
    _, numbered = first.sync_and_number()
    assert [(one.id, one.values["code_number"]) for one in numbered] == [(lost, "102")]
    world.settle()
    assert shown(second, "outgoing_document", kept)["code_number"] == "101"
    assert book(second, DI) == [(101, "given"), (102, "given")]
    assert second.status().conflicts == 0


def test_two_pages_of_reserved_numbers_reach_everybody(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    first.run(ReserveNumbers("den", "Trang sổ in sẵn", "Mất điện", count=50))
    world.settle()
    assert book(second) == [(number, "reserved") for number in range(101, 151)]
    assert first.status().by_fate == {"applied": 3}


def test_a_holder_that_was_taken_from_stops_and_what_it_gave_stays(
    world: Province, pair: tuple[Office, Office]
) -> None:
    first, second = pair
    given = arrive(first)
    first.sync()
    stated = Stated(2026, 103, seen_by="Bà Lan", reason="Máy hỏng")
    world.hub.revoke_lease("stc", "den", stated, to_device=second.who.device)
    second.sync()
    assert arrive(second)["arrival_number"] == 104
    second.sync()
    first.sync()
    assert arrive(first)["state"] == "cho_so"
    assert book(first) == [
        (101, "given"),
        (102, "unaccounted"),
        (103, "unaccounted"),
        (104, "given"),
    ]
    assert shown(first, "incoming_document", _id_of(first, 101))["subject"] == given["subject"]


def test_the_server_numbers_what_no_pc_holds(world: Province, pair: tuple[Office, Office]) -> None:
    first, second = pair
    with pytest.raises(NotAllowed, match="series_held"):
        first.run(ConfigureSeries("den", numbering="server"))
    first.run(ReleaseSeries("den"))
    first.run(ConfigureSeries("den", numbering="server"))
    world.settle()
    waits = second.run(RegisterIncoming({"subject": "Chờ máy chủ"}))
    world.settle()
    world.settle()
    assert shown(second, "incoming_document", waits.id)["arrival_number"] == 101
    assert first.number_waiting("den") == []


def _id_of(office: Office, number: int) -> str:
    with office.read() as connection:
        (line,) = [
            one for one in ledger.lines(connection, DEN, 2026) if one.row.values["number"] == number
        ]
    assert line.document is not None
    return line.document.id


def test_dates_follow_across_pcs(world: Province, pair: tuple[Office, Office]) -> None:
    first, second = pair
    first.run(IssueOutgoing(draft(first), date(2026, 9, 14)))
    first.run(ReleaseSeries("di"))
    world.settle()
    second.take_series("di")
    issued = second.run(IssueOutgoing(draft(second)))
    assert (issued.values["code_number"], issued.values["issued_date"]) == ("102", "2026-09-14")

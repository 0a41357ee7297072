"""What waits for a number gets it from the PC that holds the series, oldest first."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import NotAllowed, RuleViolation
from desktop.commands.outgoing import RemoveOutgoing
from desktop.commands.registers import ConfigureSeries, ReleaseSeries
from desktop.commands.waiting import NumberIncoming, NumberOutgoing
from desktop.office import Office
from desktop.queries.waiting import waiting
from tests.helpers.books import (
    DEN,
    DI,
    arrive,
    book,
    issue,
    with_leases,
    without_lease,
)
from tests.helpers.offices import TickingClock


def test_what_waits_is_numbered_oldest_first_when_the_lease_comes(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "den")
    asked = []
    for subject, at in (("Hai", 2_000), ("Một", 1_000), ("Ba", 3_000)):
        late = {"arrived_at": 1_789_000_000_000 + at, "arrival_date": "2026-09-14"}
        asked.append(arrive(running, subject, fields=late))
    with_leases(running, "den", "di")
    numbered = running.number_waiting()
    assert [one.values["subject"] for one in numbered] == ["Một", "Hai", "Ba"]
    assert [one.values["arrival_number"] for one in numbered] == [101, 102, 103]
    assert {one.values["state"] for one in numbered} == {"da_dang_ky"}
    assert running.number_waiting() == []


def test_an_outgoing_document_gets_its_date_with_its_number(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "di")
    first, second = issue(running).id, issue(running).id
    clock.forward(days=2)
    with_leases(running, "di")
    numbered = running.number_waiting()
    assert [one.id for one in numbered] == [first, second]
    assert {one.values["issued_date"] for one in numbered} == {"2026-09-16"}
    assert book(running, DI) == [
        ("101", "given", "2026-09-16"),
        ("102", "given", "2026-09-16"),
    ]


def test_an_arrival_keeps_its_day_where_the_run_allows_it(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "den")
    arrive(running)
    clock.forward(days=2)
    with_leases(running, "den")
    (numbered,) = running.number_waiting()
    assert numbered.values["arrival_date"] == "2026-09-14"
    assert book(running) == [("101", "given", "2026-09-14")]


def test_where_the_run_has_passed_its_day_the_ledger_shows_the_day_of_numbering(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "den")
    waits = arrive(running)
    clock.forward(days=1)
    with_leases(running, "den")
    arrive(running, "Hôm sau")
    clock.forward(days=1)
    (numbered,) = running.number_waiting()
    assert numbered.values["arrival_date"] == "2026-09-14"
    assert numbered.values["arrived_at"] == waits.values["arrived_at"]
    assert book(running) == [("101", "given", "2026-09-15"), ("102", "given", "2026-09-16")]


def test_a_pc_that_does_not_hold_the_series_numbers_nothing(running: Office) -> None:
    without_lease(running, "den")
    waits = arrive(running)
    assert running.number_waiting() == []
    with pytest.raises(NotAllowed, match="series_not_held"):
        running.run(NumberIncoming(waits.id))


def test_the_office_may_want_to_be_asked(running: Office) -> None:
    running.run(ConfigureSeries("den", ask_first=True))
    without_lease(running, "den")
    arrive(running)
    with_leases(running, "den")
    assert running.number_waiting() == []
    assert len(running.number_waiting("den")) == 1


def test_a_document_is_numbered_once(running: Office) -> None:
    made = arrive(running)
    with pytest.raises(NotAllowed, match="state_forbids"):
        running.run(NumberIncoming(made.id))


def test_a_removed_document_waits_no_more(running: Office) -> None:
    without_lease(running, "di")
    waits = issue(running)
    running.run(RemoveOutgoing(waits.id, "Thôi không ban hành"))
    with_leases(running, "di")
    assert running.number_waiting() == []


def test_where_the_guard_refuses_the_first_the_others_wait_too(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "di")
    issue(running)
    issue(running)
    with_leases(running, "di")
    issue(running, date(2026, 10, 1), confirmed=True)
    assert running.number_waiting() == []
    with running.read() as connection:
        assert len(waiting(connection, "di")) == 2
        assert all(one.numbered_here for one in waiting(connection, "di"))


def test_a_letter_behind_a_number_is_dated_between_its_neighbours(
    running: Office, clock: TickingClock
) -> None:
    issue(running, date(2026, 9, 12))
    issue(running, date(2026, 9, 13))
    without_lease(running, "di")
    waits = issue(running)
    with_leases(running, "di")
    numbered = running.run(NumberOutgoing(waits.id, after=101)).values
    assert (numbered["code_number"], numbered["number_suffix"]) == ("101a", "a")
    assert numbered["issued_date"] == "2026-09-13"


def test_the_next_letter_follows(running: Office) -> None:
    issue(running)
    numbers = [issue(running, after=101).values["code_number"] for _ in range(3)]
    assert numbers == ["101a", "101b", "101c"]
    assert issue(running).values["code_number"] == "102"


@pytest.mark.parametrize("day", [date(2026, 9, 11), date(2026, 9, 14)])
def test_a_letter_s_date_outside_its_neighbours_is_refused(running: Office, day: date) -> None:
    issue(running, date(2026, 9, 12))
    issue(running, date(2026, 9, 13))
    with pytest.raises(RuleViolation, match="date_not_between"):
        issue(running, day, after=101)


def test_no_letter_stands_behind_a_number_that_is_not_there(running: Office) -> None:
    with pytest.raises(RuleViolation, match="number_unknown"):
        issue(running, after=101)


def test_with_numbering_by_the_server_no_pc_gives_a_number(running: Office) -> None:
    running.run(ReleaseSeries("den"))
    running.run(ConfigureSeries("den", numbering="server"))
    with_leases(running, "den")
    assert arrive(running).values["state"] == "cho_so"
    assert running.number_waiting("den") == []


def test_a_series_that_a_pc_holds_is_not_given_to_the_server(running: Office) -> None:
    with pytest.raises(NotAllowed, match="series_held"):
        running.run(ConfigureSeries("den", numbering="server"))


def test_numbers_need_a_clerk(running: Office) -> None:
    without_lease(running, "den")
    arrive(running)
    with_leases(running, "den")
    with running.store.write() as connection:
        connection.execute("UPDATE role_grant SET ended = 1 WHERE role = 'clerk'")
    assert running.number_waiting() == []
    assert book(running, DEN) == []

"""The year's turn: runs that start at one, doubtful clocks, closed books, rebuilt stores."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from common.errors import NotAllowed, RuleViolation
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.ledger_rows import CancelNumber, ReserveNumbers
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.registers import CloseYear, ConfirmRegister, StartRegister
from desktop.commands.waiting import NumberOutgoing
from desktop.office import Office
from desktop.queries import ledger
from desktop.queries.registers import registers
from desktop.store import meta
from desktop.store.meta import LastSync
from tests.helpers.books import (
    DEN,
    DI,
    arrive,
    book,
    issue,
    office_with_books,
    with_leases,
    without_lease,
)
from tests.helpers.offices import START, TickingClock

TURN_DAYS = 110
"""From 14 September to 2 January."""


def synced(office: Office, clock: TickingClock, *, days_ago: float = 0) -> None:
    """The server was heard then."""
    at = clock.instant - timedelta(days=days_ago)
    with office.store.write() as connection:
        meta.save_last_sync(connection, LastSync(round(at.timestamp() * 1000), 0))


def turn_year(office: Office, clock: TickingClock) -> None:
    """It is 2 January 2027, and the server was heard today."""
    clock.forward(days=TURN_DAYS)
    synced(office, clock)


def restored(office: Office) -> None:
    with office.store.write() as connection:
        meta.mark_restored(connection, True)


def test_the_first_number_of_a_year_is_one(running: Office, clock: TickingClock) -> None:
    arrive(running)
    turn_year(running, clock)
    assert arrive(running).values["arrival_number"] == 1
    assert issue(running).values["code_number"] == "01"


@pytest.mark.parametrize(("days_ago", "asks"), [(29, False), (31, True), (-2, True)])
def test_a_new_year_without_server_time_is_confirmed(
    running: Office, clock: TickingClock, days_ago: float, asks: bool
) -> None:
    clock.forward(days=TURN_DAYS)
    synced(running, clock, days_ago=days_ago)
    if asks:
        with pytest.raises(RuleViolation, match="new_year_unconfirmed"):
            arrive(running)
    assert arrive(running, confirmed=asks).values["arrival_number"] == 1
    assert arrive(running).values["arrival_number"] == 2


def test_a_clock_that_was_moved_while_we_ran_asks(tmp_path: Path) -> None:
    class MovedClock(TickingClock):
        moved = timedelta(0)

        def now(self) -> object:  # type: ignore[override]
            return self.instant + self.moved

    clock = MovedClock()
    office = office_with_books(tmp_path / "store", clock=clock)
    clock.moved = timedelta(days=3)
    with pytest.raises(RuleViolation, match="clock_jumped"):
        arrive(office)
    assert arrive(office, confirmed=True).values["arrival_number"] == 101
    assert arrive(office).values["arrival_number"] == 102
    office.close()


def test_a_clock_behind_the_last_number_is_refused(tmp_path: Path) -> None:
    clock = TickingClock()
    office = office_with_books(tmp_path / "store", clock=clock)
    clock.instant = START - timedelta(days=30)
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        arrive(office)
    office.close()


def test_the_old_year_stays_open_for_late_arrivals(running: Office, clock: TickingClock) -> None:
    arrive(running, fields={"arrival_date": "2026-09-14"})
    turn_year(running, clock)
    fields = {"arrival_date": "2026-12-30"}
    assert arrive(running, fields=fields, late="Sót").values["arrival_number"] == 102
    fields = {"arrival_date": "2026-12-29"}
    assert arrive(running, fields=fields, late="Sót").values["arrival_number"] == 103
    assert book(running)[-2:] == [
        ("102", "given", "2026-12-30"),
        ("103", "given", "2026-12-31"),
    ]


def test_after_its_close_a_late_arrival_takes_the_next_number_of_the_new_year(
    running: Office, clock: TickingClock
) -> None:
    arrive(running)
    turn_year(running, clock)
    running.run(CloseYear("den", 2026))
    fields = {"arrival_date": "2026-12-30"}
    with pytest.raises(NotAllowed, match="year_closed"):
        arrive(running, fields=fields)
    late = arrive(running, fields=fields, late="Sót")
    assert (late.values["arrival_number"], late.values["arrival_date"]) == (1, "2026-12-30")
    assert book(running, DEN, 2027) == [("1", "given", "2027-01-02")]


def test_after_its_close_a_late_paper_takes_a_letter_behind_its_neighbour_by_date(
    running: Office, clock: TickingClock
) -> None:
    issue(running, date(2026, 9, 12))
    issue(running, date(2026, 9, 14))
    turn_year(running, clock)
    running.run(CloseYear("di", 2026))
    with pytest.raises(NotAllowed, match="year_closed"):
        issue(running, date(2026, 9, 13))
    with pytest.raises(NotAllowed, match="year_closed"):
        issue(running, date(2026, 9, 13), after=101)
    values = issue(running, date(2026, 9, 13), late="Sót").values
    assert (values["code_number"], values["issued_date"]) == ("101a", "2026-09-13")
    values = issue(running, date(2026, 12, 20), late="Sót").values
    assert values["code_number"] == "102a"


def test_a_year_is_closed_once_and_only_when_it_is_over(
    running: Office, clock: TickingClock
) -> None:
    with pytest.raises(NotAllowed, match="year_not_over"):
        running.run(CloseYear("den", 2026))
    turn_year(running, clock)
    closed = running.run(CloseYear("den", 2026)).values
    assert (closed["closed_by"], closed["name"]) == (running.who.user_id, "Sổ den 2026")
    with pytest.raises(NotAllowed, match="year_closed"):
        running.run(CloseYear("den", 2026))
    with pytest.raises(NotAllowed, match="book_not_started"):
        running.run(CloseYear("den", 2025))


def test_a_year_that_only_the_turn_began_is_closed_too(
    running: Office, clock: TickingClock
) -> None:
    turn_year(running, clock)
    arrive(running)
    clock.forward(days=365)
    assert running.run(CloseYear("den", 2027)).values["name"] == "Văn bản đến 2027"
    synced(running, clock)
    assert arrive(running).values["arrival_number"] == 1


def test_a_year_with_open_numbers_is_not_closed(running: Office, clock: TickingClock) -> None:
    running.run(ReserveNumbers("den", "Ai", "Vì sao", count=2))
    without_lease(running, "den")
    arrive(running)
    turn_year(running, clock)
    with pytest.raises(NotAllowed, match="year_has_open_numbers") as refused:
        running.run(CloseYear("den", 2026))
    assert refused.value.params["waiting"] == 1
    assert refused.value.params["reserved"] == "101, 102"
    with_leases(running, "den", "di")
    assert running.number_waiting()[0].values["arrival_number"] == 103
    for number in (101, 102):
        running.run(CancelNumber("den", 2026, number, "Không dùng"))
    running.run(CloseYear("den", 2026))


def test_a_paper_that_waits_since_the_old_year_holds_it_open(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "di")
    issue(running)
    turn_year(running, clock)
    with pytest.raises(NotAllowed, match="year_has_open_numbers"):
        running.run(CloseYear("di", 2026))


def test_a_legal_document_drafted_last_year_carries_the_year_of_its_issue(
    running: Office, clock: TickingClock
) -> None:
    fields = {"subject": "Quy định", "type_code": "quyet_dinh_qppl"}
    waits, drafted = (running.run(CreateOutgoing(fields)) for _ in range(2))
    assert drafted.values["code_notation"] == "2026/QĐ-STC"
    without_lease(running, "di")
    running.run(IssueOutgoing(waits.id))
    with_leases(running, "den", "di")
    turn_year(running, clock)
    assert running.run(NumberOutgoing(waits.id)).values["code_notation"] == "2027/QĐ-STC"
    assert running.run(IssueOutgoing(drafted.id)).values["code_notation"] == "2027/QĐ-STC"


# a rebuilt store


def test_a_rebuilt_store_gives_no_number_until_the_last_one_is_typed(running: Office) -> None:
    arrive(running)
    restored(running)
    with pytest.raises(NotAllowed, match="store_restored"):
        arrive(running)
    running.run(ConfirmRegister("den", 107, date(2026, 9, 14)))
    assert arrive(running).values["arrival_number"] == 108
    with pytest.raises(NotAllowed, match="store_restored"):
        issue(running)


def test_what_is_known_counts_where_it_is_more(running: Office) -> None:
    for _ in range(3):
        arrive(running)
    restored(running)
    running.run(ConfirmRegister("den", 101, date(2026, 9, 14)))
    assert arrive(running).values["arrival_number"] == 104


def test_a_second_rebuilding_asks_again(running: Office) -> None:
    restored(running)
    running.run(ConfirmRegister("den", 100, date(2026, 9, 14)))
    restored(running)
    with pytest.raises(NotAllowed, match="store_restored"):
        arrive(running)


def test_only_the_holder_confirms(running: Office) -> None:
    without_lease(running, "den")
    with pytest.raises(NotAllowed, match="series_not_held"):
        running.run(ConfirmRegister("den", 100, date(2026, 9, 14)))


def test_the_date_of_a_confirmed_number_binds_the_next(running: Office) -> None:
    with pytest.raises(RuleViolation, match="date_ahead"):
        running.run(ConfirmRegister("den", 107, date(2026, 9, 15)))
    running.run(ConfirmRegister("den", 107, date(2026, 9, 14)))
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        arrive(running, fields={"arrival_date": "2026-09-13"})


def test_numbers_between_known_and_typed_are_explained_by_paper(running: Office) -> None:
    arrive(running)
    running.run(ConfirmRegister("den", 107, date(2026, 9, 14)))
    arrive(running)
    with running.read() as connection:
        found = [(one.first, one.last, one.code) for one in ledger.gaps(connection, DEN, 2026)]
    assert found == [(1, 100, "on_paper"), (102, 107, "on_paper")]


def test_the_list_of_books_counts_what_is_open(running: Office, clock: TickingClock) -> None:
    running.run(ReserveNumbers("di", "Ai", "Vì sao", count=2))
    without_lease(running, "den")
    running.run(RegisterIncoming({"subject": "Chờ"}))
    with running.read() as connection:
        den, di = registers(connection, 2026)
    assert (den.waiting, den.held_here, den.closed_at_ms) == (1, False, 0)
    assert (di.reserved, di.last_number, di.last_date) == (2, 102, date(2026, 9, 11))


def test_a_started_book_binds_by_its_own_date(tmp_path: Path, running: Office) -> None:
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        issue(running, date(2026, 9, 10))
    with pytest.raises(NotAllowed, match="book_already_started"):
        running.run(StartRegister("di", 5, date(2026, 9, 1), "Hai"))
    assert book(running, DI) == []

"""Late entry after an outage, and wrong dates put right."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import NotAllowed, RuleViolation
from desktop.commands.dates import CorrectArrivalDate, CorrectIssuedDate
from desktop.commands.incoming import EditIncoming
from desktop.commands.outgoing import SendOutgoing
from desktop.office import Office
from desktop.queries import ledger
from tests.helpers.books import DEN, DI, arrive, book, issue, row, without_lease
from tests.helpers.offices import TickingClock

OUTAGE = "Mất điện từ 10 đến 14/9"


def test_a_late_arrival_shows_its_real_day_and_who_entered_it_when(running: Office) -> None:
    arrive(running)
    fields = {"arrival_date": "2026-09-12", "arrived_at": 1_789_182_000_000}
    values = arrive(running, "Muộn", fields=fields, late=OUTAGE).values
    assert (values["arrival_date"], values["arrived_at"]) == ("2026-09-12", 1_789_182_000_000)
    assert (values["late_why"], values["entered_by"]) == (OUTAGE, running.who.user_id)
    assert values["entered_at"] > values["arrived_at"]
    assert book(running)[-1] == ("102", "given", "2026-09-14")


def test_its_day_may_be_told_by_the_hour_alone(running: Office) -> None:
    values = arrive(running, fields={"arrived_at": 1_789_182_000_000}, late=OUTAGE).values
    assert values["arrival_date"] == "2026-09-12"


def test_a_late_entry_says_when_and_why(running: Office) -> None:
    with pytest.raises(RuleViolation, match="field_required"):
        arrive(running, late=OUTAGE)
    with pytest.raises(RuleViolation, match="reason_required"):
        arrive(running, fields={"arrival_date": "2026-09-12"}, late=" ")
    with pytest.raises(RuleViolation, match="field_required"):
        issue(running, late=OUTAGE)


def test_what_the_register_knows_of_the_entry_is_not_typed(running: Office) -> None:
    with pytest.raises(RuleViolation, match="field_not_writable"):
        arrive(running, fields={"late_why": OUTAGE})
    made = arrive(running)
    with pytest.raises(RuleViolation, match="field_not_writable"):
        running.run(EditIncoming(made.id, {"entered_at": 1}))


def test_a_late_paper_takes_the_next_number_where_its_date_allows(running: Office) -> None:
    issue(running, date(2026, 9, 12))
    values = issue(running, date(2026, 9, 13), late=OUTAGE).values
    assert (values["code_number"], values["issued_date"]) == ("102", "2026-09-13")
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        issue(running, date(2026, 9, 12), late=OUTAGE)
    assert issue(running, date(2026, 9, 12), late=OUTAGE, after=101).values["code_number"] == "101a"


def test_a_paper_that_has_left_waits_for_no_number(running: Office) -> None:
    without_lease(running, "di")
    with pytest.raises(NotAllowed, match="series_not_held"):
        issue(running, date(2026, 9, 13), late=OUTAGE)


def test_late_entries_are_listed(running: Office) -> None:
    arrive(running)
    late = [
        arrive(running, fields={"arrival_date": "2026-09-12"}, late=OUTAGE).id,
        issue(running, date(2026, 9, 13), late=OUTAGE).id,
    ]
    with running.read() as connection:
        assert sorted(one.id for one in ledger.late(connection, 2026)) == sorted(late)
        assert ledger.late(connection, 2025) == []


# wrong dates


def test_a_wrong_date_of_arrival_is_put_right_in_document_and_ledger(running: Office) -> None:
    made = arrive(running)
    fixed = running.run(CorrectArrivalDate(made.id, date(2026, 9, 12), "Gõ nhầm ngày"))
    assert (fixed.values["arrival_date"], fixed.values["date_why"]) == (
        "2026-09-12",
        "Gõ nhầm ngày",
    )
    assert row(running, 101)["dated"] == "2026-09-12"
    assert row(running, 101)["reason"] == "Sửa ngày 14/09/2026: Gõ nhầm ngày"


def test_a_date_in_the_future_never_blocks_the_next_number(running: Office) -> None:
    wrong = issue(running, date(2026, 12, 1), confirmed=True)
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        issue(running)
    running.run(CorrectIssuedDate(wrong.id, date(2026, 9, 14), "Gõ nhầm tháng"))
    assert issue(running).values["code_number"] == "102"


def test_after_it_has_left_only_the_ledger_is_put_right(running: Office) -> None:
    wrong = issue(running, date(2026, 12, 1), confirmed=True)
    running.run(SendOutgoing(wrong.id, ("vpubnd",)))
    with pytest.raises(NotAllowed, match="date_has_left"):
        running.run(CorrectIssuedDate(wrong.id, date(2026, 9, 14), "Gõ nhầm tháng"))
    noted = running.run(
        CorrectIssuedDate(wrong.id, date(2026, 9, 14), "Đính chính số 102", note=True)
    )
    assert noted.values["issued_date"] == "2026-12-01"
    assert row(running, 101, DI)["dated"] == "2026-09-14"
    assert issue(running).values["code_number"] == "102"


@pytest.mark.parametrize("day", [date(2026, 9, 11), date(2026, 9, 14)])
def test_the_right_date_lies_between_the_neighbours_too(running: Office, day: date) -> None:
    issue(running, date(2026, 9, 12))
    middle = issue(running, date(2026, 9, 12))
    issue(running, date(2026, 9, 13))
    with pytest.raises(RuleViolation, match="date_not_between"):
        running.run(CorrectIssuedDate(middle.id, day, "Gõ nhầm"))
    running.run(CorrectIssuedDate(middle.id, date(2026, 9, 13), "Gõ nhầm"))
    assert [one[2] for one in book(running, DI)] == ["2026-09-12", "2026-09-13", "2026-09-13"]


def test_the_day_of_a_late_arrival_changes_alone(running: Office) -> None:
    arrive(running)
    late = arrive(running, fields={"arrival_date": "2026-09-12"}, late=OUTAGE)
    running.run(CorrectArrivalDate(late.id, date(2026, 9, 10), "Nhớ nhầm"))
    assert book(running, DEN)[-1] == ("102", "given", "2026-09-14")
    with pytest.raises(RuleViolation, match="date_not_between"):
        running.run(CorrectArrivalDate(late.id, date(2026, 9, 15), "Nhớ nhầm"))


def test_a_correction_changes_something_and_says_why(running: Office) -> None:
    made = arrive(running)
    with pytest.raises(RuleViolation, match="nothing_changed"):
        running.run(CorrectArrivalDate(made.id, date(2026, 9, 14), "Gõ nhầm"))
    with pytest.raises(RuleViolation, match="reason_required"):
        running.run(CorrectArrivalDate(made.id, date(2026, 9, 13), ""))


def test_a_draft_has_no_date_to_correct(running: Office) -> None:
    without_lease(running, "di")
    waits = issue(running)
    with pytest.raises(NotAllowed, match="state_forbids"):
        running.run(CorrectIssuedDate(waits.id, date(2026, 9, 13), "Gõ nhầm"))


def test_an_arrival_that_waits_is_corrected_before_it_has_a_number(
    running: Office, clock: TickingClock
) -> None:
    without_lease(running, "den")
    waits = arrive(running)
    fixed = running.run(CorrectArrivalDate(waits.id, date(2026, 9, 13), "Gõ nhầm"))
    assert fixed.values["arrival_date"] == "2026-09-13"

"""Reserved numbers (*giữ số*): for whom and why, their use, their end."""

from __future__ import annotations

from datetime import date

import pytest

from common.changes.changeset import read_header
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import number_id
from desktop.commands.incoming import RemoveIncoming
from desktop.commands.ledger_rows import CancelNumber, CloseNumber, ReserveNumbers
from desktop.office import Office
from desktop.store import pending
from tests.helpers.books import DEN, DI, arrive, book, issue, row, without_lease
from tests.helpers.offices import TickingClock

RESERVE = ReserveNumbers("di", "Phó giám đốc Lê Văn Bình", "Chờ ký chiều nay")


def unaccounted(office: Office, number: int) -> None:
    """The server says that nobody knows of this number."""
    with office.store.write() as connection:
        connection.execute(
            "INSERT INTO number (id, scope, heads, series_id, year, number, suffix, state, reason) "
            "VALUES (?, ?, x'81a12aa3302e39', ?, 2026, ?, '', 'unaccounted', 'Máy mất')",
            (number_id(DI, 2026, number, ""), office.who.office_scope, DI, number),
        )


def test_a_reserved_number_says_for_whom_and_why_and_is_skipped(running: Office) -> None:
    running.run(RESERVE)
    values = row(running, 101, DI)
    assert (values["state"], values["reserved_for"], values["reason"]) == (
        "reserved",
        "Phó giám đốc Lê Văn Bình",
        "Chờ ký chiều nay",
    )
    assert "dated" not in values
    assert issue(running).values["code_number"] == "102"


def test_its_claim_stands_in_the_header_and_names_no_document(running: Office) -> None:
    running.run(RESERVE)
    with running.read() as connection:
        own = pending.after(connection, running.who.office_scope, 0, 100)[-1]
    (claim,) = read_header(own.changeset).numbers
    assert (claim.number, claim.document_id, claim.dated) == (101, "", "2026-09-14")


def test_register_pages_reserve_their_numbers_at_once(running: Office) -> None:
    running.run(ReserveNumbers("den", "Trang sổ in sẵn", "Mất điện", count=50))
    assert [one[0] for one in book(running)] == [str(number) for number in range(101, 151)]
    assert arrive(running).values["arrival_number"] == 151


@pytest.mark.parametrize("count", [0, 51])
def test_no_more_than_two_pages_at_once(running: Office, count: int) -> None:
    with pytest.raises(RuleViolation, match="reserved_too_many"):
        running.run(ReserveNumbers("den", "Ai", "Vì sao", count=count))


def test_for_whom_is_asked(running: Office) -> None:
    with pytest.raises(RuleViolation, match="field_required"):
        running.run(ReserveNumbers("den", " ", "Vì sao"))
    with pytest.raises(RuleViolation, match="reason_required"):
        running.run(ReserveNumbers("den", "Ai", " "))


def test_only_the_holder_reserves(running: Office) -> None:
    without_lease(running, "di")
    with pytest.raises(NotAllowed, match="series_not_held"):
        running.run(RESERVE)


def test_a_reserved_number_is_used_without_the_lease(running: Office) -> None:
    running.run(RESERVE)
    without_lease(running, "di")
    issued = issue(running, reserved=101)
    assert issued.values["code_number"] == "101"
    values = row(running, 101, DI)
    assert (values["state"], values["document_id"], values["dated"]) == (
        "given",
        issued.id,
        "2026-09-14",
    )


def test_an_arrival_takes_a_number_of_a_printed_page(running: Office, clock: TickingClock) -> None:
    running.run(ReserveNumbers("den", "Trang sổ in sẵn", "Mất điện", count=2))
    clock.forward(days=2)
    arrive(running)
    fields = {"arrival_date": "2026-09-15"}
    made = arrive(running, "Trên giấy", fields=fields, reserved=101, late="Mất điện hai ngày")
    assert made.values["arrival_number"] == 101
    assert book(running)[0] == ("101", "given", "2026-09-15")


@pytest.mark.parametrize("day", [date(2026, 9, 10), date(2026, 9, 15)])
def test_its_date_lies_between_those_of_the_nearest_numbers(running: Office, day: date) -> None:
    running.run(RESERVE)
    issue(running)
    with pytest.raises(RuleViolation, match="date_not_between"):
        issue(running, day, reserved=101)


def test_without_a_date_the_nearest_that_fits_is_taken(
    running: Office, clock: TickingClock
) -> None:
    running.run(RESERVE)
    issue(running)
    clock.forward(days=5)
    assert issue(running, reserved=101).values["issued_date"] == "2026-09-14"


def test_only_a_reserved_number_is_used(running: Office) -> None:
    issue(running)
    for number in (101, 102):
        with pytest.raises(RuleViolation, match="number_not_reserved"):
            issue(running, reserved=number)


def test_a_number_is_either_reserved_or_behind_another(running: Office) -> None:
    with pytest.raises(RuleViolation, match="number_asked_twice"):
        issue(running, reserved=101, after=101)


def test_an_unused_one_is_cancelled_by_name_and_with_a_reason(running: Office) -> None:
    running.run(RESERVE)
    running.run(CancelNumber("di", 2026, 101, "Không ký nữa"))
    values = row(running, 101, DI)
    assert (values["state"], values["reason"], values["closed_by"]) == (
        "cancelled",
        "Không ký nữa",
        running.who.user_id,
    )
    assert issue(running).values["code_number"] == "102"
    with pytest.raises(RuleViolation, match="number_not_reserved"):
        issue(running, reserved=101)


def test_a_given_number_is_not_cancelled_so(running: Office) -> None:
    arrive(running)
    with pytest.raises(NotAllowed, match="number_state_forbids"):
        running.run(CancelNumber("den", 2026, 101, "Thôi"))
    with pytest.raises(RuleViolation, match="number_unknown"):
        running.run(CancelNumber("den", 2026, 102, "Thôi"))


def test_an_unaccounted_number_is_closed_one_by_one(running: Office) -> None:
    unaccounted(running, 101)
    assert issue(running).values["code_number"] == "102"
    with pytest.raises(NotAllowed, match="number_state_forbids"):
        running.run(CancelNumber("di", 2026, 101, "Không ai cấp"))
    running.run(CloseNumber("di", 2026, 101, "Đã xem sổ giấy: không cấp"))
    assert row(running, 101, DI)["state"] == "cancelled"


def test_a_removed_arrival_leaves_its_number_with_who_and_why(running: Office) -> None:
    made = arrive(running)
    running.run(RemoveIncoming(made.id, "Vào sổ nhầm"))
    values = row(running, 101, DEN)
    assert (values["state"], values["reason"], values["closed_by"]) == (
        "cancelled",
        "Vào sổ nhầm",
        running.who.user_id,
    )
    assert values["dated"] == "2026-09-14"


def test_a_removed_arrival_of_a_day_to_come_does_not_bind_the_next(running: Office) -> None:
    made = arrive(running, fields={"arrival_date": "2026-12-01"}, confirmed=True)
    running.run(RemoveIncoming(made.id, "Nhầm ngày"))
    assert arrive(running).values["arrival_number"] == 102

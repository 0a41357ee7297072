"""Preparing, issuing and sending documents with no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.errors import NotAllowed, RuleViolation
from desktop.commands.outgoing import CreateOutgoing, EditOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.registers import ReleaseSeries, StartRegister
from desktop.office import Office
from tests.helpers.offices import new_office

FIELDS = {
    "type_name": "Quyết định",
    "subject": "Về việc ban hành Quy chế làm việc",
    "position": "Giám đốc",
    "full_name": "Nguyễn Văn Minh",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("di", 88, date(2026, 9, 11), "Quyển 1"))
    yield opened
    opened.close()


def test_the_notation_is_composed_from_type_and_office(office: Office) -> None:
    assert office.run(CreateOutgoing(FIELDS)).values["code_notation"] == "QĐ-STC"


def test_issuing_gives_number_and_date_together(office: Office) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    issued = office.run(IssueOutgoing(draft.id)).values
    assert (issued["code_number"], issued["issued_date"], issued["state"]) == (
        "89",
        "2026-09-14",
        "da_phat_hanh",
    )


def test_numbers_below_ten_carry_a_zero(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store")
    office.run(StartRegister("di", 4, date(2026, 9, 11), "Quyển 1"))
    draft = office.run(CreateOutgoing(FIELDS))
    assert office.run(IssueOutgoing(draft.id)).values["code_number"] == "05"
    office.close()


def test_a_document_is_issued_once(office: Office) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    office.run(IssueOutgoing(draft.id))
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(IssueOutgoing(draft.id))


def test_an_issued_document_is_never_edited(office: Office) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    office.run(IssueOutgoing(draft.id))
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(EditOutgoing(draft.id, {"subject": "khác"}))


def test_without_the_lease_an_issued_document_waits_and_has_no_date(office: Office) -> None:
    office.run(ReleaseSeries("di"))
    draft = office.run(CreateOutgoing(FIELDS))
    waiting = office.run(IssueOutgoing(draft.id)).values
    assert waiting["state"] == "cho_so"
    assert "issued_date" not in waiting


def test_a_released_series_gives_no_number_here_any_more(office: Office) -> None:
    office.run(ReleaseSeries("di"))
    with pytest.raises(NotAllowed, match="series_not_held"):
        office.run(ReleaseSeries("di"))


def test_a_draft_is_not_sent(office: Office) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(SendOutgoing(draft.id, ("vpubnd",)))


@pytest.mark.parametrize(
    ("recipients", "code"),
    [((), "no_recipients"), (("stc",), "recipient_is_self"), (("xyz",), "office_unknown")],
)
def test_recipients_are_checked(office: Office, recipients: tuple[str, ...], code: str) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    office.run(IssueOutgoing(draft.id))
    with pytest.raises(RuleViolation, match=code):
        office.run(SendOutgoing(draft.id, recipients))


def test_a_book_that_runs_is_not_started_again(office: Office) -> None:
    with pytest.raises(NotAllowed, match="book_already_started"):
        office.run(StartRegister("di", 3, date(2026, 9, 11), "Quyển 1"))

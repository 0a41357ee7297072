"""Recalling an issued document and answering a recall, with no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation
from common.ids import derived_id
from desktop.commands.attachments import AttachFiles
from desktop.commands.exchange import AcceptDelivery, ReturnDelivery
from desktop.commands.incoming import EditIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.recalls import AnswerRecall, RecallOutgoing
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries.exchange import recalls_to_answer, recipients
from desktop.store import lookups, view
from tests.helpers.deliveries import DELIVERED_AT_MS, delivery, lay_deliveries
from tests.helpers.offices import new_office

FIELDS = {"type_name": "Quyết định", "subject": "Về việc ban hành Quy chế làm việc"}
ASKED = {"recall_asked_at": DELIVERED_AT_MS, "recall_reason": "Ban hành nhầm"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    for series in ("den", "di"):
        opened.run(StartRegister(series, 88, date(2026, 9, 11), "Quyển 1"))
    yield opened
    opened.close()


@pytest.fixture
def issued(office: Office) -> str:
    """A document sent twice."""
    document_id = office.run(CreateOutgoing(FIELDS)).id
    office.run(IssueOutgoing(document_id))
    for code in ("vpubnd", "vpubnd"):
        office.run(SendOutgoing(document_id, (code,)))
    return document_id


@pytest.fixture
def asked(office: Office) -> str:
    """A delivery that its sender asks back."""
    (record_id,) = lay_deliveries(office, delivery("nghỉ lễ", **ASKED))
    return record_id


def arrival(office: Office, delivery_id: str) -> view.Row:
    with office.read() as connection:
        found = view.get(
            connection, "incoming_document", derived_id("incoming_document", delivery_id)
        )
    assert found
    return found


def test_a_recalled_document_keeps_its_number(office: Office, issued: str) -> None:
    values = office.run(RecallOutgoing(issued, " Sai thẩm quyền ")).values
    assert (values["state"], values["code_number"]) == ("da_thu_hoi", "89")
    assert values["recalled_why"] == "Sai thẩm quyền"


def test_each_dispatch_is_recalled_by_a_record_of_its_own(office: Office, issued: str) -> None:
    office.run(RecallOutgoing(issued, "Sai"))
    with office.read() as connection:
        dispatches = lookups.dispatches_of(connection, issued)
        recalls = view.find(connection, "recall")
        shown = recipients(connection, issued)
    assert {row.id for row in recalls} == {derived_id("recall", one.id) for one in dispatches}
    assert [(one.status, one.recall, one.recall_description) for one in shown] == [
        ("", "13", "Sai"),
        ("", "13", "Sai"),
    ]


def test_a_recall_needs_a_reason(office: Office, issued: str) -> None:
    with pytest.raises(RuleViolation, match="reason_required"):
        office.run(RecallOutgoing(issued, " "))


def test_what_was_not_issued_is_not_recalled(office: Office) -> None:
    draft = office.run(CreateOutgoing(FIELDS))
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(RecallOutgoing(draft.id, "Sai"))


def test_a_recalled_document_goes_nowhere_and_is_recalled_once(office: Office, issued: str) -> None:
    office.run(RecallOutgoing(issued, "Sai"))
    for command in (SendOutgoing(issued, ("vpubnd",)), RecallOutgoing(issued, "Sai")):
        with pytest.raises(NotAllowed, match="state_forbids"):
            office.run(command)


def test_no_file_is_attached_to_a_recalled_document(
    office: Office, issued: str, tmp_path: Path
) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text("x", encoding="utf-8")
    office.run(RecallOutgoing(issued, "Sai"))
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(AttachFiles("outgoing_document", issued, (NewFile(paper, "a.txt"),)))


def test_only_a_clerk_recalls(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", roles=(Role.LEADER, Role.SPECIALIST))
    with pytest.raises(NotAllowed, match="role_missing"):
        office.run(RecallOutgoing(derived_id("x"), "Sai"))
    office.close()


def test_an_agreement_cancels_the_delivery(office: Office, asked: str) -> None:
    values = office.run(AnswerRecall(asked, agree=True)).values
    assert (values["state"], values["recall_answer"]) == ("da_huy_thu_hoi", "agreed")
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(AcceptDelivery(asked))


def test_an_agreement_cancels_the_arrival_and_its_number_stays_in_the_book(
    office: Office, asked: str
) -> None:
    accepted = office.run(AcceptDelivery(asked))
    assert [warned.code for warned in accepted.warnings] == ["recall_asked"]
    office.run(AnswerRecall(asked, agree=True))
    row = arrival(office, asked)
    assert (row.values["state"], row.values["arrival_number"]) == ("da_huy_thu_hoi", 89)
    with office.read() as connection:
        (number,) = lookups.numbers_of(connection, row.id)
    assert (number.values["state"], number.values["reason"]) == (
        "cancelled",
        "Nơi gửi thu hồi: Ban hành nhầm",
    )
    with pytest.raises(NotAllowed, match="state_forbids"):
        office.run(EditIncoming(row.id, {"subject": "khác"}))


@pytest.mark.parametrize("before", [AcceptDelivery, lambda id_: ReturnDelivery(id_, "Nhầm")])
def test_a_refusal_leaves_everything_as_it_is(office: Office, asked: str, before: object) -> None:
    office.run(before(asked))  # type: ignore[operator]
    with office.read() as connection:
        state = view.get(connection, "delivery", asked).values["state"]  # type: ignore[union-attr]
    values = office.run(AnswerRecall(asked, agree=False, reason="Đã thi hành")).values
    assert (values["state"], values["recall_answer"]) == (state, "refused")


def test_a_refusal_tells_why(office: Office, asked: str) -> None:
    with pytest.raises(RuleViolation, match="reason_required"):
        office.run(AnswerRecall(asked, agree=False))


def test_a_recall_is_answered_once(office: Office, asked: str) -> None:
    office.run(AnswerRecall(asked, agree=False, reason="Đã thi hành"))
    with pytest.raises(NotAllowed, match="recall_answered"):
        office.run(AnswerRecall(asked, agree=True))


def test_what_nobody_asks_back_has_no_answer(office: Office) -> None:
    (record_id,) = lay_deliveries(office, delivery("nghỉ lễ"))
    with pytest.raises(NotAllowed, match="recall_not_asked"):
        office.run(AnswerRecall(record_id, agree=True))


def test_recalls_wait_until_they_are_answered(office: Office, asked: str) -> None:
    with office.read() as connection:
        assert [row.id for row in recalls_to_answer(connection)] == [asked]
    office.run(AnswerRecall(asked, agree=True))
    with office.read() as connection:
        assert recalls_to_answer(connection) == []

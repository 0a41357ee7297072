"""Recalls between real offices and the real hub, and what colleagues did offline meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from common.ids import derived_id
from desktop.commands.attachments import AttachFiles
from desktop.commands.case_files import AddToCaseFile, CloseCaseFile, OpenCaseFile
from desktop.commands.exchange import AcceptDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.recalls import AnswerRecall, RecallOutgoing
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries import records
from desktop.queries.case_files import items
from desktop.queries.exchange import RecipientStatus, recalls_to_answer, recipients
from desktop.store import pending, view
from tests.helpers.province import Province, province

DECISION = {"type_name": "Quyết định", "subject": "Về việc giao dự toán"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


@dataclass
class Sent:
    """A document that was issued, sent and accepted, and the two offices."""

    sender: Office
    receiver: Office
    document_id: str
    delivery_id: str
    arrival_id: str


@pytest.fixture
def sent(world: Province) -> Sent:
    sender, receiver = world.office("vpubnd"), world.office("stc")
    world.start_books(sender, di=88)
    world.start_books(receiver, den=1244)
    document_id = sender.run(CreateOutgoing(DECISION)).id
    sender.run(IssueOutgoing(document_id))
    dispatch_id = sender.run(SendOutgoing(document_id, ("stc",))).id
    world.settle()
    delivery_id = derived_id("delivery", dispatch_id, "stc")
    arrival_id = receiver.run(AcceptDelivery(delivery_id)).id
    world.settle()
    return Sent(sender, receiver, document_id, delivery_id, arrival_id)


def state(office: Office, entity: str, record_id: str) -> object:
    with office.read() as connection:
        row = view.get(connection, entity, record_id)
    assert row
    return row.values["state"]


def recipient(office: Office, document_id: str) -> RecipientStatus:
    with office.read() as connection:
        (found,) = recipients(connection, document_id)
    return found


def last_fate(office: Office) -> str:
    """What became of the last thing done on this PC."""
    scope = office.who.office_scope
    with office.read() as connection:
        return str(pending.after(connection, scope, 0, 1000)[-1].fate)


def test_a_recall_is_answered_and_both_ends_show_it(world: Province, sent: Sent) -> None:
    sent.sender.run(RecallOutgoing(sent.document_id, "Sai số liệu"))
    world.settle()
    assert recipient(sent.sender, sent.document_id).recall == "13"
    with sent.receiver.read() as connection:
        assert [row.id for row in recalls_to_answer(connection)] == [sent.delivery_id]
    sent.receiver.run(AnswerRecall(sent.delivery_id, agree=True))
    world.settle()
    told = recipient(sent.sender, sent.document_id)
    assert (told.status, told.recall) == ("03", "15")
    assert state(sent.receiver, "incoming_document", sent.arrival_id) == "da_huy_thu_hoi"


def test_a_file_for_a_document_that_was_recalled_meanwhile_is_parked(
    world: Province, sent: Sent, tmp_path: Path
) -> None:
    colleague = world.office("vpubnd", name="b", roles=("clerk",))
    sent.sender.run(RecallOutgoing(sent.document_id, "Sai số liệu"))
    sent.sender.sync()
    paper = tmp_path / "phụ lục.txt"
    paper.write_text("phụ lục", encoding="utf-8")
    files = (NewFile(paper, "phụ lục.txt"),)
    colleague.run(AttachFiles("outgoing_document", sent.document_id, files))
    world.settle()
    assert last_fate(colleague) == "parked"
    with sent.sender.read() as connection:
        scope = sent.sender.who.office_scope
        assert records.attached(connection, scope, sent.document_id) == []


def test_an_edit_of_an_arrival_that_was_cancelled_meanwhile_is_parked(
    world: Province, sent: Sent
) -> None:
    colleague = world.office("stc", name="b", roles=("clerk",))
    sent.sender.run(RecallOutgoing(sent.document_id, "Sai số liệu"))
    sent.sender.sync()
    world.hub.deliver_post()
    sent.receiver.sync()
    sent.receiver.run(AnswerRecall(sent.delivery_id, agree=True))
    sent.receiver.sync()
    colleague.run(EditIncoming(sent.arrival_id, {"to_places": "Phòng Ngân sách"}))
    world.settle()
    assert last_fate(colleague) == "parked"
    with sent.receiver.read() as connection:
        row = view.get(connection, "incoming_document", sent.arrival_id)
    assert row
    assert "to_places" not in row.values


def test_a_document_for_a_case_file_that_was_closed_meanwhile_is_parked(world: Province) -> None:
    first = world.office("stc", name="a")
    world.start_books(first, den=1)
    fields = {"file_notation": "01.TC", "title": "Dự toán", "maintenance": "10 năm"}
    file_id = first.run(OpenCaseFile(fields)).id
    first.sync()
    second = world.office("stc", name="b", roles=("specialist", "clerk"))
    document_id = first.run(RegisterIncoming({"subject": "Về việc dự toán"})).id
    first.sync()
    second.sync()
    second.run(AddToCaseFile(file_id, (document_id,)))
    first.run(CloseCaseFile(file_id))
    first.sync()
    world.settle()
    assert last_fate(second) == "parked"
    with first.read() as connection:
        assert items(connection, file_id) == []
        (conflict,) = records.open_conflicts(connection)
    assert conflict.values["kind"] == "item_for_closed_file"

"""Real offices and the real hub, with the network between them pulled out at will."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import NotAllowed
from common.protocol.messages import ScopeAsk, SyncRequest
from common.rules import permissions
from desktop.commands.exchange import AcceptDelivery, ReturnDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.registers import ReleaseSeries
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries import exchange, records
from desktop.queries.listing import Listing, rows
from desktop.store import base, layers
from desktop.sync.batching import Batching
from tests.helpers.province import Province, province

ARRIVAL = {
    "code_number": "2257",
    "code_notation": "QĐ-UBND",
    "issued_date": "2026-09-10",
    "organ_name": "UBND tỉnh Hải Dương",
    "subject": "Về việc phê duyệt kế hoạch",
}
DECISION = {"type_name": "Quyết định", "subject": "Về việc giao dự toán", "full_name": "Lê Văn An"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


def _only(office: Office, entity: str) -> dict:
    with office.read() as connection:
        (row,) = rows(connection, Listing(entity))
    return {"id": row.id, **row.values}


def _same_as_server(world: Province, office: Office) -> bool:
    """I3: the base at the cursor equals the server's state, shown by the digest both keep."""
    answer = world.cables[Path(office.store.folder).name]._api.sync(_hello(office))
    with office.read() as connection:
        ours = base.scope_state(connection, office.who.office_scope)
        assert layers.differences(connection, office.who.office_scope) == []
    return ours.digest == answer.scopes[0].digest


def _hello(office: Office) -> SyncRequest:
    with office.read() as connection:
        state = base.scope_state(connection, office.who.office_scope)
    return SyncRequest(1, [ScopeAsk(office.who.office_scope, state.cursor)])


def test_enrolment_brings_person_roles_series_and_leases(world: Province) -> None:
    office = world.office("stc")
    assert office.person().roles == {"clerk", "admin"}
    world.start_books(office, den=1244)
    assert office.run(RegisterIncoming(ARRIVAL)).values["arrival_number"] == 1245


def test_work_without_a_network_is_kept_and_sent_when_it_is_back(world: Province) -> None:
    office = world.office("stc")
    world.start_books(office, den=1244)
    world.cables["stc"].pulled = True
    made = [office.run(RegisterIncoming(ARRIVAL)) for _ in range(3)]
    report = office.sync()
    assert (report.offline, report.waiting) == ("offline", 4)
    world.cables["stc"].pulled = False
    assert office.sync().waiting == 0
    assert [one.values["arrival_number"] for one in made] == [1245, 1246, 1247]
    assert _same_as_server(world, office)


def test_an_answer_that_is_lost_costs_nothing(world: Province) -> None:
    office = world.office("stc")
    world.start_books(office, den=1)
    office.run(RegisterIncoming(ARRIVAL))
    world.cables["stc"].lose_answers = 1
    assert office.sync().offline == "offline"
    office.run(RegisterIncoming(ARRIVAL))
    report = office.sync()
    assert report.waiting == 0
    assert office.status().by_fate == {"applied": 3}
    assert _same_as_server(world, office)


def test_fates_whose_answer_was_lost_are_asked_for_again_in_smaller_bodies(world: Province) -> None:
    office = world.office("stc")
    world.start_books(office, den=1)
    for _ in range(4):
        office.run(RegisterIncoming(ARRIVAL))
    world.cables["stc"].lose_answers = 1
    assert office.sync().offline == "offline"
    office.engine._batching = Batching(size_bytes=1)
    office.sync()
    assert office.status().by_fate == {"applied": 5}


def test_a_partly_parked_edit_is_shown_anew_when_its_fate_comes_after_the_pull(
    world: Province,
) -> None:
    first, second = world.office("stc"), world.office("stc", name="hai")
    world.start_books(first, den=1)
    made = first.run(RegisterIncoming(ARRIVAL))
    world.settle()
    first.run(EditIncoming(made.id, {"subject": "như nhau", "description": "một"}))
    first.sync()
    second.run(CreateOutgoing(DECISION))
    second.run(EditIncoming(made.id, {"subject": "như nhau", "description": "hai"}))
    second.engine._batching = Batching(size_bytes=1)
    second.sync()
    assert second.status().by_fate == {"applied": 1, "parked": 1}
    assert _same_as_server(world, second)


def test_an_acknowledged_edit_stays_in_sight_until_the_pull_passes_it(world: Province) -> None:
    office = world.office("stc")
    world.start_books(office, den=1)
    made = office.run(RegisterIncoming(ARRIVAL))
    office.sync()
    office.run(EditIncoming(made.id, {"subject": "đã sửa"}))
    seen = []
    office.events.subscribe(lambda _: seen.append(_only(office, "incoming_document")["subject"]))
    office.sync()
    assert set(seen) == {"đã sửa"}


def test_a_decision_travels_is_accepted_and_its_status_comes_back(
    world: Province, tmp_path: Path
) -> None:
    sender, receiver = world.office("vpubnd"), world.office("stc")
    world.start_books(sender, di=88)
    world.start_books(receiver, den=1244)
    paper = tmp_path / "quyết định.txt"
    paper.write_text("QUYẾT ĐỊNH giao dự toán", encoding="utf-8")
    draft = sender.run(CreateOutgoing(DECISION, (NewFile(paper, "quyết định.txt"),)))
    sender.run(IssueOutgoing(draft.id))
    sender.run(SendOutgoing(draft.id, ("stc",)))
    world.settle()
    delivery = _only(receiver, "delivery")
    assert (delivery["code_number"], delivery["from_office"]) == ("89", "vpubnd")
    with receiver.read() as connection:
        (file,) = records.attached(connection, receiver.who.office_scope, delivery["id"])
    assert file.here
    assert receiver.store.blobs.read(file.sha256) == paper.read_bytes()
    accepted = receiver.run(AcceptDelivery(delivery["id"]))
    assert accepted.values["arrival_number"] == 1245
    with sender.read() as connection:
        assert exchange.recipients(connection, draft.id)[0].status == "01"
    world.settle()
    with sender.read() as connection:
        assert exchange.recipients(connection, draft.id)[0].status == "03"
    assert _same_as_server(world, sender)
    assert _same_as_server(world, receiver)


def test_a_returned_document_tells_its_sender_why(world: Province) -> None:
    sender, receiver = world.office("vpubnd"), world.office("stc")
    world.start_books(sender, di=88)
    draft = sender.run(CreateOutgoing(DECISION))
    sender.run(IssueOutgoing(draft.id))
    sender.run(SendOutgoing(draft.id, ("stc",)))
    world.settle()
    receiver.run(ReturnDelivery(_only(receiver, "delivery")["id"], "Gửi nhầm nơi nhận"))
    world.settle()
    with sender.read() as connection:
        (status,) = exchange.recipients(connection, draft.id)
    assert (status.status, status.description) == ("02", "Gửi nhầm nơi nhận")


def test_two_pcs_that_edit_one_field_keep_both_values_in_sight(world: Province) -> None:
    first = world.office("stc", name="a")
    world.start_books(first, den=1)
    made = first.run(RegisterIncoming(ARRIVAL))
    second = world.office("stc", name="b", roles=("clerk",))
    first.sync()
    second.sync()
    first.run(EditIncoming(made.id, {"subject": "của A"}))
    second.run(EditIncoming(made.id, {"subject": "của B"}))
    world.settle()
    assert _only(first, "incoming_document")["subject"] == "của A"
    assert _only(second, "incoming_document")["subject"] == "của B"
    for office in (first, second):
        with office.read() as connection:
            (conflict,) = records.open_conflicts(connection, made.id)
        values = [one["value"] for one in conflict.values["candidates"]]
        assert values == ["của A", "của B"]
        assert _same_as_server(world, office)
    assert second.status().by_fate["parked"] == 1


def test_a_removed_arrival_is_gone_everywhere_and_its_number_is_cancelled(world: Province) -> None:
    office = world.office("stc")
    world.start_books(office, den=1)
    made = office.run(RegisterIncoming(ARRIVAL))
    office.run(RemoveIncoming(made.id, "Đăng ký nhầm"))
    world.settle()
    assert office.status().by_fate == {"applied": 3}
    with office.read() as connection:
        assert rows(connection, Listing("incoming_document")) == []
        (number,) = rows(connection, Listing("number"))
    assert (number.values["state"], number.values["reason"]) == ("cancelled", "Đăng ký nhầm")


def test_a_series_passes_from_one_pc_to_the_other_without_a_gap(world: Province) -> None:
    first = world.office("stc", name="a")
    world.start_books(first, den=10)
    second = world.office("stc", name="b", roles=("clerk",))
    world.cables["a"].pulled = True
    first.run(RegisterIncoming(ARRIVAL))
    with pytest.raises(NotAllowed, match="series_held"):
        second.take_series("den")
    first.run(ReleaseSeries("den"))
    assert first.run(RegisterIncoming(ARRIVAL)).values["state"] == "cho_so"
    world.cables["a"].pulled = False
    first.sync()
    second.take_series("den")
    assert second.run(RegisterIncoming(ARRIVAL)).values["arrival_number"] == 12


def test_what_the_server_refuses_is_kept_and_the_rest_goes_on(
    world: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that ended: quarantined, visible, its number booked (R9)."""
    office = world.office("stc")
    world.start_books(office, den=1)
    office.sync()
    with monkeypatch.context() as patch:
        patch.setattr(permissions, "require", lambda *_: None)
        world.cables["stc"].pulled = True
        second = world.office("stc", name="b", roles=("leader",))
        refused = second.run(RegisterIncoming(ARRIVAL))
    world.cables["stc"].pulled = False
    world.settle()
    assert second.status().by_fate == {"quarantined": 1}
    assert _only(second, "incoming_document")["id"] == refused.id
    with office.read() as connection:
        assert rows(connection, Listing("incoming_document")) == []


def test_pages_are_promoted_together(world: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of an incomplete pull is seen (R11)."""
    first = world.office("stc", name="a")
    world.start_books(first, den=1)
    for _ in range(12):
        first.run(RegisterIncoming(ARRIVAL))
    first.sync()
    second = world.office("stc", name="b", roles=("clerk",))
    for _ in range(12):
        first.run(RegisterIncoming(ARRIVAL))
    first.sync()
    counts = []
    second.events.subscribe(lambda _: counts.append(_count(second)))
    second.engine._batching.size_bytes = 900
    monkeypatch.setattr(type(second.engine._batching), "succeeded", lambda _: None)
    second.sync()
    assert set(counts) <= {12, 24}
    assert _count(second) == 24
    assert world.cables["b"].requests > 8


def _count(office: Office) -> int:
    with office.read() as connection:
        return len(rows(connection, Listing("incoming_document")))

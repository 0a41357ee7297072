"""Work that was set aside whole: tried again in order, or closed with a note, numbers booked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as replaced

from common.changes import chain
from common.changes.changeset import Change
from common.changes.record import Record
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.ids import derived_id, new_id
from common.rules.numbering import number_id, series_id
from sync_server.db.admins import audited
from sync_server.hub.hub import Hub
from sync_server.services.judging import grant_key
from sync_server.services.people import Person
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import YEAR, FakePc, enrolled, two_clerks
from tests.helpers.hubs import cases_of
from tests.helpers.pcs import Own

ARRIVAL = "incoming_document"
PAPER = "outgoing_document"


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    """A clerk's PC that holds all series of its office."""
    return enrolled(hub)


@pytest.fixture
def an(hub: Hub) -> Person:
    """A person of the office who may only look on."""
    return hub.add_user("stc", "an.stc", "Lê Văn An", ["leader"])


def fate(own: Own) -> tuple[str, str]:
    assert own.result
    return str(own.result.fate), own.result.code


def row(pc: FakePc, number: int, series: str = "den") -> dict[str, Any]:
    return pc.values("number", number_id(series_id(pc.office, series), YEAR, number, ""))


def case(pc: FakePc, name: str) -> dict[str, Any]:
    (found,) = [one for one in pc.all_of("case") if one.values["changeset"] == name]
    return found.values


def not_allowed(pc: FakePc, an: Person, subject: str = "Về việc kiểm tra") -> Own:
    """An arrival registered by somebody who may not, with the next number."""
    document_id = new_id(pc.clock.now(), pc.random)
    claim = pc.claim("den", document_id)
    values: dict[str, Value] = {
        "subject": subject,
        "state": "da_dang_ky",
        "arrival_number": claim.number,
        "arrival_date": claim.dated,
        "series_id": claim.series_id,
    }
    change = Change(ARRIVAL, document_id, values)
    return pc.do("register_incoming", change, numbers=[claim], actor=an.user_id)


def document_of(own: Own) -> str:
    return own.changes[0].id


def may_now(hub: Hub, an: Person) -> None:
    """The reason of the quarantine is put right."""
    hub.add_user("stc", "an.stc", "Lê Văn An", ["clerk"])


def shown(pc: FakePc, entity: str, record_id: str) -> dict[str, Value]:
    seen = pc.seen(entity, record_id)
    return seen.values if seen else {}


def lies_nothing(pc: FakePc) -> bool:
    return all(_seen(pc, *key).values == pc.values(*key) for key in pc.base)


def _seen(pc: FakePc, entity: str, record_id: str) -> Record:
    seen = pc.seen(entity, record_id)
    assert seen
    return seen


# retry


def test_a_case_that_is_put_right_is_applied(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    assert fate(own) == ("quarantined", "role_missing")
    may_now(hub, an)
    assert hub.retry("stc", own.name, "Đã cấp vai trò") == "applied"
    pc.sync()
    assert fate(own)[0] == "applied"
    assert pc.values(ARRIVAL, document_of(own))["arrival_number"] == 1
    assert row(pc, 1)["state"] == "given"
    assert lies_nothing(pc)


def test_a_case_that_is_still_wrong_stays(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    with pytest.raises(RuleViolation, match="role_missing"):
        hub.retry("stc", own.name, "Thử")
    pc.sync()
    assert fate(own) == ("quarantined", "role_missing")
    assert cases_of(hub, pc.scope) == [(1, "quarantined", "role_missing")]


def test_what_cannot_be_read_is_never_applied(hub: Hub, pc: FakePc) -> None:
    own = pc.do("register_incoming", Change(ARRIVAL, "x", {"a\0": 1}))
    pc.sync()
    with pytest.raises(RuleViolation, match="changeset_malformed"):
        hub.retry("stc", own.name, "Thử")


def test_quarantined_parent_holds_children_until_it_is_applied(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    parent = not_allowed(pc, an)
    first = pc.edit(document_of(parent), subject="sửa một")
    second = pc.edit(document_of(parent), subject="sửa hai", to_places="Phòng Ngân sách")
    pc.sync()
    assert [fate(one)[0] for one in (parent, first, second)] == ["quarantined", "held", "held"]
    may_now(hub, an)
    hub.retry("stc", parent.name, "Đã cấp vai trò")
    pc.sync()
    assert [fate(one)[0] for one in (parent, first, second)] == ["applied"] * 3
    assert pc.values(ARRIVAL, document_of(parent))["subject"] == "sửa hai"
    assert cases_of(hub, pc.scope) == []
    assert lies_nothing(pc)


def test_what_is_held_with_two_waits_for_both(hub: Hub, pc: FakePc, an: Person) -> None:
    one, two = not_allowed(pc, an, "một"), not_allowed(pc, an, "hai")
    both = pc.do(
        "edit_incoming",
        pc.change(ARRIVAL, document_of(one), subject="sửa một"),
        pc.change(ARRIVAL, document_of(two), subject="sửa hai"),
    )
    pc.sync()
    may_now(hub, an)
    hub.retry("stc", one.name, "Đúng")
    pc.sync()
    assert fate(both)[0] == "held"
    assert case(pc, both.name)["needs"] == two.name
    hub.retry("stc", two.name, "Đúng")
    pc.sync()
    assert fate(both)[0] == "applied"


def test_a_held_changeset_is_not_tried_by_itself(hub: Hub, pc: FakePc, an: Person) -> None:
    parent = not_allowed(pc, an)
    held = pc.edit(document_of(parent), subject="sửa")
    pc.sync()
    with pytest.raises(NotAllowed, match="case_waits") as refusal:
        hub.retry("stc", held.name, "Thử")
    assert refusal.value.params["name"] == parent.name


def test_a_retried_edit_may_clash_and_is_parked_then(hub: Hub, an: Person) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("cũ")
    first.sync()
    second.sync()
    late = second.do(
        "edit_incoming",
        second.change(ARRIVAL, document_id, subject="của An", to_places="Phòng Ngân sách"),
        actor=an.user_id,
    )
    second.sync()
    first.edit(document_id, subject="của văn thư")
    first.sync()
    may_now(hub, an)
    assert hub.retry("stc", late.name, "Đúng") == "parked"
    second.sync()
    assert shown(second, ARRIVAL, document_id)["subject"] == "của An"
    assert second.values(ARRIVAL, document_id)["subject"] == "của văn thư"
    assert second.values(ARRIVAL, document_id)["to_places"] == "Phòng Ngân sách"
    (conflict,) = second.all_of("conflict")
    second.settle(conflict.id, "first")
    second.sync()
    assert fate(late)[0] == "applied"
    assert lies_nothing(second)


def test_a_retried_action_may_be_parked_whole(hub: Hub, an: Person) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("cũ")
    first.sync()
    second.sync()
    late = second.do(
        "edit_incoming", second.change(ARRIVAL, document_id, subject="của An"), actor=an.user_id,
        guards=second._guards_of(ARRIVAL, document_id, "edit_incoming"),
    )  # fmt: skip
    second.sync()
    first.edit(document_id, "remove_incoming", removed_at=1, removed_why="Nhập nhầm")
    first.sync()
    may_now(hub, an)
    hub.retry("stc", late.name, "Đúng")
    second.sync()
    assert fate(late) == ("parked", "parked_guard")
    assert shown(second, ARRIVAL, document_id)["subject"] == "của An"
    (conflict,) = second.all_of("conflict")
    second.settle(conflict.id, "first")
    second.sync()
    assert fate(late)[0] == "discarded"
    assert lies_nothing(second)


def test_role_ended_before_push(hub: Hub, pc: FakePc) -> None:
    document_id = pc.register()
    pc.sync()
    own = pc.edit(document_id, subject="sửa khi máy chưa biết")
    with hub.core.scope(pc.scope) as work:
        ended = difference(work, *grant_key(pc.who.user_id, "clerk"), {"ended": True})
        assert ended
        act(work, "enrol_person", [ended])
    pc.sync()
    assert fate(own) == ("quarantined", "role_ended_since")
    with pytest.raises(RuleViolation, match="role_ended_since"):
        hub.retry("stc", own.name, "Thử")
    assert hub.retry("stc", own.name, "Lúc làm vẫn còn vai trò", admit=True) == "applied"
    pc.sync()
    assert pc.values(ARRIVAL, document_id)["subject"] == "sửa khi máy chưa biết"


def test_admitting_lets_nobody_pass_who_never_had_the_role(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    with pytest.raises(RuleViolation, match="role_missing"):
        hub.retry("stc", own.name, "Thử", admit=True)


# discard


def test_a_discarded_case_leaves_a_note_and_its_number_is_struck_through(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    assert hub.discard("stc", own.name, "Đăng ký nhầm", by="quản trị") == []
    pc.sync()
    assert fate(own) == ("discarded", "discarded")
    told = case(pc, own.name)
    assert (told["state"], told["closed_by"], told["closed_why"]) == (
        "discarded",
        "quản trị",
        "Đăng ký nhầm",
    )
    assert (row(pc, 1)["state"], row(pc, 1)["reason"]) == ("cancelled", "Đăng ký nhầm")
    assert shown(pc, ARRIVAL, document_of(own)) == {}
    assert hub.check().findings == ()


def test_what_falls_with_it_is_listed_and_asked_for(hub: Hub, pc: FakePc, an: Person) -> None:
    parent = not_allowed(pc, an)
    child = pc.edit(document_of(parent), subject="sửa")
    grandchild = pc.edit(document_of(parent), subject="sửa tiếp")
    pc.sync()
    with pytest.raises(NotAllowed, match="case_has_dependants") as refusal:
        hub.discard("stc", parent.name, "Nhầm")
    assert refusal.value.params["names"] == f"{child.name}, {grandchild.name}"
    assert len(cases_of(hub, pc.scope)) == 3
    fallen = hub.discard("stc", parent.name, "Nhầm", with_dependants=True)
    pc.sync()
    assert fallen == [child.name, grandchild.name]
    assert [fate(one) for one in (child, grandchild)] == [("discarded", "fell_with")] * 2
    assert lies_nothing(pc)


def test_what_comes_later_and_goes_on_from_it_falls_at_once(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    parent = not_allowed(pc, an)
    pc.sync()
    hub.discard("stc", parent.name, "Nhầm")
    late = pc.edit(document_of(parent), subject="chưa biết là đã bỏ")
    pc.sync()
    assert fate(late) == ("discarded", "fell_with")
    assert lies_nothing(pc)
    assert hub.check().findings == ()


def test_a_discarded_case_is_never_tried_again(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    hub.discard("stc", own.name, "Nhầm")
    with pytest.raises(NotAllowed, match="case_unknown"):
        hub.retry("stc", own.name, "Thử")


def test_what_is_parked_is_settled_and_not_discarded(hub: Hub) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("cũ")
    first.sync()
    second.sync()
    first.edit(document_id, "remove_incoming", removed_at=1, removed_why="Nhập nhầm")
    first.sync()
    own = second.edit(document_id, subject="sửa")
    second.sync()
    with pytest.raises(NotAllowed, match="case_waits"):
        hub.discard("stc", own.name, "Nhầm")


# first wins


@pytest.fixture
def delivery(hub: Hub, sender: FakePc) -> str:
    """A document that reached Sở Tài chính, whose clerk has two PCs; the delivery's id."""
    document_id = sender.outgoing()
    sender.issue(document_id)
    dispatch_id = sender.send(document_id, "stc")
    sender.sync()
    hub.deliver_post()
    return derived_id("delivery", dispatch_id, "stc")


def test_two_accept_one_delivery_offline(hub: Hub, delivery: str) -> None:
    first, second = two_clerks(hub)
    won, lost = first.accept(delivery), _accept_waiting(second, delivery)
    first.sync()
    second.sync()
    first.sync()
    assert (fate(won)[0], fate(lost)) == ("applied", ("discarded", "done_before"))
    arrival = first.values(ARRIVAL, derived_id(ARRIVAL, delivery))
    assert arrival["arrival_number"] == 1
    assert first.all_of("conflict") == []
    assert case(first, lost.name)["code"] == "done_before"
    assert lies_nothing(second)
    assert first.base == second.base


def _accept_waiting(pc: FakePc, delivery: str) -> Own:
    """Accept without the lease: the arrival waits for its number."""
    values: dict[str, Value] = {
        "subject": pc.values("delivery", delivery)["subject"],
        "delivery_id": delivery,
        "state": "cho_so",
    }
    return pc.do(
        "accept_delivery",
        pc.change("delivery", delivery, state="da_tiep_nhan"),
        Change(ARRIVAL, derived_id(ARRIVAL, delivery), values),
    )


def test_the_number_of_the_later_acceptance_is_booked_as_cancelled(hub: Hub, delivery: str) -> None:
    holder, other = two_clerks(hub)
    waiting = _accept_waiting(other, delivery)
    late = holder.accept(delivery)
    other.sync()
    holder.sync()
    assert (fate(waiting)[0], fate(late)[1]) == ("applied", "done_before")
    assert row(holder, 1)["state"] == "cancelled"


def test_accepted_here_and_returned_there_the_first_stands(hub: Hub, delivery: str) -> None:
    first, second = two_clerks(hub)
    first.accept(delivery)
    returned = second.turn_back(delivery)
    first.sync()
    second.sync()
    assert fate(returned) == ("discarded", "done_before")
    assert second.values("delivery", delivery)["state"] == "da_tiep_nhan"
    assert lies_nothing(second)


# what the centre sees


def test_a_list_says_nothing_of_the_documents(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an, "Nội dung riêng")
    child = pc.edit(document_of(own), subject="sửa")
    pc.sync()
    parent, held = hub.quarantine("stc")
    assert (parent.name, parent.state, parent.code) == (own.name, "quarantined", "role_missing")
    assert (parent.dependants, held.needs) == ((child.name,), own.name)
    assert parent.full_name == "Lê Văn An"
    assert "riêng" not in repr((parent, held))
    assert hub.quarantine("vpubnd") == []


def test_whoever_opens_a_case_gives_a_reason_and_the_office_sees_it(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    own = not_allowed(pc, an, "Nội dung riêng")
    pc.sync()
    with pytest.raises(RuleViolation, match="reason_required"):
        hub.quarantined("stc", own.name, "")
    opened = hub.quarantined("stc", own.name, "Cơ quan hỏi", by="quản trị")
    assert opened.changes
    assert opened.changes[0]["set"]["subject"] == "Nội dung riêng"
    pc.sync()
    (look,) = case(pc, own.name)["looked"]
    assert (look["who"], look["why"]) == ("quản trị", "Cơ quan hỏi")
    with hub.core.reading() as conn:
        assert audited(conn)[-1].what == "open_case"


def test_a_case_that_cannot_be_read_is_opened_as_such(hub: Hub, pc: FakePc) -> None:
    made = pc.do("register_incoming", Change(ARRIVAL, new_id(pc.clock.now(), pc.random), {}))
    own = pc.own[-1] = replace(made, changeset=replaced(made.changeset, payload=b"\xc1"))
    own.chain_hash = chain.next_hash(chain.genesis(pc.scope, pc.device), own.changeset)
    pc.sync()
    assert hub.quarantined("stc", own.name, "Xem").changes is None


@pytest.mark.parametrize("name", ["9.9", "x", ""])
def test_an_unknown_case_is_refused(hub: Hub, name: str) -> None:
    with pytest.raises(NotAllowed, match="case_unknown"):
        hub.discard("stc", name, "Nhầm")


def test_every_decision_is_audited_with_its_reason(hub: Hub, pc: FakePc, an: Person) -> None:
    one, two = not_allowed(pc, an), not_allowed(pc, an)
    pc.sync()
    hub.discard("stc", one.name, "Lý do bỏ", by="quản trị")
    may_now(hub, an)
    hub.retry("stc", two.name, "Lý do nhận", by="quản trị")
    with hub.core.reading() as conn:
        told = [(a.who, a.what, a.params["reason"]) for a in audited(conn) if "reason" in a.params]
    assert told == [
        ("quản trị", "discard_case", "Lý do bỏ"),
        ("quản trị", "retry_case", "Lý do nhận"),
    ]


# results that were lost


def test_a_result_that_was_lost_is_told_as_it_became(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an)
    held = pc.edit(document_of(own), subject="sửa")
    pc.exchange(pc.segment())
    for one in (own, held):
        one.result = None  # the answer was lost
    pc.server_seq = 0
    may_now(hub, an)
    hub.retry("stc", own.name, "Đúng")
    pc.sync()
    assert [fate(one)[0] for one in (own, held)] == ["applied", "applied"]
    assert lies_nothing(pc)


def test_a_pc_that_asks_again_after_all_hears_the_same(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an)
    pc.sync()
    hub.discard("stc", own.name, "Nhầm")
    pc.sync()
    pc.server_seq = 0
    pc.sync()
    assert fate(own) == ("discarded", "discarded")
    assert lies_nothing(pc)

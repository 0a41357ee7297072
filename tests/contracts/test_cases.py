"""Work that was set aside whole: tried again in order, or closed with a note, numbers booked."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from common.errors import NotAllowed, RuleViolation
from sync_server.hub.hub import Hub
from sync_server.services.judging import grant_key
from sync_server.services.people import Person
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.disputes import (
    ARRIVAL,
    case,
    document_of,
    fate,
    lies_nothing,
    may_now,
    not_allowed,
    row,
    shown,
)
from tests.helpers.hubs import cases_of


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    """A clerk's PC that holds all series of its office."""
    return enrolled(hub)


@pytest.fixture
def an(hub: Hub) -> Person:
    """A person of the office who may only look on."""
    return hub.add_user("stc", "an.stc", "Lê Văn An", ["leader"])


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
    """Naive: roles are looked up at the push alone, and nobody can admit what was right then."""
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

"""Settling conflicts, by PCs and the console: nothing is settled unseen, nothing stays lying."""

from __future__ import annotations

from typing import Any

import pytest

from common.changes.changeset import Change
from common.changes.record import Record
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import number_id, series_id
from sync_server.db.admins import audited
from sync_server.hub.deciding import Decision
from sync_server.hub.hub import Hub
from tests.helpers.devices import YEAR, FakePc, SteppedClock, enrolled, two_clerks
from tests.helpers.hubs import cases_of

ARRIVAL = "incoming_document"
PAPER = "outgoing_document"
Pair = tuple[FakePc, FakePc]


@pytest.fixture
def pair(hub: Hub) -> Pair:
    """Two clerks who both see one arrival and one draft."""
    first, second = two_clerks(hub)
    first.register("cũ", series_id=series_id("stc", "den"))
    first.outgoing("cũ")
    together(first, second)
    return first, second


@pytest.fixture
def clash(pair: Pair) -> Pair:
    """The same, after both changed the arrival's subject: the first's stands."""
    early, late = pair
    early.edit(arrival(early), subject="của người trước")
    late.edit(arrival(late), subject="của người sau")
    together(early, late)
    return early, late


def arrival(pc: FakePc) -> str:
    return pc.all_of(ARRIVAL)[0].id


def paper(pc: FakePc) -> str:
    return pc.all_of(PAPER)[0].id


def together(*pcs: FakePc) -> None:
    """Everybody pushes in this order, then everybody pulls."""
    for pc in (*pcs, *pcs):
        pc.sync()


def conflict(pc: FakePc) -> Record:
    (found,) = pc.all_of("conflict")
    return found


def values_of(pc: FakePc) -> list[Value]:
    candidates = conflict(pc).values["candidates"]
    assert isinstance(candidates, list)
    return [candidate["value"] for candidate in candidates]


def subject(pc: FakePc) -> Value:
    return pc.values(ARRIVAL, arrival(pc))["subject"]


ROW = number_id(series_id("stc", "den"), YEAR, 1, "")


def remove(pc: FakePc) -> None:
    """Take the arrival out of the register; its number is cancelled."""
    gone: dict[str, Value] = {"removed_at": 1, "removed_why": "Nhập nhầm"}
    row = pc.change("number", ROW, state="cancelled", reason="Nhập nhầm")
    pc.do("remove_incoming", pc.change(ARRIVAL, arrival(pc), **gone), row)


def case(pc: FakePc, name: str) -> dict[str, Any]:
    (found,) = [one for one in pc.all_of("case") if one.values["changeset"] == name]
    return found.values


def rebuilt(pc: FakePc) -> FakePc:
    """The same PC after its store was made anew from its own work: it knows no answer."""
    pc.base.clear()
    pc.cursor, pc.server_seq = None, 0
    for own in pc.own:
        own.result = None
    pc.sync()
    return pc


def lies_nothing(*pcs: FakePc) -> bool:
    """Whether each PC shows just what the server told it, and all are told the same."""
    return all(
        pc.seen(*key).values == pc.values(*key)  # type: ignore[union-attr]
        for pc in pcs
        for key in pc.base
    ) and all(pc.base == pcs[0].base for pc in pcs)


@pytest.mark.parametrize(
    ("outcome", "value", "stands"),
    [
        ("first", None, "của người trước"),
        ("other", None, "của người sau"),
        ("value", "của cả hai", "của cả hai"),
    ],
)
@pytest.mark.parametrize("settler", [0, 1])
def test_a_settlement_leaves_what_was_chosen(
    clash: Pair, settler: int, outcome: str, value: Value, stands: str
) -> None:
    settled = clash[settler].settle(conflict(clash[0]).id, outcome, value=value)
    together(*clash)
    assert clash[settler].fate(settled) == "applied"
    assert [subject(pc) for pc in clash] == [stands, stands]
    assert lies_nothing(*clash)


def test_a_settlement_says_by_whom_when_and_why(clash: Pair) -> None:
    early, late = clash
    late.settle(conflict(late).id, "other", "Bản giấy ghi như vậy")
    together(late, early)
    told = conflict(early).values
    assert (told["state"], told["outcome"], told["settled_why"], told["settled_by"]) == (
        "settled",
        "other",
        "Bản giấy ghi như vậy",
        late.who.user_id,
    )
    assert told["settled_value"] == {"value": "của người sau"}


def test_a_parked_edit_is_applied_when_its_conflict_is_over(clash: Pair) -> None:
    early, late = clash
    lost = late.own[-1]
    assert late.fate(lost) == "parked"
    early.settle(conflict(early).id, "first")
    together(early, late)
    assert late.fate(lost) == "applied"


def test_a_settlement_is_seen_at_once_where_it_is_made(clash: Pair) -> None:
    _, late = clash
    late.settle(conflict(late).id, "first")
    seen = late.seen(ARRIVAL, arrival(late))
    settled = late.seen("conflict", conflict(late).id)
    assert seen
    assert settled
    assert (seen.values["subject"], settled.values["state"]) == ("của người trước", "settled")


def test_resolution_races_with_edit(hub: Hub, clash: Pair) -> None:
    early, late = clash
    third = enrolled(hub, "stc")
    third.edit(arrival(third), subject="của người thứ ba")
    unseen = third.own[-1]
    late.edit(arrival(late), subject="của người sau, sửa thêm")
    settled = early.settle(conflict(early).id, "first")
    together(late, third, early)
    assert third.fate(unseen) == "applied"  # it saw what stood
    assert early.fate(settled) == "discarded"
    assert settled.result
    assert settled.result.code == "side_added"
    assert conflict(early).values["state"] == "open"
    assert values_of(early) == ["của người thứ ba", "của người sau, sửa thêm"]
    seen = early.seen("conflict", conflict(early).id)
    assert seen
    assert seen.values["state"] == "open"


def test_a_settlement_that_was_refused_is_told_to_the_office(clash: Pair) -> None:
    early, late = clash
    late.edit(arrival(late), subject="sửa thêm")
    settled = early.settle(conflict(early).id, "first", "Bản giấy")
    together(late, early, late)
    told = case(late, settled.name)
    assert (told["state"], told["code"], told["record_id"]) == (
        "discarded",
        "side_added",
        conflict(late).id,
    )


def test_the_new_side_can_be_settled_then(clash: Pair) -> None:
    early, late = clash
    late.edit(arrival(late), subject="sửa thêm")
    early.settle(conflict(early).id, "first")
    together(late, early)
    early.settle(conflict(early).id, "other")
    together(early, late)
    assert subject(late) == "sửa thêm"
    assert lies_nothing(early, late)


def test_two_settle_alike(clash: Pair) -> None:
    early, late = clash
    one = early.settle(conflict(early).id, "first")
    same = late.settle(conflict(late).id, "first", "Tôi cũng nghĩ vậy")
    together(early, late)
    assert (early.fate(one), late.fate(same)) == ("applied", "applied")
    assert conflict(late).values["settled_why"] == "Theo bản giấy"
    assert lies_nothing(early, late)


def test_the_same_value_chosen_another_way_is_alike(clash: Pair) -> None:
    early, late = clash
    early.settle(conflict(early).id, "first")
    same = late.settle(conflict(late).id, "value", value="của người trước")
    together(early, late)
    assert late.fate(same) == "applied"
    assert conflict(late).values["state"] == "settled"


def test_two_settle_otherwise_and_it_opens_again_with_both_reasons(clash: Pair) -> None:
    early, late = clash
    early.settle(conflict(early).id, "first", "Lý do một")
    other = late.settle(conflict(late).id, "other", "Lý do hai")
    together(early, late)
    assert other.result
    assert (other.result.fate, other.result.code) == ("discarded", "settled_otherwise")
    told = conflict(early).values
    assert told["state"] == "open"
    history = told["history"]
    assert isinstance(history, list)
    assert [one["settled_why"] for one in history] == ["Lý do một", "Lý do hai"]
    assert values_of(early) == ["của người trước", "của người sau"]


def test_a_conflict_that_opened_again_is_settled_for_good(clash: Pair) -> None:
    early, late = clash
    early.settle(conflict(early).id, "first")
    late.settle(conflict(late).id, "other")
    together(early, late)
    early.settle(conflict(early).id, "other", "Đã hỏi lại")
    together(early, late)
    assert conflict(late).values["state"] == "settled"
    assert subject(late) == "của người sau"
    assert lies_nothing(early, late)


def test_both_sides_that_come_to_one_value_close_it(clash: Pair) -> None:
    early, late = clash
    late.edit(arrival(late), subject="của người trước")
    together(late, early)
    told = conflict(early).values
    assert (told["state"], told["outcome"]) == ("settled", "agreed")
    assert lies_nothing(early, late)


def test_conflict_survives_next_sync(clash: Pair) -> None:
    early, late = clash
    early.edit(arrival(early), subject="người đã thấy sửa tiếp")
    together(early, late, early)
    assert conflict(late).values["state"] == "open"
    assert values_of(late) == ["người đã thấy sửa tiếp", "của người sau"]


def test_a_later_conflict_over_the_field_keeps_no_older_value(hub: Hub, clash: Pair) -> None:
    early, late = clash
    third = enrolled(hub, "stc")
    early.settle(conflict(early).id, "first")
    together(early, third)
    third.edit(arrival(third), subject="ba")
    early.edit(arrival(early), subject="bốn")
    together(third, early)
    late.sync()  # the first learns of both at once
    seen = late.seen(ARRIVAL, arrival(late))
    assert seen
    assert seen.values["subject"] == "ba"


def test_a_rebuilt_pc_keeps_no_value_of_a_settled_conflict(clash: Pair) -> None:
    early, late = clash
    early.settle(conflict(early).id, "first")
    together(early, late)
    assert lies_nothing(early, rebuilt(late))


def test_a_rebuilt_pc_still_shows_its_parked_value(clash: Pair) -> None:
    _, late = clash
    seen = rebuilt(late).seen(ARRIVAL, arrival(late))
    assert seen
    assert seen.values["subject"] == "của người sau"


# what may be settled, and by whom


def test_a_person_without_the_role_may_not_settle_what_is_not_theirs(hub: Hub, clash: Pair) -> None:
    stranger = enrolled(hub, "stc", roles=["specialist"])
    settled = stranger.settle(conflict(stranger).id)
    stranger.sync()
    assert settled.result
    assert (settled.result.fate, settled.result.code) == ("quarantined", "settle_not_yours")


def test_whose_value_it_is_may_settle(hub: Hub, pair: Pair) -> None:
    clerk, _ = pair
    drafter = enrolled(hub, "stc", roles=["specialist"])
    clerk.edit(paper(clerk), "edit_outgoing", subject="của văn thư")
    drafter.edit(paper(drafter), "edit_outgoing", subject="của chuyên viên")
    together(clerk, drafter)
    settled = drafter.settle(conflict(drafter).id, "other")
    together(drafter, clerk)
    assert drafter.fate(settled) == "applied"
    assert clerk.values(PAPER, paper(clerk))["subject"] == "của chuyên viên"


def malformed(pc: FakePc, **parts: Any) -> Any:
    """A settlement made wrong on purpose: a change more, another value, no guard."""
    one = conflict(pc)
    decided: dict[str, Value] = {
        "state": "settled",
        "outcome": "other",
        "settled_value": {"value": "của người sau"},
        **parts.get("decided", {}),
    }
    changes = [pc.change("conflict", one.id, **decided), *parts.get("more", ())]
    guards = pc._guards_of("conflict", one.id, "settle_conflict")
    kept = pc.do("settle_conflict", *changes, guards=parts.get("guards", guards))
    pc.sync()
    assert kept.result
    return kept.result.fate, kept.result.code


def test_a_settlement_names_the_sides_that_it_saw(clash: Pair) -> None:
    assert malformed(clash[0], guards=()) == ("quarantined", "settlement_malformed")


def test_a_settlement_writes_no_other_field(clash: Pair) -> None:
    more = clash[0].change(ARRIVAL, arrival(clash[0]), to_places="Phòng Ngân sách")
    assert malformed(clash[0], more=[more]) == ("quarantined", "settlement_malformed")


def test_a_settlement_never_says_one_value_and_leaves_another(clash: Pair) -> None:
    early, _ = clash
    assert malformed(early) == ("quarantined", "settlement_malformed")
    assert subject(early) == "của người trước"


def test_a_value_that_breaks_a_rule_is_not_applied(pair: Pair) -> None:
    early, late = pair
    early.edit(arrival(early), due_date="2026-10-01")
    late.edit(arrival(late), due_date="2026-11-01")
    together(early, late)
    settled = early.settle(conflict(early).id, "value", value="2026-01-01")
    early.sync()
    assert settled.result
    assert (settled.result.fate, settled.result.code) == ("discarded", "due_before_arrival")


def test_two_sound_edits_whose_sum_is_none_park_the_fields_of_the_rule(pair: Pair) -> None:
    early, late = pair
    right = {"arrival_date": "2026-09-30", "date_why": "Ghi nhầm ngày"}
    early.edit(arrival(early), "correct_arrival_date", **right)
    late.edit(arrival(late), due_date="2026-09-20", to_places="Phòng Ngân sách")
    together(early, late)
    assert conflict(early).values["kind"] == "record_invalid"
    assert early.values(ARRIVAL, arrival(early))["to_places"] == "Phòng Ngân sách"
    early.settle(conflict(early).id, "first")
    together(early, late)
    assert lies_nothing(early, late)


def test_a_settlement_over_a_paper_that_was_issued_meanwhile_is_not_applied(pair: Pair) -> None:
    holder, other = pair
    holder.edit(paper(holder), "edit_outgoing", subject="một")
    other.edit(paper(other), "edit_outgoing", subject="hai")
    together(holder, other)
    settled = other.settle(conflict(other).id, "other")
    holder.issue(paper(holder))
    together(holder, other)
    assert settled.result
    assert (settled.result.fate, settled.result.code) == ("discarded", "outcome")
    assert holder.values(PAPER, paper(holder))["subject"] == "một"
    with pytest.raises(RuleViolation, match="outcome_not_possible"):
        other.settle(conflict(other).id, "other")
    other.settle(conflict(other).id, "first")
    together(other, holder)
    assert lies_nothing(holder, other)


# whole actions


@pytest.fixture
def removed(pair: Pair) -> Pair:
    """One removed the arrival; the other, unseen, edited it and went on from that."""
    early, late = pair
    remove(early)
    late.edit(arrival(late), subject="sửa", to_places="Phòng Ngân sách")
    late.edit(arrival(late), subject="sửa tiếp")
    together(early, late)
    return early, late


def test_a_whole_action_is_one_conflict_and_what_goes_on_from_it_is_held(removed: Pair) -> None:
    early, late = removed
    assert [late.fate(own) for own in late.own] == ["parked", "held"]
    assert conflict(early).values["kind"] == "edited_after_removal"
    assert case(early, late.own[1].name)["needs"] == late.own[0].name


def test_settled_so_it_falls_with_what_went_on_from_it(removed: Pair) -> None:
    early, late = removed
    early.settle(conflict(early).id, "first", "Vẫn là nhập nhầm")
    together(early, late)
    assert [late.fate(own) for own in late.own] == ["discarded", "discarded"]
    told = [case(early, own.name)["code"] for own in late.own]
    assert told == ["discarded", "fell_with"]
    assert lies_nothing(early, late)


@pytest.mark.parametrize("settler", [0, 1])
def test_settled_otherwise_it_is_applied_and_what_was_held_follows(
    removed: Pair, settler: int
) -> None:
    early, late = removed
    made = len(late.own)
    removed[settler].settle(conflict(early).id, "other", "Không nhầm")
    together(*removed[settler:], *removed)
    assert [late.fate(own) for own in late.own[:made]] == ["applied", "applied"]
    record = early.values(ARRIVAL, arrival(early))
    assert (record["subject"], record["to_places"]) == ("sửa tiếp", "Phòng Ngân sách")
    assert "removed_at" not in record
    assert lies_nothing(early, late)


def test_a_record_that_comes_back_has_its_number_again(removed: Pair) -> None:
    early, late = removed
    late.settle(conflict(late).id, "other")
    together(late, early)
    row = early.values("number", ROW)
    assert (row["state"], row["document_id"]) == ("given", arrival(early))


def test_a_rebuilt_pc_learns_result_and_case_in_one_answer(removed: Pair) -> None:
    early, late = removed
    early.settle(conflict(early).id, "first")
    early.sync()
    assert lies_nothing(early, rebuilt(late))


def test_a_whole_settlement_may_be_reversed_by_a_second_one(removed: Pair) -> None:
    early, late = removed
    early.settle(conflict(early).id, "other")
    late.settle(conflict(late).id, "first")
    together(early, late)
    assert conflict(early).values["state"] == "open"
    early.settle(conflict(early).id, "first", "Đã hỏi lại")
    together(early, late)
    record = early.values(ARRIVAL, arrival(early))
    assert (record["subject"], record["removed_why"]) == ("cũ", "Nhập nhầm")
    assert early.values("number", ROW)["state"] == "cancelled"
    assert lies_nothing(early, late)


def test_a_removal_that_did_not_see_the_issue_is_a_workflow_clash(pair: Pair) -> None:
    holder, other = pair
    document_id = paper(holder)
    holder.issue(document_id)
    removal = other.edit(document_id, "remove_outgoing", removed_at=1, removed_why="Bỏ")
    together(holder, other)
    assert other.fate(removal) == "parked"
    assert conflict(holder).values["kind"] == "workflow_clash"
    other.settle(conflict(other).id, "first", "Đã phát hành")
    together(other, holder)
    assert other.fate(removal) == "discarded"
    assert lies_nothing(holder, other)


# numbers


def test_a_document_that_was_issued_twice_keeps_the_number_that_left(pair: Pair) -> None:
    holder, other = pair
    document_id = paper(holder)
    holder.issue(document_id)
    holder.sync()
    holder.release("di")
    holder.sync()
    other.api.take_series(other.scope, series_id("stc", "di"))
    other.given["di"] = 1
    second = other.issue(document_id, epoch=2)  # it has not pulled the first
    together(other, holder)
    assert other.fate(second) == "parked"
    assert conflict(holder).values["kind"] == "issued_twice"
    other.settle(conflict(other).id, "other", "Bản số 02 đã gửi bưu điện")
    together(other, holder)
    assert holder.values(PAPER, document_id)["code_number"] == "02"
    assert lies_nothing(holder, other)


# the centre


@pytest.fixture
def waiting(hub: Hub, clash: Pair) -> str:
    return conflict(clash[0]).id


def test_a_conflict_is_the_offices_for_three_working_days(hub: Hub, waiting: str) -> None:
    with pytest.raises(NotAllowed, match="conflict_is_the_offices") as refusal:
        hub.settle_conflict(waiting, Decision("first", "Theo bản giấy"))
    assert refusal.value.params["day"] == "18/09/2026"  # opened on Monday the 14th


def test_then_the_centre_may_settle_it_too(
    hub: Hub, clash: Pair, clock: SteppedClock, waiting: str
) -> None:
    clock.forward(days=4)
    hub.settle_conflict(waiting, Decision("other", "Quá hạn"), by="console")
    together(*clash)
    assert [subject(pc) for pc in clash] == ["của người sau"] * 2
    assert conflict(clash[1]).values["settled_by"] == "console"
    assert lies_nothing(*clash)


def test_public_holidays_are_not_counted(hub: Hub, pair: Pair, clock: SteppedClock) -> None:
    clock.forward(days=351)  # Monday 31 August 2027; Thursday 2 September is not worked
    early, late = pair
    early.edit(arrival(early), subject="một")
    late.edit(arrival(late), subject="hai")
    together(early, late)
    (info,) = hub.conflicts("stc")
    assert info.centre_from.isoformat() == "2027-09-07"


def test_an_office_may_ask_the_centre_before(hub: Hub, clash: Pair, waiting: str) -> None:
    hub.settle_conflict(waiting, Decision("value", "Được nhờ", value="  mới "), asked=True)
    together(*clash)
    assert subject(clash[0]) == "mới"


def test_the_centre_settles_whole_actions_too(hub: Hub, removed: Pair) -> None:
    early, late = removed
    hub.settle_conflict(conflict(early).id, Decision("other", "Được nhờ"), asked=True)
    together(late, early)
    assert [late.fate(own) for own in late.own] == ["applied", "applied"]
    assert case(early, late.own[0].name)["closed_by"] == "console"
    assert lies_nothing(early, late)


def test_a_settlement_that_is_not_possible_changes_nothing(hub: Hub, waiting: str) -> None:
    with pytest.raises(RuleViolation, match="outcome_not_possible"):
        hub.settle_conflict(waiting, Decision("both", "x"), asked=True)
    (info,) = hub.conflicts()
    assert info.state == "open"


def test_a_list_of_conflicts_says_nothing_of_the_documents(hub: Hub, waiting: str) -> None:
    (info,) = hub.conflicts("stc")
    assert (info.id, info.field, info.sides) == (waiting, "subject", 2)
    assert "của người" not in repr(info)
    assert hub.conflicts("vpubnd") == []


def test_whoever_opens_a_conflict_gives_a_reason_and_the_office_sees_it(
    hub: Hub, clash: Pair, waiting: str
) -> None:
    with pytest.raises(RuleViolation, match="reason_required"):
        hub.conflict(waiting, " ")
    opened = hub.conflict(waiting, "Cơ quan hỏi", by="an")
    assert [side.value for side in opened.sides] == ["của người trước", "của người sau"]
    together(*clash)
    (look,) = conflict(clash[1]).values["looked"]  # type: ignore[misc, union-attr]
    assert (look["who"], look["why"]) == ("an", "Cơ quan hỏi")
    with hub.core.reading() as conn:
        told = [(one.what, one.params.get("reason")) for one in audited(conn)]
    assert ("open_conflict", "Cơ quan hỏi") in told


def test_looking_is_no_new_side(hub: Hub, clash: Pair, waiting: str) -> None:
    early, _ = clash
    settled = early.settle(waiting, "first")
    hub.conflict(waiting, "Cơ quan hỏi")
    early.sync()
    assert early.fate(settled) == "applied"


def test_what_was_settled_leaves_no_case(hub: Hub, removed: Pair) -> None:
    early, late = removed
    early.settle(conflict(early).id, "first")
    together(early, late)
    assert cases_of(hub, early.scope) == []
    assert hub.check().findings == ()


def test_an_unknown_conflict_is_refused(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="record_not_found"):
        hub.conflict("x", "y")


def test_two_changes_in_a_settlement_of_one_conflict_are_malformed(clash: Pair) -> None:
    early, _ = clash
    again = Change("conflict", conflict(early).id, {"state": "settled"}, {"*": "0.1"})
    assert malformed(early, more=[again]) == ("quarantined", "settlement_malformed")

"""Settling conflicts from PCs: nothing is settled unseen, nothing stays lying."""

from __future__ import annotations

from typing import Any

import pytest

from common.changes.changeset import Change
from common.entities.schema import Value
from common.errors import RuleViolation
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.disputes import (
    ARRIVAL,
    PAPER,
    Pair,
    arrival,
    case,
    clashing,
    conflict,
    lies_nothing,
    paper,
    rebuilt,
    subject,
    together,
    two_who_see,
    values_of,
)


@pytest.fixture
def pair(hub: Hub) -> Pair:
    return two_who_see(hub)


@pytest.fixture
def clash(pair: Pair) -> Pair:
    return clashing(pair)


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
    """Naive: a settlement ends a conflict with a side that its author has not seen."""
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


def test_two_changes_in_a_settlement_of_one_conflict_are_malformed(clash: Pair) -> None:
    early, _ = clash
    again = Change("conflict", conflict(early).id, {"state": "settled"}, {"*": "0.1"})
    assert malformed(early, more=[again]) == ("quarantined", "settlement_malformed")

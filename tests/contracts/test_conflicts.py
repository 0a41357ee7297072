"""Two people of one office write one field without seeing each other: both values stay visible."""

from __future__ import annotations

import pytest

from common.changes.record import Record
from common.rules.numbering import number_id, series_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import YEAR, FakePc, enrolled, two_clerks
from tests.helpers.hubs import log_of

Pair = tuple[FakePc, FakePc]


@pytest.fixture
def pair(hub: Hub) -> Pair:
    """Two clerks who both see one registered document."""
    first, second = two_clerks(hub)
    first.register("cũ")
    first.outgoing("cũ")
    first.sync()
    second.sync()
    return first, second


@pytest.fixture(params=["first comes first", "second comes first"])
def order(pair: Pair, request: pytest.FixtureRequest) -> Pair:
    """Who is merged first: each clash is asserted both ways."""
    return pair if request.param == "first comes first" else pair[::-1]


def incoming(pc: FakePc) -> str:
    return pc.all_of("incoming_document")[0].id


def outgoing(pc: FakePc) -> str:
    return pc.all_of("outgoing_document")[0].id


def settle(*pcs: FakePc) -> None:
    """Everybody pushes in this order, then everybody pulls."""
    for pc in (*pcs, *pcs):
        pc.sync()


def the_conflict(pc: FakePc) -> Record:
    (conflict,) = pc.all_of("conflict")
    return conflict


def sides(conflict: Record) -> list[tuple[object, str]]:
    candidates = conflict.values["candidates"]
    assert isinstance(candidates, list)
    return [(candidate["value"], candidate["head"]) for candidate in candidates]


def earlier(conflict: Record) -> list[str]:
    """Names of the sides that their own author replaced."""
    candidates = conflict.values["candidates"]
    assert isinstance(candidates, list)
    return [name for candidate in candidates for name in candidate.get("earlier", ())]


def test_what_came_first_stands_and_the_other_is_parked(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    won = early.edit(document_id, subject="của người trước")
    lost = late.edit(document_id, subject="của người sau")
    settle(early, late)
    assert (early.fate(won), late.fate(lost)) == ("applied", "parked")
    assert early.values("incoming_document", document_id)["subject"] == "của người trước"
    assert lost.result
    assert lost.result.parked == [("incoming_document", document_id, "subject")]


def test_the_conflict_reaches_both_pcs_with_both_values(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    won = early.edit(document_id, subject="của người trước")
    lost = late.edit(document_id, subject="của người sau")
    settle(early, late)
    assert early.base == late.base
    conflict = the_conflict(early)
    assert sides(conflict) == [("của người trước", won.name), ("của người sau", lost.name)]
    assert conflict.values["base_value"] == {"value": "cũ"}
    assert (conflict.values["state"], conflict.values["kind"]) == ("open", "field_clash")


def test_a_candidate_says_who_where_and_when(pair: Pair) -> None:
    early, late = pair
    document_id = incoming(early)
    late.clock.forward(hours=1)
    early.edit(document_id, subject="của người trước")
    late.edit(document_id, subject="của người sau")
    settle(early, late)
    candidates = the_conflict(early).values["candidates"]
    assert isinstance(candidates, list)
    assert [candidate["actor"] for candidate in candidates] == [
        early.who.user_id,
        late.who.user_id,
    ]
    assert [candidate["device"] for candidate in candidates] == [early.device, late.device]
    assert candidates[1]["at"] - candidates[0]["at"] == 3_600_000


def test_the_conflict_is_written_by_the_server_right_after(hub: Hub, pair: Pair) -> None:
    early, late = pair
    early.edit(incoming(early), subject="một")
    lost = late.edit(incoming(late), subject="hai")
    early.sync()
    late.sync()
    log = log_of(hub, early.scope)
    assert log[-2][1] == lost.name
    assert log[-1][1].startswith("0.")


def test_other_fields_of_a_clashing_edit_are_applied(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="một")
    late.edit(document_id, subject="hai", to_places="Phòng Ngân sách")
    settle(early, late)
    assert early.values("incoming_document", document_id)["to_places"] == "Phòng Ngân sách"


def test_edits_of_different_fields_do_not_clash(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, to_places="Phòng Ngân sách")
    edit = late.edit(document_id, description="bản giấy")
    settle(early, late)
    assert late.fate(edit) == "applied"
    assert early.all_of("conflict") == []


def test_same_value_is_no_conflict(order: Pair) -> None:
    """Naive: each unseen head opens a conflict, though both sides agree (R23)."""
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="giống nhau")
    edit = late.edit(document_id, subject="giống nhau")
    settle(early, late)
    assert late.fate(edit) == "applied"
    assert late.all_of("conflict") == []


def test_an_edit_that_changes_nothing_moves_no_record(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="giống nhau")
    settle(early, late)
    row = early.base["incoming_document", document_id]
    late.edit(document_id, subject="giống nhau")
    settle(late, early)
    assert early.base["incoming_document", document_id] == row


def test_a_value_that_came_back_to_what_was_seen_is_no_clash(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="một")
    early.edit(document_id, subject="cũ")
    edit = late.edit(document_id, subject="hai")
    settle(early, late)
    assert late.fate(edit) == "applied"


def test_stacked_edits_hide_clash(order: Pair) -> None:
    """Naive: versions are counters, and a stacked edit matches by accident (R7)."""
    early, late = order
    document_id = incoming(early)
    won = early.edit(document_id, subject="một")
    stacked = [late.edit(document_id, subject=text) for text in ("hai", "ba", "bốn")]
    settle(early, late)
    assert [late.fate(own) for own in stacked] == ["parked"] * 3
    assert sides(the_conflict(early)) == [("một", won.name), ("bốn", stacked[-1].name)]
    assert earlier(the_conflict(early)) == [own.name for own in stacked[:-1]]


def test_a_later_edit_joins_the_conflict_of_an_earlier_push(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    won = early.edit(document_id, subject="một")
    lost = late.edit(document_id, subject="hai")
    settle(early, late)
    again = late.edit(document_id, subject="ba")
    settle(late, early)
    assert late.fate(again) == "parked"
    assert sides(the_conflict(early)) == [("một", won.name), ("ba", again.name)]
    assert earlier(the_conflict(early)) == [lost.name]


def test_a_third_person_adds_a_side(hub: Hub, pair: Pair) -> None:
    third = enrolled(hub)
    third.sync()
    early, late = pair
    document_id = incoming(early)
    edits = [
        pc.edit(document_id, subject=text)
        for pc, text in ((early, "một"), (late, "hai"), (third, "ba"))
    ]
    settle(early, late, third)
    assert [head for _, head in sides(the_conflict(early))] == [own.name for own in edits]


def test_who_gives_way_closes_the_conflict(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="một")
    late.edit(document_id, subject="hai")
    settle(early, late)
    gave_way = late.edit(document_id, subject="một")
    settle(late, early)
    assert late.fate(gave_way) == "applied"
    conflict = the_conflict(early)
    assert (conflict.values["state"], conflict.values["outcome"]) == ("settled", "agreed")
    assert conflict.values["settled_value"] == {"value": "một"}


def test_who_takes_over_the_other_side_closes_the_conflict(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="một")
    late.edit(document_id, subject="hai")
    settle(early, late)
    early.edit(document_id, subject="hai")
    settle(early, late)
    assert the_conflict(late).values["outcome"] == "agreed"
    assert late.values("incoming_document", document_id)["subject"] == "hai"


def test_who_gives_way_while_a_third_disagrees_stays_a_side(hub: Hub, pair: Pair) -> None:
    third = enrolled(hub)
    third.sync()
    early, late = pair
    document_id = incoming(early)
    for pc, text in ((early, "một"), (late, "hai"), (third, "ba")):
        pc.edit(document_id, subject=text)
    settle(early, late, third)
    gave_way = late.edit(document_id, subject="một")
    settle(late, early)
    assert late.fate(gave_way) == "parked"
    assert the_conflict(early).values["state"] == "open"
    seen = late.seen("incoming_document", document_id)
    assert seen
    assert seen.values["subject"] == "một"


def test_a_field_that_was_agreed_on_may_be_in_conflict_again(order: Pair) -> None:
    early, late = order
    document_id = incoming(early)
    for text in ("một", "hai"):
        early.edit(document_id, subject=text)
        late.edit(document_id, subject=f"{text} khác")
        settle(early, late)
        late.edit(document_id, subject=text)
        settle(late, early)
    states = [conflict.values["outcome"] for conflict in early.all_of("conflict")]
    assert states == ["agreed", "agreed"]


def test_conflict_survives_next_sync(order: Pair) -> None:
    """Naive: the next value that is written leaves the parked side behind."""
    early, late = order
    document_id = incoming(early)
    early.edit(document_id, subject="một")
    late.edit(document_id, subject="hai")
    settle(early, late)
    early.edit(document_id, subject="người đã thấy sửa tiếp")
    settle(early, late)
    assert the_conflict(late).values["state"] == "open"
    document = late.values("incoming_document", document_id)
    assert document["subject"] == "người đã thấy sửa tiếp"
    values = [value for value, _ in sides(the_conflict(late))]
    assert values == ["người đã thấy sửa tiếp", "hai"]


def test_an_edit_after_an_unseen_removal_is_parked_whole(pair: Pair) -> None:
    early, late = pair
    document_id = incoming(early)
    early.edit(document_id, "remove_incoming", removed_at=1, removed_why="nhập nhầm")
    edit = late.edit(document_id, subject="sửa tiếp", to_places="Phòng Ngân sách")
    settle(early, late)
    assert late.fate(edit) == "parked"
    assert edit.result
    assert edit.result.code == "parked_guard"
    conflict = the_conflict(early)
    assert (conflict.values["kind"], conflict.values["changeset"]) == (
        "edited_after_removal",
        edit.name,
    )
    (_, wanted) = sides(conflict)
    assert isinstance(wanted[0], list)
    assert {one["field"]: one["value"] for one in wanted[0]} == {
        "subject": "sửa tiếp",
        "to_places": "Phòng Ngân sách",
        "removed_at": None,
        "removed_why": None,
    }
    assert "to_places" not in early.values("incoming_document", document_id)


def test_a_removal_after_an_unseen_edit_is_applied(pair: Pair) -> None:
    early, late = pair
    document_id = incoming(early)
    early.edit(document_id, subject="sửa")
    removal = late.edit(document_id, "remove_incoming", removed_at=1, removed_why="nhập nhầm")
    settle(early, late)
    assert late.fate(removal) == "applied"


def test_paper_wins_over_an_unseen_edit(pair: Pair) -> None:
    holder, other = pair
    document_id = outgoing(holder)
    edit = other.edit(document_id, "edit_outgoing", issued_date="2026-09-30")
    issue = holder.issue(document_id)
    settle(other, holder)
    assert (other.fate(edit), holder.fate(issue)) == ("applied", "applied")
    issued = holder.values("outgoing_document", document_id)
    assert (issued["state"], issued["issued_date"]) == ("da_phat_hanh", "2026-09-14")
    assert sides(the_conflict(other)) == [
        ("2026-09-14", issue.name),
        ("2026-09-30", edit.name),
    ]


def test_an_edit_that_did_not_see_the_issue_is_parked_whole(pair: Pair) -> None:
    holder, other = pair
    document_id = outgoing(holder)
    holder.issue(document_id)
    edit = other.edit(document_id, "edit_outgoing", subject="chưa thấy đã phát hành")
    settle(holder, other)
    assert other.fate(edit) == "parked"
    assert the_conflict(holder).values["kind"] == "workflow_clash"


def test_a_whole_action_that_meets_a_present_same_outcome_is_applied(pair: Pair) -> None:
    early, late = pair
    document_id = outgoing(early)
    removal = {"removed_at": 1, "removed_why": "không phát hành"}
    early.edit(document_id, "remove_outgoing", **removal)
    same = late.edit(document_id, "remove_outgoing", **removal)
    settle(early, late)
    assert late.fate(same) == "applied"
    assert late.all_of("conflict") == []


def test_an_issue_of_a_removed_document_stands_and_the_removal_is_the_parked_side(
    pair: Pair,
) -> None:
    holder, other = pair
    document_id = outgoing(holder)
    other.edit(document_id, "remove_outgoing", removed_at=1, removed_why="không phát hành")
    issue = holder.issue(document_id)
    settle(other, holder)
    assert holder.fate(issue) == "applied"
    row = other.values("number", number_id(series_id("stc", "di"), YEAR, 1, ""))
    assert (row["state"], row["document_id"]) == ("given", document_id)
    conflict = the_conflict(other)
    assert (conflict.values["field"], conflict.values["kind"]) == (
        "removed_at",
        "edited_after_removal",
    )


def test_a_document_issued_twice_keeps_its_first_number(pair: Pair) -> None:
    holder, other = pair
    document_id = outgoing(holder)
    first = holder.issue(document_id)
    holder.release("di")
    holder.sync()
    other.api.take_series(other.scope, series_id("stc", "di"))
    other.given["di"] = 6
    second = other.issue(document_id, epoch=2)
    settle(other, holder)
    assert (holder.fate(first), other.fate(second)) == ("applied", "parked")
    assert holder.values("outgoing_document", document_id)["code_number"] == "01"
    (conflict,) = [c for c in holder.all_of("conflict") if c.values["kind"] == "issued_twice"]
    numbers = [value["number"] for value, _ in sides(conflict) if isinstance(value, dict)]
    assert numbers == [1, 7]
    row = holder.values("number", number_id(series_id("stc", "di"), YEAR, 7, ""))
    assert row["state"] == "cancelled"


def test_a_long_disputed_text_never_makes_a_push_too_large(pair: Pair) -> None:
    early, late = pair
    document_id = incoming(early)
    early.edit(document_id, subject="ờ" * 20_000)
    edits = [late.edit(document_id, subject=f"{n}" + "ẫ" * 19_990) for n in range(5)]
    settle(early, late)
    assert [late.fate(edit) for edit in edits] == ["parked"] * 5
    assert len(sides(the_conflict(early))) == 2
    assert earlier(the_conflict(early)) == [edit.name for edit in edits[:-1]]

"""Settling whole actions: they fall, or are applied, with what went on from them."""

from __future__ import annotations

import pytest

from common.rules.numbering import series_id
from sync_server.hub.deciding import Decision
from sync_server.hub.hub import Hub
from tests.helpers.disputes import (
    ARRIVAL,
    PAPER,
    ROW,
    Pair,
    arrival,
    case,
    conflict,
    lies_nothing,
    paper,
    rebuilt,
    removing,
    together,
    two_who_see,
)
from tests.helpers.hubs import cases_of


@pytest.fixture
def pair(hub: Hub) -> Pair:
    return two_who_see(hub)


@pytest.fixture
def removed(pair: Pair) -> Pair:
    return removing(pair)


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


def test_what_was_settled_leaves_no_case(hub: Hub, removed: Pair) -> None:
    early, late = removed
    early.settle(conflict(early).id, "first")
    together(early, late)
    assert cases_of(hub, early.scope) == []
    assert hub.check().findings == ()


def test_the_centre_settles_whole_actions_too(hub: Hub, removed: Pair) -> None:
    early, late = removed
    hub.settle_conflict(conflict(early).id, Decision("other", "Được nhờ"), asked=True)
    together(late, early)
    assert [late.fate(own) for own in late.own] == ["applied", "applied"]
    assert case(early, late.own[0].name)["closed_by"] == "console"
    assert lies_nothing(early, late)


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

"""Conflicts over numbers, settled from a PC: what the whole office then has (design §7)."""

from __future__ import annotations

import pytest

from common.changes.record import Record, Values
from common.rules.numbering import number_id, series_id
from common.rules.settlement import Settlement, settlement_changes
from sync_server.hub.hub import Hub
from sync_server.services.revocation import Stated
from tests.helpers.devices import YEAR, FakePc, Own, enrolled, two_clerks
from tests.helpers.hubs import letters_of

DEN, DI = series_id("stc", "den"), series_id("stc", "di")

Pair = tuple[FakePc, FakePc]


@pytest.fixture
def pair(hub: Hub) -> Pair:
    return two_clerks(hub)


def taken(hub: Hub, pair: Pair, series: str) -> int:
    """The second PC takes the series of the first, which has numbered on paper; its epoch."""
    stated = Stated(YEAR, 0, "Trần Thị Hoa", "Máy hỏng")
    return hub.revoke_lease("stc", series, stated, to_device=pair[1].device).epoch


def synced(pair: Pair) -> None:
    """Twice, so that each has what the other brought."""
    for pc in (*pair, *pair):
        pc.sync()


def open_conflict(pc: FakePc) -> Record:
    (found,) = [one for one in pc.all_of("conflict") if one.values["state"] == "open"]
    return found


def settled(pc: FakePc, outcome: str) -> Own:
    """Settle the only open conflict."""
    conflict = open_conflict(pc)
    settlement = Settlement(outcome, "đã gọi hỏi nơi nhận", pc.who.user_id, 1)
    changes, guards = settlement_changes(conflict, None, settlement)
    own = pc.do("settle_number", *changes, guards=guards)
    pc.sync()
    return own


def row(pc: FakePc, number: int, series: str) -> Values:
    return pc.values("number", number_id(series, YEAR, number, ""))


# ── a disputed number ────────────────────────────────────────────────────────


@pytest.fixture
def arrivals(hub: Hub, pair: Pair) -> tuple[str, str]:
    """Two arrivals that were stamped with number 1: the new holder's came first."""
    old, new = pair
    second = old.register()
    epoch = taken(hub, pair, "den")
    first = new.register_under(epoch).changes[0].id
    new.sync()
    synced(pair)
    return first, second


@pytest.mark.parametrize(("outcome", "kept"), [("first", 0), ("other", 1)])
def test_the_arrival_that_was_not_stamped_waits_for_the_next_number(
    pair: Pair, arrivals: tuple[str, str], outcome: str, kept: int
) -> None:
    assert pair[1].fate(settled(pair[1], outcome)) == "applied"
    synced(pair)
    stamped, waiting = arrivals[kept], arrivals[1 - kept]
    for pc in pair:
        assert (row(pc, 1, DEN)["state"], row(pc, 1, DEN)["document_id"]) == ("given", stamped)
        assert pc.values("incoming_document", stamped)["arrival_number"] == 1
        assert pc.values("incoming_document", waiting).get("arrival_number") is None
        assert pc.values("incoming_document", waiting)["state"] == "cho_so"


def test_two_arrivals_that_were_both_stamped_keep_their_number(
    pair: Pair, arrivals: tuple[str, str]
) -> None:
    settled(pair[0], "both")
    synced(pair)
    for document_id in arrivals:
        values = pair[1].values("incoming_document", document_id)
        assert (values["arrival_number"], values["number_note"]) == (1, "trùng số")
    assert row(pair[1], 1, DEN)["also"] == [arrivals[1]]


def test_a_dispute_that_was_settled_is_not_opened_again(
    hub: Hub, pair: Pair, arrivals: tuple[str, str]
) -> None:
    settled(pair[0], "both")
    synced(pair)
    assert [one.values["state"] for one in pair[0].all_of("conflict")] == ["settled"]


def test_a_letter_whose_number_is_disputed_does_not_leave(hub: Hub, pair: Pair) -> None:
    old, new = pair
    enrolled(hub, "namsach")
    theirs = old.outgoing()
    old.issue(theirs)
    old.send(theirs, "namsach")
    epoch = taken(hub, pair, "di")
    ours = new.outgoing()
    new.issue(ours, epoch=epoch)
    new.sync()
    synced(pair)
    assert letters_of(hub) == [("namsach", "delivery", "held", "open_conflict")]
    settled(new, "both")
    assert letters_of(hub) == [("namsach", "delivery", "waiting", "")]


def test_a_quarantined_number_that_another_document_has_is_disputed_once(pair: Pair) -> None:
    holder, other = pair
    first = holder.register()
    holder.sync()
    second = other.register()  # without the lease
    other.sync()
    assert [side["value"] for side in open_conflict(other).values["candidates"]] == [first, second]
    assert row(other, 1, DEN)["also"] == [second]


# ── issued twice ─────────────────────────────────────────────────────────────


@pytest.fixture
def twice(hub: Hub, pair: Pair) -> str:
    """A document to which the first PC gave 01 and then, unseen, the second 07."""
    old, new = pair
    document_id = old.outgoing()
    old.sync()
    new.sync()
    old.issue(document_id)
    old.release("di")
    old.sync()
    epoch = new.api.take_series(new.scope, DI).epoch
    new.given["di"] = 6
    new.issue(document_id, epoch=epoch)
    synced(pair)
    return document_id


@pytest.mark.parametrize(
    ("outcome", "number", "states"),
    [
        ("first", "01", ("given", "cancelled")),
        ("other", "07", ("cancelled", "given")),
        ("both", "01", ("given", "given")),
    ],
)
def test_the_number_of_the_paper_that_left_stands(
    pair: Pair, twice: str, outcome: str, number: str, states: tuple[str, str]
) -> None:
    settled(pair[0], outcome)
    synced(pair)
    for pc in pair:
        assert pc.values("outgoing_document", twice)["code_number"] == number
        assert tuple(row(pc, one, DI)["state"] for one in (1, 7)) == states
        assert all(
            row(pc, one, DI).get("reason")
            for one, state in zip((1, 7), states, strict=True)
            if state == "cancelled"
        )


def test_the_second_issue_is_closed_by_the_settlement(pair: Pair, twice: str) -> None:
    assert pair[1].fate(pair[1].own[-1]) == "parked"
    settled(pair[0], "other")
    pair[1].sync()
    (case,) = pair[1].all_of("case")
    assert case.values["state"] == "discarded"

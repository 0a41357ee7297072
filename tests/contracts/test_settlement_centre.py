"""The centre settles what an office has left for three working days, or asked it to."""

from __future__ import annotations

import pytest

from common.errors import NotAllowed, RuleViolation
from sync_server.db.admins import audited
from sync_server.hub.deciding import Decision
from sync_server.hub.hub import Hub
from tests.helpers.devices import SteppedClock
from tests.helpers.disputes import (
    Pair,
    arrival,
    clashing,
    conflict,
    lies_nothing,
    subject,
    together,
    two_who_see,
)


@pytest.fixture
def pair(hub: Hub) -> Pair:
    return two_who_see(hub)


@pytest.fixture
def clash(pair: Pair) -> Pair:
    return clashing(pair)


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


def test_an_unknown_conflict_is_refused(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="record_not_found"):
        hub.conflict("x", "y")

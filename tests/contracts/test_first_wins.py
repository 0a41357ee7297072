"""What only one can do: whoever comes later is closed with a note, and no conflict arises."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from common.entities.schema import Value
from common.ids import derived_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, two_clerks
from tests.helpers.disputes import (
    ARRIVAL,
    case,
    fate,
    lies_nothing,
    row,
)
from tests.helpers.pcs import Own


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
    """Naive: both acceptances are merged, or the second is a conflict for people."""
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

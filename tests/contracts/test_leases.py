"""One PC gives the numbers of a series at a time: release, take, and what comes too late."""

from __future__ import annotations

import pytest

from common.errors import NotAllowed
from common.protocol.messages import ScopeAsk
from common.rules.numbering import Lease, series_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.hubs import SERVER_KEY, scope_row

DEN = series_id("stc", "den")


def held(pc: FakePc) -> dict[str, int]:
    """The PC's leases: epoch by series."""
    leases: list[Lease] = pc.ask([ScopeAsk(pc.scope)]).leases
    return {lease.series_id: lease.epoch for lease in leases}


def test_a_held_series_is_not_given_to_another(hub: Hub) -> None:
    first, second = two_clerks(hub)
    with pytest.raises(NotAllowed, match="series_held") as refused:
        second.api.take_series(second.scope, DEN)
    assert refused.value.params == {"device": first.device}


def test_a_released_series_is_taken_under_the_next_epoch(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.release("den")
    first.sync()
    assert DEN not in held(first)
    lease = second.api.take_series(second.scope, DEN)
    assert (lease.device, lease.epoch) == (second.device, 2)
    assert lease.is_signed_by(SERVER_KEY.public)
    assert held(second) == {DEN: 2}


def test_a_take_whose_answer_was_lost_is_answered_the_same(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.release("den")
    first.sync()
    lease = second.api.take_series(second.scope, DEN)
    before = scope_row(hub, second.scope)
    assert second.api.take_series(second.scope, DEN) == lease
    assert scope_row(hub, second.scope) == before


def test_numbers_given_before_the_release_arrive_before_it(hub: Hub) -> None:
    first, _ = two_clerks(hub)
    first.register()
    first.register()
    first.release("den")
    first.sync()
    assert [first.fate(own) for own in first.own] == ["applied"] * 3


def test_a_number_after_the_release_is_quarantined(hub: Hub) -> None:
    first, _ = two_clerks(hub)
    first.release("den")
    first.register()
    first.sync()
    assert [own.result.code for own in first.own if own.result] == ["", "lease_not_held"]


def test_two_holders_one_series_the_older_epoch_is_quarantined(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.release("den")
    first.sync()
    second.api.take_series(second.scope, DEN)
    first.register()  # as a copy of the store from before the release would
    first.sync()
    result = first.own[-1].result
    assert result
    assert result.code == "lease_not_held"


def test_the_new_holder_numbers_on(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.register()
    first.release("den")
    first.sync()
    epoch = second.api.take_series(second.scope, DEN).epoch
    second.sync()
    second.given["den"] = 1
    own = second.register_under(epoch)
    second.sync()
    assert second.fate(own) == "applied"
    assert sorted(str(row.values["number"]) for row in second.all_of("number")) == ["1", "2"]


def test_a_series_of_another_office_cannot_be_taken(hub: Hub) -> None:
    pc = enrolled(hub)
    with pytest.raises(NotAllowed, match="series_unknown"):
        pc.api.take_series(pc.scope, series_id("vpubnd", "den"))
    with pytest.raises(NotAllowed, match="scope_closed"):
        pc.api.take_series("office/vpubnd", series_id("vpubnd", "den"))
    with pytest.raises(NotAllowed, match="series_unknown"):
        pc.api.take_series(pc.scope, "\0" * 36)

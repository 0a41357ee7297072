"""The records of conflicts: one for a field, under an id that follows from what is in conflict."""

from __future__ import annotations

from common.changes.changeset import Change
from common.ids import derived_id
from sync_server.hub.hub import Hub
from tests.helpers.disputes import (
    ARRIVAL,
    arrival,
    conflict,
    together,
    two_who_see,
    values_of,
)


def test_two_changes_of_one_field_in_one_changeset_make_one_conflict(hub: Hub) -> None:
    early, late = two_who_see(hub)
    early.edit(arrival(early), subject="một")
    change = late.change(ARRIVAL, arrival(late), subject="hai")
    again = Change(change.entity, change.id, {"subject": "ba"}, change.base)
    late.do("edit_incoming", change, again)
    together(early, late)
    assert values_of(early) == ["một", "ba"]


def test_conflict_ids_follow_from_what_is_in_conflict(hub: Hub) -> None:
    early, late = two_who_see(hub)
    early.edit(arrival(early), subject="một")
    lost = late.edit(arrival(late), subject="hai")
    together(early, late)
    expected = derived_id("conflict", ARRIVAL, arrival(late), "subject", lost.name)
    assert conflict(late).id == expected

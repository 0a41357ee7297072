"""The merge: what is written, what is parked, and that nothing is dropped (design §5.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of, seen_by
from common.changes.merge import Fate, Merged, merge
from common.changes.record import Key, Record
from common.entities.schema import Value
from common.rules.actions import ACTIONS, Action
from tests.common.changes.strategies import field_sets

EDIT = ACTIONS["edit_incoming"]
ISSUE = ACTIONS["issue_outgoing"]
WHOLE = Action("whole", EDIT.label, "incoming_document")
DOCUMENT = ("incoming_document", "d")


@dataclass
class World:
    """A scope's records and what every changeset wrote."""

    records: dict[Key, Record] = field(default_factory=dict)
    written: dict[tuple[str, Key, str], Value] = field(default_factory=dict)

    def record(self, key: Key) -> Record | None:
        return self.records.get(key)

    def value_written(self, name: str, key: Key, field: str) -> Value:
        return self.written.get((name, key, field))

    def lay(self, action: Action, name: str, *changes: Change, guards: tuple = ()) -> Merged:
        merged = merge(self, action, name, changes, guards)
        self.records.update(merged.records)
        for change in changes:
            for one, value in change.set.items():
                self.written[name, (change.entity, change.id), one] = value
        return merged


def _world(**values: Value) -> World:
    world = World()
    start = {"subject": "cũ", "state": "da_dang_ky", **values}
    world.lay(WHOLE, "1.1", Change(*DOCUMENT, start))
    return world


def _edit(world: World, name: str, *, seen: Record | None = None, **values: Value) -> Merged:
    seen = seen or world.records[DOCUMENT]
    return world.lay(EDIT, name, Change(*DOCUMENT, values, seen_by(seen.heads, values)))


def test_an_edit_of_what_was_seen_is_applied() -> None:
    world = _world()
    assert _edit(world, "2.1", subject="mới").fate is Fate.APPLIED
    assert world.records[DOCUMENT].values["subject"] == "mới"


@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("B", "A")])
def test_of_two_unseen_edits_the_first_stays_and_the_second_is_parked(
    first: str, second: str
) -> None:
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", seen=seen, subject=first)
    merged = _edit(world, "3.1", seen=seen, subject=second)
    assert merged.fate is Fate.PARKED
    assert world.records[DOCUMENT].values["subject"] == first
    assert (merged.parked[0].value, merged.parked[0].standing) == (second, first)


def test_edits_of_different_fields_do_not_meet() -> None:
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", seen=seen, subject="A")
    assert _edit(world, "3.1", seen=seen, description="B").fate is Fate.APPLIED


def test_the_same_value_is_no_conflict() -> None:
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", seen=seen, subject="A")
    assert _edit(world, "3.1", seen=seen, subject="A").fate is Fate.APPLIED


def test_an_edit_applies_when_the_value_that_was_seen_stands_again() -> None:
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", subject="A")
    _edit(world, "2.2", subject="cũ")
    assert _edit(world, "3.1", seen=seen, subject="B").fate is Fate.APPLIED


def test_stacked_edits_do_not_hide_a_clash() -> None:
    """Scenario `stacked_edits_hide_clash`: with counters the second edit would match (R7)."""
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", seen=seen, subject="A")
    _edit(world, "3.1", seen=seen, subject="B")
    stacked = Change(*DOCUMENT, {"subject": "B2"}, {"*": "3.1"})
    assert world.lay(EDIT, "3.2", stacked).fate is Fate.PARKED
    assert world.records[DOCUMENT].values["subject"] == "A"


def test_a_whole_action_is_parked_whole() -> None:
    world = _world()
    seen = world.records[DOCUMENT]
    _edit(world, "2.1", seen=seen, subject="A")
    values = {"subject": "B", "description": "ghi chú"}
    merged = world.lay(WHOLE, "3.1", Change(*DOCUMENT, values, seen_by(seen.heads, values)))
    assert not merged.records
    assert {one.field for one in merged.parked} == {"subject", "description"}


def test_a_lost_guard_parks_the_whole_action() -> None:
    world = _world()
    guard = Guard(*DOCUMENT, "removed_at", "1.1")
    _edit(world, "2.1", removed_at=5)
    change = Change(*DOCUMENT, {"subject": "B"}, {"*": "1.1"})
    merged = world.lay(EDIT, "3.1", change, guards=(guard,))
    assert (merged.fate, merged.reason) == (Fate.PARKED, "guard")


def test_paper_wins_over_an_unseen_edit_which_becomes_the_parked_side() -> None:
    world = World()
    key = ("outgoing_document", "o")
    world.lay(WHOLE, "1.1", Change(*key, {"state": "du_thao", "code_notation": "QĐ-STC"}))
    seen = world.records[key]
    edit = Change(*key, {"code_notation": "QĐ-UBND"}, seen_by(seen.heads, ["code_notation"]))
    world.lay(ACTIONS["edit_outgoing"], "2.1", edit)
    issued = {"state": "da_phat_hanh", "code_notation": "QĐ-STC1"}
    merged = world.lay(ISSUE, "3.1", Change(*key, issued, seen_by(seen.heads, issued)))
    assert merged.fate is Fate.APPLIED
    assert world.records[key].values["code_notation"] == "QĐ-STC1"
    assert (merged.parked[0].value, merged.parked[0].head) == ("QĐ-UBND", "2.1")


def test_a_state_that_no_longer_allows_the_action_parks_it_whole() -> None:
    world = World()
    key = ("delivery", "x")
    world.lay(WHOLE, "0.1", Change(*key, {"state": "cho_tiep_nhan"}))
    accept = Change(*key, {"state": "da_tiep_nhan"}, {"*": "0.1"})
    world.lay(ACTIONS["accept_delivery"], "1.1", accept)
    returned = Change(*key, {"state": "tu_choi"}, {"*": "0.1"})
    merged = world.lay(ACTIONS["return_delivery"], "2.1", returned)
    assert (merged.fate, merged.reason) == (Fate.PARKED, "workflow")


def test_an_element_both_added_and_removed_stays() -> None:
    world = _world()
    key = ("series", "s")
    world.lay(WHOLE, "1.2", Change(*key, {"type_codes": ["a", "b"]}))
    both = Change(*key, {}, {"*": "1.2"}, {"type_codes": ["b", "c"]}, {"type_codes": ["a", "b"]})
    world.lay(WHOLE, "2.1", both)
    assert world.records[key].values["type_codes"] == ["b", "c"]


@given(st.lists(st.tuples(st.integers(2, 4), field_sets(), st.integers(0, 3)), max_size=8))
def test_every_value_is_current_or_parked_or_was_seen_by_the_one_who_replaced_it(
    edits: list[tuple[int, dict[str, str | None], int]],
) -> None:
    """I2: whatever the order and however stale, no concurrent value is dropped."""
    world = _world()
    states = [world.records[DOCUMENT]]
    seqs = dict.fromkeys(range(2, 5), 0)
    for device, values, age in edits:
        seen = states[max(0, len(states) - 1 - age)]
        seqs[device] += 1
        name = f"{device}.{seqs[device]}"
        before = world.records[DOCUMENT]
        merged = world.lay(EDIT, name, Change(*DOCUMENT, dict(values), seen_by(seen.heads, values)))
        now = world.records[DOCUMENT]
        for one, value in values.items():
            parked = any(p.field == one and p.value == value for p in merged.parked)
            assert parked or now.values.get(one) == value
            if now.values.get(one) != before.values.get(one):
                known = {seen.values.get(one), before.values.get(one)}
                assert before.values.get(one) == seen.values.get(one) or len(known) == 1
        states.append(now)


@given(field_sets(), field_sets())
def test_merging_is_deterministic_and_writes_nothing_elsewhere(
    first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    worlds = (_world(), _world())
    for world in worlds:
        seen = world.records[DOCUMENT]
        _edit(world, "2.1", seen=seen, **first)
        _edit(world, "3.1", seen=seen, **second)
    assert worlds[0].records == worlds[1].records


def test_heads_name_the_changeset_that_wrote() -> None:
    world = _world()
    _edit(world, "2.1", subject="A")
    heads = world.records[DOCUMENT].heads
    assert (head_of(heads, "subject"), head_of(heads, "state")) == ("2.1", "1.1")

"""The merge: what is written, what is parked, and that nothing is dropped (design §5.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.changes.changeset import Change, Guard
from common.changes.heads import Heads, head_of, seen_by
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


DRAFT = ("outgoing_document", "o")


def _draft(**values: Value) -> World:
    world = World()
    start = {"subject": "dự thảo", "state": "du_thao", **values}
    world.lay(WHOLE, "1.1", Change(*DRAFT, start))
    return world


def _issue(world: World, name: str, number: str, *, base: Heads | None = None) -> Merged:
    values = {"state": "da_phat_hanh", "code_number": number}
    return world.lay(ISSUE, name, Change(*DRAFT, values, base or {"*": "1.1"}))


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


def test_same_value_is_no_conflict() -> None:
    """Naive: any value whose head was not seen is a clash (R23)."""
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


def test_stacked_edits_hide_clash() -> None:
    """Naive: versions are counters, and the second edit matches by accident (R7)."""
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
    assert merged.is_whole
    assert (merged.parked, merged.reason, merged.kind) == ((), "clash", "field_clash")


def test_a_lost_guard_parks_the_whole_action() -> None:
    world = _world()
    guard = Guard(*DOCUMENT, "removed_at", "1.1")
    _edit(world, "2.1", removed_at=5)
    change = Change(*DOCUMENT, {"subject": "B"}, {"*": "1.1"})
    merged = world.lay(EDIT, "3.1", change, guards=(guard,))
    assert (merged.fate, merged.reason) == (Fate.PARKED, "guard")
    assert merged.kind == "edited_after_removal"


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
    world = _draft()
    _issue(world, "2.1", "05")
    edit = Change(*DRAFT, {"subject": "chưa thấy"}, {"*": "1.1"})
    merged = world.lay(ACTIONS["edit_outgoing"], "3.1", edit)
    assert (merged.fate, merged.reason) == (Fate.PARKED, "workflow")
    assert (merged.is_whole, merged.kind) == (True, "workflow_clash")


def test_a_recalled_document_is_no_place_for_an_edit() -> None:
    world = _draft()
    world.lay(WHOLE, "2.1", Change(*DRAFT, {"state": "da_thu_hoi"}, {"*": "1.1"}))
    edit = Change(*DRAFT, {"subject": "chưa thấy"}, {"*": "1.1"})
    assert world.lay(ACTIONS["edit_outgoing"], "3.1", edit).kind == "edited_after_removal"


def test_a_mere_change_of_state_that_still_allows_the_action_is_no_clash() -> None:
    world = _draft()
    asked = Change(*DRAFT, {"state": "cho_so"}, {"*": "1.1"})
    world.lay(ISSUE, "2.1", asked)
    edit = Change(*DRAFT, {"subject": "mới"}, {"*": "1.1"})
    assert world.lay(ACTIONS["edit_outgoing"], "3.1", edit).fate is Fate.APPLIED


def test_an_action_that_only_relies_on_a_record_asks_its_state_too() -> None:
    world = _draft()
    world.lay(WHOLE, "2.1", Change(*DRAFT, {"state": "da_thu_hoi"}, {"*": "1.1"}))
    dispatch = Change("dispatch", "x", {"document_id": DRAFT[1], "sent_at": 1})
    guard = Guard(*DRAFT, "removed_at", "1.1")
    merged = world.lay(ACTIONS["send_outgoing"], "3.1", dispatch, guards=(guard,))
    assert (merged.fate, merged.records) == (Fate.PARKED, {})


@pytest.mark.parametrize(("first", "second"), [("accept", "return"), ("return", "accept")])
def test_of_accept_and_return_the_first_wins_without_a_conflict(first: str, second: str) -> None:
    world = World()
    key = ("delivery", "x")
    world.lay(WHOLE, "0.1", Change(*key, {"state": "cho_tiep_nhan"}))
    states = {"accept": "da_tiep_nhan", "return": "tu_choi"}
    for name, action in (("1.1", first), ("2.1", second)):
        change = Change(*key, {"state": states[action]}, {"*": "0.1"})
        merged = world.lay(ACTIONS[f"{action}_delivery"], name, change)
    assert (merged.fate, merged.reason, merged.parked) == (Fate.DISCARDED, "first", ())
    assert world.records[key].values["state"] == states[first]


def test_who_removes_what_is_removed_comes_second() -> None:
    world = _world()
    seen = world.records[DOCUMENT].heads
    remove = ACTIONS["remove_incoming"]
    world.lay(remove, "2.1", Change(*DOCUMENT, {"removed_at": 5, "removed_why": "a"}, seen))
    late = Change(*DOCUMENT, {"removed_at": 6, "removed_why": "b"}, seen)
    assert world.lay(remove, "3.1", late).fate is Fate.DISCARDED
    assert world.records[DOCUMENT].values["removed_why"] == "a"


def test_the_paper_states_the_whole_document_as_its_author_saw_it() -> None:
    world = _draft()
    seen = dict(world.records[DRAFT].heads)
    edit = Change(*DRAFT, {"subject": "sửa"}, {"*": "1.1"})
    world.lay(ACTIONS["edit_outgoing"], "2.1", edit)
    merged = _issue(world, "3.1", "05", base=seen)
    assert merged.fate is Fate.APPLIED
    assert world.records[DRAFT].values["subject"] == "dự thảo"
    (parked,) = merged.parked
    assert (parked.field, parked.value, parked.head) == ("subject", "sửa", "2.1")
    assert (parked.standing, parked.standing_head) == ("dự thảo", "3.1")


def test_a_paper_brings_back_the_document_that_was_removed_unseen() -> None:
    world = _draft()
    gone = Change(*DRAFT, {"removed_at": 5, "removed_why": "thôi"}, {"*": "1.1"})
    world.lay(ACTIONS["remove_outgoing"], "2.1", gone)
    merged = _issue(world, "3.1", "05")
    assert world.records[DRAFT].values.get("removed_at") is None
    assert [(one.field, one.kind) for one in merged.parked] == [
        ("removed_at", "edited_after_removal")
    ]


def test_a_document_that_got_two_numbers_keeps_the_first() -> None:
    world = _draft()
    _issue(world, "2.1", "05")
    merged = _issue(world, "3.1", "07")
    assert (merged.fate, merged.kind) == (Fate.PARKED, "issued_twice")
    assert world.records[DRAFT].values["code_number"] == "05"


def test_asking_for_a_number_that_is_given_already_comes_second() -> None:
    world = _draft()
    _issue(world, "2.1", "05")
    asked = Change(*DRAFT, {"state": "cho_so"}, {"*": "1.1"})
    assert world.lay(ISSUE, "3.1", asked).fate is Fate.DISCARDED
    assert world.records[DRAFT].values["state"] == "da_phat_hanh"


def test_a_number_goes_on_from_asking_for_one_without_a_clash() -> None:
    world = _draft()
    world.lay(ISSUE, "2.1", Change(*DRAFT, {"state": "cho_so"}, {"*": "1.1"}))
    merged = _issue(world, "3.1", "05")
    assert (merged.fate, merged.parked) == (Fate.APPLIED, ())
    assert world.records[DRAFT].values["state"] == "da_phat_hanh"


def test_a_sum_that_breaks_a_rule_parks_only_the_fields_of_that_rule() -> None:
    world = _draft(issued_date="2026-03-01", due_date="2026-03-20")
    edit = ACTIONS["edit_outgoing"]
    world.lay(edit, "2.1", Change(*DRAFT, {"issued_date": "2026-03-15"}, {"*": "1.1"}))
    sound = {"due_date": "2026-03-05", "description": "gấp"}
    merged = world.lay(edit, "3.1", Change(*DRAFT, sound, {"*": "1.1"}))
    assert [(one.field, one.kind) for one in merged.parked] == [("due_date", "record_invalid")]
    assert merged.reason == "invalid"
    values = world.records[DRAFT].values
    assert (values["due_date"], values["description"]) == ("2026-03-20", "gấp")


def test_what_was_broken_before_parks_nothing_else() -> None:
    world = _draft(issued_date="2026-03-10", due_date="2026-03-01")
    edit = Change(*DRAFT, {"description": "ghi chú"}, {"*": "1.1"})
    assert world.lay(ACTIONS["edit_outgoing"], "2.1", edit).fate is Fate.APPLIED


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

"""I2 and I6: what became of each value that somebody typed.

It stands; or somebody who saw it wrote another; or it is a candidate of exactly one conflict; or
its whole action is set aside at the server, for a person to look at. There is no fifth.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from common.changes.record import Key, Record
from tests.simulation.oracle import Typed
from tests.simulation.truth import Kept, Truth
from tests.simulation.world import World

GUARDED = frozenset({"edit_incoming", "edit_outgoing", "issue_outgoing", "send_outgoing"})
PER_FIELD = frozenset({"edit_incoming", "edit_outgoing"})
ANSWERS = frozenset({"accept_delivery", "return_delivery"})
REMOVALS = frozenset({"remove_incoming", "remove_outgoing"})


def candidates(conflict: Record) -> list[dict[str, Any]]:
    """The sides of a conflict."""
    found = conflict.values["candidates"]
    assert isinstance(found, list)
    return found


def check(world: World, code: str, held: Truth) -> None:
    """All of it for one office."""
    conflicts = _conflicts(world, held)
    typed = world.oracle.offices[code].typed
    by_field: dict[tuple[Key, str], list[Typed]] = defaultdict(list)
    for one in typed:
        by_field[one.key, one.field].append(one)
    for one in typed:
        _check_value(world, held, conflicts, one, by_field[one.key, one.field])
    _check_whole(held)
    _check_order(held)
    for same in by_field.values():
        _count_same(world, same)


def _conflicts(world: World, held: Truth) -> dict[tuple[str, str], Record]:
    """Open conflicts by record and field: one each, each head once."""
    found: dict[tuple[str, str], Record] = {}
    for conflict in held.of("conflict"):
        place = str(conflict.values["record_id"]), str(conflict.values["field"])
        assert place not in found, f"I2: two conflicts over {place}"
        heads = [one["head"] for one in candidates(conflict)]
        assert len(set(heads)) == len(heads), f"I2: a candidate stands twice over {place}"
        found[place] = conflict
        world.counts[f"conflict: {conflict.values['kind']}"] += 1
    return found


def _check_value(
    world: World,
    held: Truth,
    conflicts: dict[tuple[str, str], Record],
    one: Typed,
    all_of_field: list[Typed],
) -> None:
    kept = held.kept[one.name]
    if kept.fate in ("quarantined", "held"):
        assert one.name in held.cases, f"I2: {one.name} is set aside in no case"
        world.counts["value: set aside whole"] += 1
        return
    record = held.records.get(one.key)
    conflict = conflicts.get((one.key[1], one.field))
    sides = candidates(conflict) if conflict else []
    is_side = any(side["head"] == one.name and side["value"] == one.value for side in sides)
    parked = (*one.key, one.field) in kept.parked
    assert not parked or is_side, f"I2: parked {one.field} of {one.name} is in no conflict"
    if record is not None and record.values.get(one.field) == one.value:
        world.counts["value: stands"] += 1
    elif not parked and any(_replaced(held, one, other) for other in all_of_field):
        world.counts["value: replaced by one who saw it"] += 1
    else:
        assert is_side, (
            f"I2: {one.value!r} of {one.name} ({one.action}) in {one.field} of {one.key} is gone: "
            f"{record and record.values.get(one.field)!r} stands"
        )
        world.counts["value: in a conflict"] += 1
        world.counts["paper won"] += not parked
    if one.seen is not None and any(
        other.value == one.seen and other.pc == one.pc and other.seq < one.seq
        for other in all_of_field
    ):
        world.counts["an edit stacked"] += 1


def _replaced(held: Truth, one: Typed, other: Typed) -> bool:
    """Whether ``other`` saw the value of ``one`` and wrote another over it, for good."""
    kept = held.kept[other.name]
    written = kept.fate in ("applied", "parked") and (*other.key, other.field) not in kept.parked
    return written and other is not one and other.seen == one.value and other.value != one.value


def _check_whole(held: Truth) -> None:
    """I6: of an action parked whole nothing stands; of one applied whole nothing is parked."""
    heads = {head for record in held.records.values() for head in record.heads.values()}
    for kept in held.kept.values():
        if kept.header.action in PER_FIELD or kept.device == 0:
            continue
        if kept.fate == "parked":
            assert kept.name not in heads, f"I6: {kept.name} is parked whole and stands in part"
        if kept.fate == "applied":
            assert not kept.parked, f"I6: {kept.name} is applied whole and parked in part"


def _check_order(held: Truth) -> None:
    """In the log's order: nothing is done to what is removed, a delivery is answered once, and no
    draft changes after its issue, by people who did not see it. What wrote nothing, because the
    same stood there already, did nothing."""
    heads = {head for record in held.records.values() for head in record.heads.values()}
    removed: set[Key] = set()
    answered: set[Key] = set()
    issued: set[Key] = set()
    for _, name in held.log:
        kept = held.kept[name]
        if kept.name not in heads or kept.code in ("parked_guard", "parked_workflow"):
            continue
        for key in _targets(kept):
            if kept.header.action in GUARDED:
                assert key not in removed, f"I2: {name} {kept.header.action} after the removal"
            if kept.header.action in ("edit_outgoing", "remove_outgoing"):
                assert key not in issued, f"I2: {name} {kept.header.action} after the issue"
            if kept.header.action in REMOVALS:
                removed.add(key)
            if kept.header.action in ANSWERS and kept.fate == "applied" and key[0] == "delivery":
                assert key not in answered, f"I2: {name} answers {key} again"
                answered.add(key)
            if kept.header.action == "issue_outgoing":
                # A second issue wins over the first like any paper, and may leave it waiting.
                (issued.add if kept.header.numbers else issued.discard)(key)


def _targets(kept: Kept) -> set[Key]:
    """What it was done to: records that it changes, and those that it relies on."""
    changed = {(change.entity, change.id) for change in kept.changes if change.base}
    return changed | {(guard.entity, guard.id) for guard in kept.header.guards}


def _count_same(world: World, typed: list[Typed]) -> None:
    """Two people who typed the same without seeing each other."""
    for index, one in enumerate(typed):
        for other in typed[index + 1 :]:
            if other.pc != one.pc and other.value == one.value and other.seen == one.seen:
                world.counts["the same value by two"] += 1

"""I2 and I6: what became of each value that somebody typed.

It stands; or somebody who saw it wrote another; or it is a side of exactly one conflict, open or
settled with a reason; or its whole action is set aside at the server, for a person to look at, or
closed with a note that says why. There is no sixth.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from common.changes.record import Key, Record
from common.entities.registry import entity_named
from common.entities.schema import MergePolicy
from common.rules.actions import ACTIONS
from tests.simulation.oracle import Typed
from tests.simulation.truth import Kept, Truth
from tests.simulation.world import World

GUARDED = frozenset({"edit_incoming", "edit_outgoing", "send_outgoing"})
PAPERS = frozenset({"issue_outgoing", "number_outgoing", "number_incoming"})
PER_FIELD = frozenset(name for name, action in ACTIONS.items() if action.per_field)
SERVER_WRITES = frozenset({"number_by_server", "settle_conflict", "settle_number"})
SETTLEMENTS = frozenset({"settle_conflict", "settle_number"})
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
        if one.is_given or _is_last(one):
            continue
        _check_value(world, held, conflicts, one, by_field[one.key, one.field])
    _check_whole(held)
    _check_order(held)
    _check_settlements(held)
    for same in by_field.values():
        _count_same(world, same)


def _is_last(one: Typed) -> bool:
    """Whether the later value stands by declaration."""
    entity = entity_named(one.key[0])
    declared = entity.by_name.get(one.field) if entity else None
    return declared is not None and declared.merge is MergePolicy.LAST


Place = tuple[str, str]


def _conflicts(world: World, held: Truth) -> dict[Place, list[Record]]:
    """Conflicts by record and field, or whole action; one open over each, each head once."""
    found: dict[Place, list[Record]] = defaultdict(list)
    for conflict in held.of("conflict"):
        values = conflict.values
        place = str(values["record_id"]), str(values.get("field") or values["changeset"])
        is_open = values["state"] == "open"
        assert not is_open or all(one.values["state"] != "open" for one in found[place]), (
            f"I2: two open conflicts over {place}"
        )
        heads = [one["head"] for one in candidates(conflict)]
        assert len(set(heads)) == len(heads), f"I2: a candidate stands twice over {place}"
        if not is_open:
            assert values.get("outcome"), f"I2: {place} is settled without an outcome"
            assert values["outcome"] == "agreed" or values.get("settled_why"), (
                f"I2: {place} is settled without a reason"
            )
            world.counts[f"settled: {values['outcome']}"] += 1
        found[place].append(conflict)
        world.counts[f"conflict: {values['kind']}"] += 1
    return found


def _check_value(
    world: World,
    held: Truth,
    conflicts: dict[Place, list[Record]],
    one: Typed,
    all_of_field: list[Typed],
) -> None:
    kept = held.kept[one.name]
    if kept.is_aside or kept.fate == "discarded":
        _check_aside(world, held, kept)
        return
    record = held.records.get(one.key)
    is_side = _is_side(conflicts, one)
    parked = (*one.key, one.field) in kept.parked
    assert not parked or is_side, f"I2: parked {one.field} of {one.name} is in no conflict"
    if record is not None and record.values.get(one.field) == one.value:
        world.counts["value: stands"] += 1
    elif not parked and (
        any(_replaced(held, one, other) for other in all_of_field) or _by_the_server(held, one)
    ):
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


def _check_aside(world: World, held: Truth, kept: Kept) -> None:
    """A whole action that is not applied has a case, which every PC sees; closed ones say why."""
    (case,) = [one for one in held.of("case") if one.values["changeset"] == kept.name]
    assert case.values["state"] == kept.fate, f"I2: the case of {kept.name} says otherwise"
    if kept.is_aside:
        assert kept.name in held.cases, f"I2: {kept.name} is set aside in no case"
        world.counts["value: set aside whole"] += 1
    else:
        assert case.values.get("code"), f"I2: {kept.name} is closed without a reason"
        world.counts["value: closed with a note"] += 1


def _visible(field: str) -> str:
    """A reason of removal goes with the removal."""
    return "removed_at" if field == "removed_why" else field


def _all_sides(conflict: Record) -> list[dict[str, Any]]:
    """The sides, and those of earlier settlements that were opened again."""
    history = conflict.values.get("history")
    earlier = history if isinstance(history, list) else []
    return candidates(conflict) + [
        side for settlement in earlier for side in settlement.get("candidates", ())
    ]


def _is_side(conflicts: dict[Place, list[Record]], one: Typed) -> bool:
    """Whether a conflict over the field, or over a whole action on the record, shows the value."""
    for conflict in conflicts.get((one.key[1], _visible(one.field)), ()):
        for side in _all_sides(conflict):
            if one.name in (side["head"], *side.get("earlier", ())) or side["value"] == one.value:
                return True
    whole = (
        conflict
        for (record_id, _), found in conflicts.items()
        if record_id == one.key[1]
        for conflict in found
        if conflict.values.get("changeset")
    )
    return any(
        entry.get("field") == one.field and entry.get("value") == one.value
        for conflict in whole
        for side in candidates(conflict)
        if isinstance(side["value"], list)
        for entry in side["value"]
    )


def _by_the_server(held: Truth, one: Typed) -> bool:
    """Whether the server wrote over it: a number with its date, or what people decided."""
    return any(
        one.field in change.set
        for kept in held.kept.values()
        if kept.device == 0 and kept.header.action in SERVER_WRITES
        for change in kept.changes
        if (change.entity, change.id) == one.key
    )


def _replaced(held: Truth, one: Typed, other: Typed) -> bool:
    """Whether ``other`` saw the value of ``one`` and wrote another over it, for good."""
    kept = held.kept[other.name]
    written = kept.fate in ("applied", "parked") and (*other.key, other.field) not in kept.parked
    return written and other is not one and other.seen == one.value and other.value != one.value


def _check_whole(held: Truth) -> None:
    """I6: of an action parked whole nothing stands; of one applied whole nothing is parked."""
    heads = {head for record in held.records.values() for head in record.heads.values()}
    for kept in held.kept.values():
        if kept.device == 0:
            continue
        if kept.is_aside or kept.fate == "discarded":
            assert kept.name not in heads, f"I6: {kept.name} is {kept.fate} and stands in part"
        if kept.header.action in PER_FIELD:
            continue
        assert not (kept.fate == "parked" and kept.applied_seq), f"I6: {kept.name} in part"
        if kept.fate == "applied":
            assert not kept.parked, f"I6: {kept.name} is applied whole and parked in part"


def _check_order(held: Truth) -> None:
    """In the log's order: nothing is done to what is removed, a delivery is answered once, and no
    draft changes after its issue, by people who did not see it. What wrote nothing, because the
    same stood there already, did nothing. A settlement may bring a record back."""
    heads = {head for record in held.records.values() for head in record.heads.values()}
    removed: set[Key] = set()
    answered: set[Key] = set()
    issued: set[Key] = set()
    for _, name in held.log:
        kept = held.kept[name]
        action = kept.header.action
        if kept.device == 0:
            removed -= _brought_back(kept)
            issued -= _waiting_again(kept)
        if kept.name not in heads:
            continue
        for key in _targets(kept):
            if action in GUARDED:
                assert key not in removed, f"I2: {name} {action} after the removal"
            if action in ("edit_outgoing", "remove_outgoing"):
                assert key not in issued, f"I2: {name} {action} after the issue"
            if action in ANSWERS and key[0] == "delivery":
                assert key not in answered, f"I2: {name} answers {key} again"
                answered.add(key)
            if action in REMOVALS and key[0] != "number":
                removed.add(key)
            if action in PAPERS:
                removed.discard(key)
            if action in PAPERS and kept.header.numbers:
                assert key not in issued, f"I2: {name} numbers {key} again"
                issued.add(key)


def _check_settlements(held: Truth) -> None:
    """A settlement is applied over the sides that its author saw, and no others."""
    sides: dict[str, str] = {}
    is_open: dict[str, bool] = {}
    for _, name in held.log:
        kept = held.kept[name]
        for change in kept.changes:
            if change.entity != "conflict":
                continue
            if kept.header.action in SETTLEMENTS and is_open.get(change.id):
                seen = next((g.head for g in kept.header.guards if g.id == change.id), "")
                assert seen == sides[change.id], (
                    f"I2: {name} settles over {sides[change.id]}, of which its author saw {seen}"
                )
            if "candidates" in change.set:
                sides[change.id] = name
            if "state" in change.set:
                is_open[change.id] = change.set["state"] == "open"


def _brought_back(kept: Kept) -> set[Key]:
    gone = ((change, change.set.get("removed_at", 0)) for change in kept.changes)
    return {(change.entity, change.id) for change, at in gone if at is None}


def _waiting_again(kept: Kept) -> set[Key]:
    return {(c.entity, c.id) for c in kept.changes if c.set.get("state") == "cho_so"}


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

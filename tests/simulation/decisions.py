"""What people decide: conflicts on a PC or at the centre, and cases at the centre."""

from __future__ import annotations

from typing import Any

from common.entities.cases import VALUE
from common.errors import NotAllowed, RuleViolation
from common.rules.settlement import outcomes_for, sides_of
from desktop.commands.conflicts import settling
from desktop.store import view
from sync_server.hub.deciding import Decision
from tests.simulation.workload import EDITS
from tests.simulation.world import Pc, World


def settle(world: World, pc: Pc) -> None:
    """Somebody settles one of the open conflicts that they see."""
    found = _open(pc)
    if found:
        settle_one(world, pc, world.random.choice(found))


def settle_one(world: World, pc: Pc, conflict: view.Row) -> None:
    """One way of those that are possible."""
    chosen = _chosen(world, pc, conflict)
    world.typed_count += 1
    why = f"đã hỏi người ký, lần {world.typed_count}"
    command = settling(conflict.values, conflict.id, **chosen, why=why)
    if world.do(pc, command.action, command):
        world.counts[f"settle: {chosen['outcome']}"] += 1


def settle_twice(world: World, pc: Pc) -> None:
    """Two people settle one conflict without seeing each other, or one while a side is added."""
    other = world.colleague(pc)
    theirs = {one.id for one in _open(other)}
    both = [one for one in _open(pc) if one.id in theirs]
    if not both:
        return
    conflict = world.random.choice(both)
    settle_one(world, pc, conflict)
    settle_one(world, other, conflict)
    for one in (pc, other):
        world.sync(one)


def give_way(world: World, pc: Pc) -> None:
    """Whoever is the parked side of a conflict types what the other has."""
    for one in (pc, world.colleague(pc)):
        world.sync(one)
        for conflict in _open(one):
            values, sides = conflict.values, sides_of(conflict.values)
            is_mine = sides[-1].get("device") == one.office.who.device
            edit = EDITS.get(str(values["entity"])) if is_mine and len(sides) == 2 else None
            if edit and values.get("field") and not values.get("changeset"):
                fields = {str(values["field"]): sides[0].get("value")}
                name = f"edit_{str(values['entity']).split('_')[0]}"
                if world.do(one, name, edit(str(values["record_id"]), fields)):
                    world.sync(one)
                    return


def settle_at_the_centre(world: World, pc: Pc) -> None:
    """An admin of the centre settles a conflict, on the office's word or after three days."""
    found = world.hub.conflicts(pc.office_code)
    if not found:
        return
    info = world.random.choice(found)
    outcome = world.random.choice(("first", "first", "other"))
    asked = world.random.random() < 0.7
    try:
        world.hub.settle_conflict(info.id, Decision(outcome, "cơ quan đề nghị"), asked=asked)
    except (NotAllowed, RuleViolation) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1
    else:
        world.counts["server: settle_conflict"] += 1
    world.note(f"{pc.office_code} settled at the centre {outcome}")


def decide_case(world: World, pc: Pc) -> None:
    """An admin of the centre tries a case again, admits it, or closes it."""
    waiting = [one for one in world.hub.quarantine(pc.office_code) if one.state == "quarantined"]
    if not waiting:
        return
    case = world.random.choice(waiting)
    admits = case.code == "role_ended_since" and world.random.random() < 0.6
    try:
        if admits or world.random.random() < 0.4:
            world.hub.retry(pc.office_code, case.name, "đã xem", admit=admits)
            world.counts["server: retry"] += 1
        else:
            fell = world.hub.discard(pc.office_code, case.name, "nhập nhầm", with_dependants=True)
            world.counts["server: discard"] += 1
            world.counts["server: fell with a case"] += len(fell)
    except (NotAllowed, RuleViolation) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1
    world.note(f"{pc.office_code} decides {case.name}")


def _open(pc: Pc) -> list[view.Row]:
    with pc.office.read() as connection:
        return view.find(connection, "conflict", "WHERE state = 'open' ORDER BY opened_at, rowid")


def _chosen(world: World, pc: Pc, conflict: view.Row) -> dict[str, Any]:
    values = conflict.values
    with pc.office.read() as connection:
        about = view.get(connection, str(values["entity"]), str(values["record_id"]))
    possible = outcomes_for(values, about.values if about else None)
    outcome = world.random.choice(possible)
    chosen: dict[str, Any] = {"outcome": outcome, "base": conflict.heads}
    sides = sides_of(values)
    if outcome == "other" and len(sides) > 2:
        chosen["side"] = world.random.randrange(2, len(sides) + 1)
    if outcome == VALUE:
        chosen["value"] = _third(world, str(values["field"]))
    return chosen


def _third(world: World, field: str) -> str | int | None:
    if field in ("urgency", "confidentiality"):
        return world.random.randrange(4) if field == "urgency" else 0
    if field.endswith("_date"):
        return "2026-12-30"
    world.typed_count += 1
    return f"Giá trị thứ ba {world.typed_count}"

"""One run: safety under faults, then healing and liveness; `python -m tests.simulation`."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from common.errors import NotAllowed, RuleViolation, TransportFault
from tests.simulation import checkers
from tests.simulation.network import NO_FAULTS
from tests.simulation.workload import COMMANDS, next_command
from tests.simulation.world import Pc, World

HEAL_ROUNDS_MAX = 12
_MEMORY = "/dev/shm"
"""Where there is a disk in memory a run does not wait for a real one: power cuts are ours."""

REQUIRED = (
    *(f"command: {name}" for name in (*COMMANDS, "take_series")),
    *(f"fault: {name}" for name in ("drop_request", "lose_answer", "duplicate", "offline")),
    *("fault: power", "fault: server restart", "recovery: rebuilt from the second file"),
    *("fate: applied", "fate: parked", "conflict kinds: field", "delivered"),
    *("sync: done", "sync: offline"),
)
"""What a campaign must have seen: any of these at zero fails it."""


@dataclass(frozen=True)
class Run:
    """What one seed did."""

    seed: int
    trace_hash: str
    counts: Counter[str]
    trace: tuple[str, ...]


def run(seed: int, actions: int) -> Run:
    """Simulate ``actions`` steps and check every invariant.

    Raises:
        checkers.Violated: with the seed; the trace is in the exception.
    """
    scratch = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"sim-{seed}-", dir=scratch) as name:
        world = World(Path(name), seed)
        try:
            for _ in range(actions):
                _step(world)
            _heal(world)
            checkers.check_all(world)
            return Run(seed, world.trace_hash(), world.counts, tuple(world.trace))
        except AssertionError as violation:
            raise checkers.Violated(seed, str(violation), world.trace) from violation
        finally:
            world.close()


def _step(world: World) -> None:
    pc = world.random.choice(world.pcs)
    chance = world.random.random()
    world.clock.forward(seconds=world.random.randrange(1, 900))
    if chance < 0.70:
        _command(world, pc)
    elif chance < 0.90:
        world.sync(pc)
    elif chance < 0.93:
        world.note(f"post {world.hub.deliver_post()}")
    elif chance < 0.95:
        pc.line.cut = not pc.line.cut and world.random.random() < 0.5
        world.note(f"{pc.name} cable {'out' if pc.line.cut else 'in'}")
    elif chance < 0.965:
        world.cut_power(pc)
    elif chance < 0.975:
        world.restart_server()
    elif chance < 0.98:
        world.lose_database(pc)
    else:
        _take(world, pc)
    if world.random.random() < 0.1:
        checkers.check_pc(world, pc)


def _command(world: World, pc: Pc) -> None:
    name, command = next_command(world, pc)
    if command is not None:
        world.do(pc, name, command)


def _take(world: World, pc: Pc) -> None:
    series = world.random.choice(("den", "di"))
    try:
        pc.office.take_series(series)
        world.counts["command: take_series"] += 1
    except (NotAllowed, RuleViolation, TransportFault) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1
    world.note(f"{pc.name} take {series}")


def _heal(world: World) -> None:
    """Everything works again: within a bounded number of rounds nothing moves any more."""
    for pc in world.pcs:
        pc.line.cut, pc.line.rates = False, NO_FAULTS
    for _ in range(HEAL_ROUNDS_MAX):
        moved = 0
        for pc in world.pcs:
            report = pc.office.sync()
            assert not report.offline, f"{pc.name} is offline on a whole line"
            moved += report.pushed + report.pulled + report.files_up + report.files_down
        moved += world.hub.deliver_post()
        if not moved:
            return
    raise AssertionError(f"still moving after {HEAL_ROUNDS_MAX} rounds")


def missing(counts: Counter[str]) -> list[str]:
    """What of :data:`REQUIRED` never happened."""
    return [name for name in REQUIRED if not counts[name]]

"""One run: safety under faults, then healing and liveness; `python -m tests.simulation`."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.entities.cases import CONFLICT_KINDS
from tests.simulation import checkers
from tests.simulation.network import NO_FAULTS
from tests.simulation.power import COMMAND_POINTS, SYNC_POINTS
from tests.simulation.steps import between, step
from tests.simulation.workload import COMMANDS
from tests.simulation.world import World

HEAL_ROUNDS_MAX = 8
_MEMORY = "/dev/shm"
"""Where there is a disk in memory a run does not wait for a real one: power cuts are ours."""

REQUIRED = (
    *(f"command: {name}" for name in (*COMMANDS, "start_register", "take_series")),
    *(f"command: number_{kind}" for kind in ("incoming", "outgoing")),
    *(f"command: {name}" for name in ("reserve_number", "cancel_number", "close_number")),
    *(f"command: {name}" for name in ("correct_arrival_date", "correct_issued_date")),
    *(f"command: {name}" for name in ("configure_series", "close_year", "confirm_register")),
    *(f"command: settle_{what}" for what in ("conflict", "number")),
    *(f"settle: {how}" for how in ("first", "other", "value", "both")),
    *(f"settled: {how}" for how in ("first", "other", "value", "both", "agreed")),
    *(f"server: {what}" for what in ("settle_conflict", "retry", "discard", "revoke_lease")),
    "server: fell with a case",
    *(f"fault: {name}" for name in ("drop_request", "lose_answer", "duplicate", "offline")),
    *("fault: old request again", "fault: cut between exchanges", "fault: power"),
    *(f"fault: power {point}" for point in {*COMMAND_POINTS, *SYNC_POINTS, "idle"}),
    *("fault: server restart", "fault: server crash before commit"),
    *(f"fault: clock {way}" for way in ("ahead", "behind", "put right")),
    *(f"fate: {fate}" for fate in ("applied", "parked", "held", "quarantined", "discarded")),
    "fate: settled",
    *(f"why: {code}" for code in ("parked_clash", "parked_guard", "parked_workflow")),
    *(f"why: {code}" for code in ("parked_invalid", "parked_twice", "role_ended_since")),
    *(f"why: {code}" for code in ("needs_held", "done_before", "fell_with", "discarded")),
    *(f"why: {code}" for code in ("side_added", "settled_otherwise")),
    *(f"conflict: {kind}" for kind in CONFLICT_KINDS),
    *(f"value: {how}" for how in ("stands", "replaced by one who saw it", "in a conflict")),
    *("value: set aside whole", "value: closed with a note"),
    *("paper won", "the same value by two", "an edit stacked"),
    *("number: given", "number: given twice", "number: waiting", "number: with a suffix"),
    *("number: booked for what is not applied", "number: reserved, then given", "entered late"),
    *(
        f"ledger: {state}"
        for state in ("given", "reserved", "cancelled", "unaccounted", "disputed")
    ),
    *("delivered", "a new year", "a form was open meanwhile", "others work during a sync"),
    *("sync: done", "sync: offline", "sync: a page of several", "digests compared", "looks"),
    *(f"refused: {code}" for code in ("date_before_last_number", "role_missing", "series_held")),
    "refused: store_restored",
    *("recovery: rebuilt from the second file", "idle: one request"),
    "checked by the server itself",
)
"""What a campaign must have seen: any of these at zero fails it."""


@dataclass(frozen=True)
class Run:
    """What one seed did."""

    seed: int
    trace_hash: str
    counts: Counter[str]
    trace: tuple[str, ...]


class Violated(AssertionError):
    """An invariant does not hold; the seed replays it."""

    def __init__(self, seed: int, what: str, steps: Sequence[int], trace: Sequence[str]) -> None:
        tail = "\n".join(trace[-60:])
        self.summary = f"seed {seed}, {len(steps)} steps: {what}"
        super().__init__(f"{self.summary}\n… its last lines:\n{tail}")
        self.seed = seed
        self.what = what
        self.steps = tuple(steps)
        self.trace = tuple(trace)


def run(seed: int, actions: int | Sequence[int]) -> Run:
    """Simulate so many steps, or those given by their index, and check every invariant.

    Raises:
        Violated: with the seed, the steps that led there and the trace.
    """
    steps = range(actions) if isinstance(actions, int) else actions
    scratch = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"sim-{seed}-", dir=scratch) as name:
        world = World(Path(name), seed)
        done = 0
        try:
            world.begin()
            world.between = lambda pc: between(world, pc)  # type: ignore[method-assign]
            for done, index in enumerate(steps, start=1):  # noqa: B007
                step(world, index)
            heal(world)
            checkers.check_all(world)
            return Run(seed, world.trace_hash(), world.counts, tuple(world.trace))
        except Exception as failure:
            what = f"{type(failure).__name__}: {failure}".removeprefix("AssertionError: ")
            raise Violated(seed, what, steps[:done], world.trace) from failure
        finally:
            world.close()


def heal(world: World) -> None:
    """Everything works again: within a bounded number of rounds nothing moves any more."""
    world.random.seed(f"{world.seed}/heal")
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
    raise AssertionError(f"liveness: still moving after {HEAL_ROUNDS_MAX} rounds")


def shrunk(violation: Violated, *, seconds_max: float = 60) -> Violated:
    """A shorter run with a failure of the same kind: halves, quarters… of the steps left out."""
    best, size = violation, max(1, len(violation.steps) // 2)
    end = time.monotonic() + seconds_max
    while size and time.monotonic() < end:
        start = 0
        while start < len(best.steps) and time.monotonic() < end:
            shorter = _fails(best, [*best.steps[:start], *best.steps[start + size :]])
            if shorter:
                best = shorter
            else:
                start += size
        size //= 2
    return best


def _fails(violation: Violated, steps: Sequence[int]) -> Violated | None:
    try:
        run(violation.seed, steps)
    except Violated as again:
        return again if again.what[:2] == violation.what[:2] else None
    return None


def missing(counts: Counter[str]) -> list[str]:
    """What of :data:`REQUIRED` never happened."""
    return sorted(name for name in set(REQUIRED) if not counts[name])

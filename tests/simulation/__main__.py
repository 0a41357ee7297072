"""`python -m tests.simulation --seed S --seeds N --actions A --jobs J`: a campaign."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.campaign import REQUIRED, Run, Violated, missing, run, shrunk


def main() -> int:
    """0 where every seed held and nothing that must happen was missing."""
    chosen = _arguments()
    counts: Counter[str] = Counter()
    failed: list[str] = []
    start = time.perf_counter()
    seeds = range(chosen.seed, chosen.seed + chosen.seeds)
    with ProcessPoolExecutor(chosen.jobs) as workers:
        for done in workers.map(partial(_one, actions=chosen.actions), seeds):
            if isinstance(done, str):
                failed.append(done)
                print(done, file=sys.stderr, flush=True)
            else:
                counts.update(done.counts)
                print(f"seed {done.seed} · {done.trace_hash}", flush=True)
    elapsed_s = time.perf_counter() - start
    for name, count in sorted(counts.items()):
        print(f"{count:>9} {name}")
    total = chosen.seeds * chosen.actions
    print(f"{total} actions, {total / elapsed_s:.0f} a second, {len(failed)} seeds failed")
    absent = missing(counts)
    if absent:
        print(f"never happened: {', '.join(absent)} (of {len(REQUIRED)})", file=sys.stderr)
    return 1 if absent or failed else 0


def _one(seed: int, actions: int) -> Run | str:
    """A run, or what its shrunk failure says."""
    try:
        return run(seed, actions)
    except Violated as violation:
        shorter = shrunk(violation)
        return f"{violation.summary}\nshrunk: {shorter}\nits steps: {list(shorter.steps)}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds")
    parser.add_argument("--actions", type=int, default=300, help="steps of each run")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

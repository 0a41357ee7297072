"""`python -m tests.simulation --seed S --seeds N --actions A`: a campaign and its counters."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.simulation.campaign import REQUIRED, missing, run


def main() -> int:
    """0 where every seed held and nothing that must happen was missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds")
    parser.add_argument("--actions", type=int, default=300, help="steps of each run")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    start = time.perf_counter()
    for seed in range(chosen.seed, chosen.seed + chosen.seeds):
        done = run(seed, chosen.actions)
        counts.update(done.counts)
        print(f"seed {seed} · {done.trace_hash}", flush=True)
    elapsed_s = time.perf_counter() - start
    for name, count in sorted(counts.items()):
        print(f"{count:>8} {name}")
    total = chosen.seeds * chosen.actions
    print(f"{total} actions, {total / elapsed_s:.0f} a second")
    absent = missing(counts)
    if absent:
        print(f"never happened: {', '.join(absent)} (of {len(REQUIRED)})", file=sys.stderr)
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())

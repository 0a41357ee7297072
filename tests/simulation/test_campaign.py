"""Twenty seeds in every test run; more by `python -m tests.simulation`."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.simulation.campaign import missing, run

ACTIONS = 300
SEEDS = 10


@pytest.mark.timeout(240)
@pytest.mark.parametrize("first", [1, 1 + SEEDS])
def test_every_invariant_holds_and_everything_happened(first: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(first, first + SEEDS):
        counts.update(run(seed, ACTIONS).counts)
    assert missing(counts) == []


def test_the_same_seed_makes_the_same_run() -> None:
    first, second = (run(77, 120) for _ in range(2))
    assert first.trace == second.trace

"""Twenty seeds in every test run; more by `make sim` and `make soak`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation.campaign import Violated, missing, run, shrunk

ACTIONS = 300
SEEDS = range(1, 21)
_HASH_OF = "from tests.simulation.campaign import run; print(run(77, 100).trace_hash)"


def _done(seed: int) -> Counter[str] | str:
    """What happened, or what was violated: in words, which travel between processes."""
    try:
        return run(seed, ACTIONS).counts
    except Violated as violation:
        return str(violation)


@pytest.mark.timeout(240)
def test_every_invariant_holds_and_everything_happened() -> None:
    with ProcessPoolExecutor(2) as workers:
        runs = list(workers.map(_done, SEEDS))
    assert [one for one in runs if isinstance(one, str)] == []
    counts: Counter[str] = Counter()
    for one in runs:
        counts.update(one)
    assert missing(counts) == []


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_makes_the_same_run_in_every_process(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    told = subprocess.run(
        [sys.executable, "-c", _HASH_OF],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == run(77, 100).trace_hash


def test_a_failing_run_is_shrunk_to_the_steps_that_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails_at(world: object, index: int) -> None:
        assert index != 5, "I0: step five"

    monkeypatch.setattr("tests.simulation.campaign.step", fails_at)
    with pytest.raises(Violated) as caught:
        run(1, 40)
    assert shrunk(caught.value).steps == (5,)

"""`python -m tests.simulation.mutants [NAME…]`: each known mistake, made in a copy, must be caught.

A copy of the tree, one patch applied, the campaign over it: seed and number of actions of the first
violation are printed. One that no seed catches fails the whole.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TREE = ("common", "desktop", "sync_server", "tests")
AT_ONCE = 2
CAUGHT = 3
_HUNT = f"""
import sys
from tests.simulation.campaign import Violated, run
for seed in range(1, int(sys.argv[1]) + 1):
    try:
        run(seed, int(sys.argv[2]))
    except Violated as violation:
        print(f"seed {{seed}}, {{len(violation.steps)}} actions: {{violation.what[:150]}}")
        sys.exit({CAUGHT})
"""


def main() -> int:
    """0 where each mutant was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutants")
    parser.add_argument("names", nargs="*", help="which, also of those that wait")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--actions", type=int, default=300)
    chosen = parser.parse_args()
    patches = _patches(chosen.names)
    if unknown := set(chosen.names) - {one.stem for one in patches}:
        parser.error(f"no such mutant: {', '.join(sorted(unknown))}")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        hunts = [threads.submit(hunt, one, chosen.seeds, chosen.actions) for one in patches]
        caught = 0
        for patch, done in zip(patches, hunts, strict=True):
            is_caught, said = done.result()
            caught += is_caught
            print(f"{'caught  ' if is_caught else 'SURVIVED'} {patch.stem} · {said}", flush=True)
    print(f"{caught} of {len(patches)} mutants caught")
    return 0 if caught == len(patches) else 1


def _patches(names: list[str]) -> list[Path]:
    """Those that must be caught; or the named ones, also of those that wait."""
    if not names:
        return sorted(HERE.glob("*.patch"))
    return [one for one in sorted(HERE.rglob("*.patch")) if one.stem in names]


def hunt(patch: Path, seeds: int, actions: int) -> tuple[bool, str]:
    """Whether some seed catches the mutant, and what was said last."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        copy = Path(name)
        for part in TREE:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        applied = subprocess.run(
            ["git", "apply", str(patch)], cwd=copy, capture_output=True, text=True, check=False
        )
        if applied.returncode:
            return False, f"does not apply: {applied.stderr.strip()}"
        ran = subprocess.run(
            [sys.executable, "-c", _HUNT, str(seeds), str(actions)],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    said = (ran.stdout or ran.stderr).strip().splitlines()
    return ran.returncode == CAUGHT, said[-1] if said else f"{seeds} seeds of {actions} actions"


if __name__ == "__main__":
    sys.exit(main())

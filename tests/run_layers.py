"""Run the checks layer by layer, from the quickest to the slowest, and tell the time of each.

`make test` calls this. Every layer runs, whatever the ones before it found; the exit code is 0 only
when all passed. Names given as arguments choose layers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Summaries are read from the output, which a terminal gets in colour.
COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
SUMMARY = re.compile(
    r"\b\d+ (passed|failed|errors?|kept|files?)\b|no tests ran|^Found \d+|^All checks"
)


@dataclass(frozen=True)
class Layer:
    """Commands that are checked and timed together; ``folders`` are what pytest is given."""

    name: str
    commands: tuple[tuple[str, ...], ...] = ()
    folders: tuple[str, ...] = ()
    workers: int = 1

    def steps(self) -> list[tuple[str, ...]]:
        """The commands to run, with pytest's where any of the folders exists."""
        present = [folder for folder in self.folders if (ROOT / folder).is_dir()]
        if not present:
            return list(self.commands)
        spread = ("-n", str(self.workers)) if self.workers > 1 else ()
        return [*self.commands, ("pytest", "-q", *spread, *present)]


LAYERS = (
    Layer("lint", (("ruff", "check", "."), ("ruff", "format", "--check", "."))),
    Layer("types", (("mypy",),)),
    Layer("imports", (("lint-imports",),)),
    Layer("rules", folders=("tests/architecture", "tests/installers", "tests/common"), workers=2),
    Layer("stores", folders=("tests/desktop", "tests/sync_server", "tests/contracts"), workers=2),
    Layer("simulation", folders=("tests/simulation",)),
    Layer("processes", folders=("tests/processes",)),
    Layer("windows", folders=("tests/ui",)),
)


@dataclass(frozen=True)
class Outcome:
    """How one layer went: ``summary`` is from the last step that failed, or the last."""

    name: str
    passed: bool
    seconds: float
    summary: str


def main(names: Sequence[str]) -> int:
    """Run the layers called ``names`` (all when empty); 0 when each passed."""
    known = {layer.name for layer in LAYERS}
    if unknown := [name for name in names if name not in known]:
        print(f"no such layer: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        return 2
    chosen = [layer for layer in LAYERS if not names or layer.name in names]
    outcomes = [run_layer(layer) for layer in chosen if layer.steps()]
    print_table(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run_layer(layer: Layer) -> Outcome:
    """Run every step of ``layer``, even after one has failed."""
    print(f"\n── {layer.name} ──", flush=True)
    started = time.monotonic()
    results = [run_step(step) for step in layer.steps()]
    seconds = time.monotonic() - started
    failed = [summary for code, summary in results if code]
    summary = failed[-1] if failed else results[-1][1]
    return Outcome(layer.name, not failed, seconds, summary)


def run_step(step: tuple[str, ...]) -> tuple[int, str]:
    """Run one command, its output shown as it comes; returns exit code and summary line."""
    program = shutil.which(step[0], path=str(BIN)) or step[0]
    colour = {"FORCE_COLOR": "1", "PY_COLORS": "1"} if sys.stdout.isatty() else {}
    last = summary = ""
    with subprocess.Popen(
        [program, *step[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **colour},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            plain = COLOUR_CODE.sub("", line).strip(" =\n")
            last = plain or last
            summary = plain if SUMMARY.search(plain) else summary
    return process.returncode, summary or last


def print_table(outcomes: Sequence[Outcome]) -> None:
    """One line per layer, then the sum."""
    print("\n── layers ──")
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        print(f"{outcome.name:<10} {word}  {outcome.seconds:7.1f} s   {outcome.summary}")
    failed = sum(not outcome.passed for outcome in outcomes)
    total = sum(outcome.seconds for outcome in outcomes)
    verdict = f"{failed} of {len(outcomes)} layers failed" if failed else "all layers passed"
    print(f"{'in all':<10} {'':6}  {total:7.1f} s   {verdict}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

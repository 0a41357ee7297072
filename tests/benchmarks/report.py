"""The table that `make bench` prints, and the same as JSON."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

REPEATS = 3


@dataclass(frozen=True)
class Figure:
    """One measurement of ours beside its floor; without a floor the value itself is judged.

    ``aim`` is the largest ratio (or value) that we want, 0 where nothing was agreed; ``beside``
    says what the floor is.
    """

    name: str
    ours: float
    floor: float
    unit: str
    aim: float = 0.0
    beside: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by the floor; 0 where there is no floor."""
        return self.ours / self.floor if self.floor else 0.0

    @property
    def verdict(self) -> str:
        """``ok`` or ``missed``; empty where nothing was agreed."""
        if not self.aim:
            return ""
        return "ok" if (self.ratio or self.ours) <= self.aim else "missed"


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_of(work: Callable[[], float], repeats: int = REPEATS) -> float:
    """The median of several measurements."""
    return statistics.median(work() for _ in range(repeats))


def show(figures: list[Figure]) -> None:
    """Print the table."""
    head = ("name", "ours", "floor", "ratio", "aim", "", "the floor is")
    lines = [head, *(_line(one) for one in figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(line[1:6], widths[1:6], strict=True)]
        print(" · ".join([*cells, line[6]]).rstrip(" ·"))


def save(figures: list[Figure], path: Path) -> None:
    """The same as JSON, with ratios."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) | {"ratio": one.ratio, "verdict": one.verdict} for one in figures]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def _line(one: Figure) -> tuple[str, ...]:
    aim = f"≤ {one.aim:g}" + ("" if one.floor else f" {one.unit}") if one.aim else ""
    floor = f"{one.floor:.3f} {one.unit}" if one.floor else "–"
    ratio = f"{one.ratio:.2f}" if one.floor else "–"
    return one.name, f"{one.ours:.3f} {one.unit}", floor, ratio, aim, one.verdict, one.beside

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
    """One measurement of ours beside its floor. ``aim`` is the ratio or value that we want."""

    name: str
    ours: float
    floor: float
    unit: str
    aim: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by the floor; 0 where there is no floor."""
        return self.ours / self.floor if self.floor else 0.0


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
    width = max(len(one.name) for one in figures)
    print(f"{'name':<{width}} · {'ours':>12} · {'floor':>12} · {'ratio':>7} · aim")
    for one in figures:
        floor = f"{one.floor:.3f} {one.unit}" if one.floor else "–"
        ratio = f"{one.ratio:.2f}" if one.floor else "–"
        ours = f"{one.ours:.3f} {one.unit}"
        print(f"{one.name:<{width}} · {ours:>12} · {floor:>12} · {ratio:>7} · {one.aim}")


def save(figures: list[Figure], path: Path) -> None:
    """The same as JSON, with ratios."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) | {"ratio": one.ratio} for one in figures]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")

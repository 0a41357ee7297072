"""`make bench`: every measurement beside its floor, as a table and as JSON."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import local, sync
from tests.benchmarks.report import save, show

OUTPUT = Path(".run") / "bench.json"


def main() -> int:
    """Run all; the exit code is 0 whatever the figures are: people judge them."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        folder = Path(name)
        for part in ("local", "sync"):
            (folder / part).mkdir()
        figures = [*local.figures(folder / "local"), *sync.figures(folder / "sync")]
    show(figures)
    save(figures, OUTPUT)
    print(f"JSON: {OUTPUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

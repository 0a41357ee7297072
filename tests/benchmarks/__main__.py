"""`make bench`: every measurement beside its floor, as a table and as JSON."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import local, memory, sync
from tests.benchmarks.peers import show_peers
from tests.benchmarks.report import save, show

OUTPUT = Path(".run") / "bench.json"


def main() -> int:
    """Run all; the exit code is 0 whatever the figures are: people judge them."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        folder = Path(name)
        figures = []
        for part in (local, sync, memory):
            own = folder / part.__name__.rpartition(".")[2]
            own.mkdir()
            figures += part.figures(own)
    show(figures)
    show_peers()
    save(figures, OUTPUT)
    print(f"JSON: {OUTPUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`vanthu`: without a sub-command the window, with one the command line.

The window's libraries are loaded only when it is opened, so that a command answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.cli.main import main as run_command


def main() -> int:
    """What the installed `vanthu` calls; returns the exit code."""
    return run_command(sys.argv[1:], window=_open_window)


def _open_window(store: Path) -> int:
    from desktop.ui.app import run

    return run(store)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m desktop.demo`: the same as `vanthu demo`."""

from __future__ import annotations

import sys

from desktop.demo.showing import run

if __name__ == "__main__":
    sys.exit(run())

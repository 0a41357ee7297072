"""`python -m tests.helpers.small_files BYTES COMMAND…`: run a command whose files end early.

The system refuses every write past that length, as a disk does that has no room left.
"""

from __future__ import annotations

import os
import resource
import signal
import sys


def main() -> None:
    """Become the command, under the limit."""
    limit = int(sys.argv[1])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()

"""`python -m tests.helpers.killed_at PLACE PROGRAM WORD…`: `vanthu` killed as it comes to a place.

The kill is the system's own (SIGKILL): nothing is tidied up, as when the power goes.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from desktop.__main__ import main
from desktop.store import redactions
from desktop.store.blobs import BlobStore
from desktop.store.disk import Disk
from desktop.store.journal import Journal
from desktop.store.store import Store

PLACES: dict[str, tuple[Any, str, bool]] = {
    "second file not written yet": (Journal, "rewrite", False),
    "second file half written": (Disk, "sync", False),
    "second file written, not committed": (Journal, "rewrite", True),
    "files still here": (BlobStore, "remove", False),
    "log still full": (Store, "empty_log", False),
    "not confirmed": (redactions, "move", False),
}
"""Where it is killed, in the order of the work: before a function is called, or (true) after it."""


def kill_at(place: str) -> None:
    """Put the kill into its place."""
    owner, name, is_after = PLACES[place]
    real = getattr(owner, name)

    def killed(*arguments: Any, **named: Any) -> Any:
        if _counts(place, named):
            if is_after:
                real(*arguments, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(owner, name, killed)


def _counts(place: str, named: dict[str, Any]) -> bool:
    """A place that is passed on other ways too counts only on the way of an erasure."""
    if place == "not confirmed":
        return named.get("after") == redactions.ERASED
    if place == "second file half written":
        frame = sys._getframe(2)
        return frame.f_code.co_name == "_write_anew"
    return True


if __name__ == "__main__":
    kill_at(sys.argv[1])
    sys.argv = sys.argv[2:]
    sys.exit(main())

"""The hub of a command, closed at its end."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sync_server.cli.main import Call
from sync_server.hub.deciding import CONSOLE
from sync_server.hub.hub import Hub
from sync_server.hub.opening import open_hub


def operator() -> str:
    """Who is at the console: what the office reads where it is told who decided or looked."""
    try:
        return f"{CONSOLE} ({getpass.getuser()})"
    except (KeyError, OSError, ImportError):
        return CONSOLE


@contextmanager
def opened(call: Call) -> Iterator[Hub]:
    """The server of the data folder. Raises EnvironmentFault where it cannot be opened."""
    hub = open_hub(call.settings.data, call.settings.database, clock=call.clock)
    try:
        yield hub
    finally:
        hub.close()

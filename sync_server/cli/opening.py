"""The hub of a command, closed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sync_server.cli.main import Call
from sync_server.hub.hub import Hub
from sync_server.hub.opening import open_hub


@contextmanager
def opened(call: Call) -> Iterator[Hub]:
    """The server of the data folder. Raises EnvironmentFault where it cannot be opened."""
    hub = open_hub(call.settings.data, call.settings.database, clock=call.clock)
    try:
        yield hub
    finally:
        hub.close()

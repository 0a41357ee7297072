"""Numbered steps from one schema to the next, with a copy of the store before each (issue: IT
never wants to come back). A store of a newer version is refused and left as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from common.errors import EnvironmentFault
from desktop.store import layers
from desktop.store.connection import Connection, immediate
from desktop.store.tables import SCHEMA_VERSION, create_tables

Step = Callable[[Connection], None]

STEPS: dict[int, Step] = {1: create_tables}
"""Version → the step that leads to it; never edited once released, only added to."""


def version_of(connection: Connection) -> int:
    """The schema version of an open store; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Connection, path: Path, steps: dict[int, Step] | None = None) -> None:
    """Bring the store to the newest version known, a backup beside it before each step.

    With the last one the view is made anew: what an older version kept without understanding it is
    tried again (R12).

    Raises:
        EnvironmentFault: ``store_newer`` where a newer Văn Thư has written it.
    """
    steps = STEPS if steps is None else steps
    newest = max(steps)
    present = version_of(connection)
    if present > newest:
        raise EnvironmentFault("store_newer", version=present, known=newest)
    for version in range(present + 1, newest + 1):
        if present:
            _back_up(connection, path, version - 1)
        with immediate(connection):
            steps[version](connection)
            if present and version == newest:
                layers.show_all(connection)
            connection.execute(f"PRAGMA user_version = {version}")


def _back_up(connection: Connection, path: Path, version: int) -> None:
    """A copy of the whole store at ``version``; it is encrypted with the same key."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(path, path.with_suffix(f".v{version}.bak"))


assert max(STEPS) == SCHEMA_VERSION

"""Every test here runs on SQLite and on PostgreSQL: what one accepts, the other must too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.hub.hub import Hub
from tests.helpers.databases import Postgres, copied_sqlite, running_postgres, sqlite_template
from tests.helpers.devices import SteppedClock
from tests.helpers.hubs import province


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database."""
    if request.param == "sqlite":
        return copied_sqlite(request.getfixturevalue("template"), tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def clock() -> SteppedClock:
    """The server's clock."""
    return SteppedClock()


@pytest.fixture
def hub(address: str, clock: SteppedClock) -> Iterator[Hub]:
    """A server with three offices."""
    hub = province(address, clock=clock)
    yield hub
    hub.close()

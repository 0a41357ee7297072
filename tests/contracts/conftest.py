"""Every test here runs on SQLite and on PostgreSQL: what one accepts, the other must too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync_server.hub.hub import Hub
from tests.helpers.databases import Databases, Postgres, SqliteFiles, running_postgres
from tests.helpers.devices import FakePc, SteppedClock, enrolled
from tests.helpers.hubs import fill_with_province, new_hub


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres(fill_with_province) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), fill_with_province)


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """One kind of database."""
    chosen: Databases = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def clock() -> SteppedClock:
    """The server's clock."""
    return SteppedClock()


@pytest.fixture
def hub(databases: Databases, clock: SteppedClock) -> Iterator[Hub]:
    """A server with three offices."""
    hub = new_hub(databases.filled(), clock=clock)
    yield hub
    hub.close()


@pytest.fixture
def sender(hub: Hub) -> FakePc:
    """The first PC of Văn phòng UBND tỉnh."""
    return enrolled(hub, "vpubnd")


@pytest.fixture
def receiver(hub: Hub) -> FakePc:
    """The first PC of Sở Tài chính."""
    return enrolled(hub, "stc")

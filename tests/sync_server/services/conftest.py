"""One filled SQLite file for the tests of services that need a database."""

from __future__ import annotations

import pytest

from tests.helpers.databases import SqliteFiles
from tests.helpers.hubs import fill_with_province


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), fill_with_province)

"""The tables of both databases are those declared, and those of another version are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from common.errors import EnvironmentFault
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.schema import require_current, upgrade
from sync_server.db.tables import metadata
from tests.helpers.databases import Databases


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """A database without any table."""
    engine = open_engine(databases.empty())
    yield engine
    engine.dispose()


def refusal(engine: Engine) -> str:
    with reading(engine) as conn, pytest.raises(EnvironmentFault) as refused:
        require_current(conn)
    return refused.value.code


def test_the_migrations_make_the_declared_tables(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_upgrade_of_a_current_database_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    with reading(engine) as conn:
        require_current(conn)


def test_a_database_that_was_never_made_is_refused(engine: Engine) -> None:
    assert refusal(engine) == "database_empty"


def test_a_database_of_a_newer_version_is_refused_and_left(engine: Engine) -> None:
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert refusal(engine) == "database_newer"
    with pytest.raises(EnvironmentFault, match="database_newer"):
        upgrade(engine)


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    upgrade(engine)
    with pytest.raises(ZeroDivisionError):
        fail_after_writing(engine)
    with reading(engine) as conn:
        assert conn.execute(text("SELECT count(*) FROM counters")).scalar() == 0


def fail_after_writing(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("INSERT INTO counters (name, value) VALUES ('x', 1)"))
        raise ZeroDivisionError

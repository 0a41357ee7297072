"""Opening SQLite or PostgreSQL, and the two kinds of transaction that the server knows.

Python's SQLite driver begins transactions by itself and always deferred; here we begin them,
`BEGIN IMMEDIATE` for writing, so that a lock is waited for at the start, not lost half-way (R4).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from common.errors import EnvironmentFault

LOCK_WAIT_S = 30
CONNECTIONS_KEPT = 10
CONNECTIONS_MAX = 40
"""One for each request that is worked on at once; more wait their turn."""

_WITH_BODIES = ("changesets", "records", "postbox", "evidence", "cases")
"""Tables that hold words of people."""
_WRITES = "vanthu_writes"
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: "server_busy",
    sqlite3.SQLITE_LOCKED: "server_busy",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "database_read_only",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
}
_POSTGRES_CODES = {
    "40001": "server_busy",
    "40P01": "server_busy",
    "53300": "server_busy",
    "55P03": "server_busy",
    "53100": "disk_full",
    "25006": "database_read_only",
}
"""PostgreSQL's SQLSTATE: serialization, deadlock, connections, lock, disk, read-only."""


def open_engine(address: str | Path) -> Engine:
    """An engine for a SQLite file or ``postgresql://…``; nothing is connected yet.

    Raises:
        EnvironmentFault: ``database_address_invalid``.
    """
    url = _url(address)
    pool = {"pool_size": CONNECTIONS_KEPT, "max_overflow": CONNECTIONS_MAX - CONNECTIONS_KEPT}
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_S}, **pool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, **pool)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write; committed at the end of the block, undone by an exception.

    Raises:
        EnvironmentFault: ``server_busy``, ``disk_full``, ``database_read_only``,
            ``database_damaged`` or ``database_unavailable``.
    """
    with _as_faults(), engine.connect() as bare:
        conn = bare.execution_options(**{_WRITES: True})
        with conn.begin():
            yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises EnvironmentFault as :func:`writing`."""
    with _as_faults(), engine.connect() as conn, conn.begin():
        yield conn


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and in which every query sees one and the same moment.

    SQLite's are so by themselves; PostgreSQL's must be asked for. Raises EnvironmentFault as
    :func:`writing`.
    """
    with _as_faults(), engine.connect() as bare:
        conn = bare
        if engine.dialect.name == "postgresql":
            conn = bare.execution_options(isolation_level="REPEATABLE READ")
        with conn.begin():
            yield conn


def forget_deleted(engine: Engine) -> bool:
    """Write the database anew, so that what was deleted or overwritten is in none of its files;
    false where somebody is in the way, and it must be tried again.

    PostgreSQL's own archive of its log, where one is kept, is beyond this.
    """
    try:
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                for table in _WITH_BODIES:
                    conn.exec_driver_sql(f"VACUUM (FULL) {table}")
            return True
        raw = engine.raw_connection()
        try:
            return _vacuum_sqlite(raw.driver_connection)
        finally:
            raw.close()
    except (OperationalError, sqlite3.OperationalError):
        return False


def _vacuum_sqlite(connection: Any) -> bool:
    connection.execute("VACUUM")
    (blocked, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not blocked


def insert_missing(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose key is not taken yet."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    if rows:
        conn.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _url(address: str | Path) -> URL:
    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise EnvironmentFault("database_address_invalid") from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise EnvironmentFault("database_address_invalid")
    return url


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(conn: Connection) -> None:
    kind = "IMMEDIATE" if conn.get_execution_options().get(_WRITES) else "DEFERRED"
    conn.exec_driver_sql(f"BEGIN {kind}")


@contextmanager
def _as_faults() -> Iterator[None]:
    """The environment's faults in our own words; what is our mistake stays as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise EnvironmentFault("server_busy") from error
    except (OperationalError, InterfaceError) as error:
        raise EnvironmentFault(_code_of(error)) from error
    except DatabaseError as error:
        if (code := _code_of(error)) == "database_damaged":
            raise EnvironmentFault(code) from error
        raise


def _code_of(error: DatabaseError | InterfaceError) -> str:
    extended = getattr(error.orig, "sqlite_errorcode", None)
    if extended is not None:
        return _SQLITE_CODES.get(extended & 0xFF, "database_unavailable")
    state = getattr(error.orig, "sqlstate", None)
    return _POSTGRES_CODES.get(state or "", "database_unavailable")

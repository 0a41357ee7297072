"""Open the encrypted store: key, pragmas, and SQLite's faults told apart (design §10).

The key is 32 random bytes from the vault, so SQLCipher derives nothing and a start costs
milliseconds. WAL with ``synchronous=FULL``: what a person was told is saved, is saved.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from common.errors import EnvironmentFault

Connection = Any
"""A `sqlcipher3` connection: the binding ships no types."""

BUSY_TIMEOUT_MS = 10_000
FREE_BYTES_LEAST = 128 * 1024
"""With less the disk is called full: the log and its index take some pages each."""
_IDS_AT_ONCE = 500
DatabaseError = dbapi2.DatabaseError


def connect(path: Path, key: bytes, *, writable: bool) -> Connection:
    """A connection to the store at ``path`` with the raw 32-byte ``key``.

    Raises:
        EnvironmentFault: ``store_missing``, ``store_damaged``, ``store_read_only``,
            ``store_locked``, ``disk_full``.
    """
    if not path.exists() and not writable:
        raise EnvironmentFault("store_missing", file=path.name)
    with database_faults(path):
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, key, writable=writable)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: Connection, key: bytes, *, writable: bool) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA secure_delete = FAST")
    connection.execute("PRAGMA cache_size = -16384")
    if writable:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # what was erased by order must not lie in a page that is free: fast would leave it there
        connection.execute("PRAGMA secure_delete = ON")
    else:
        connection.execute("PRAGMA query_only = ON")


@contextmanager
def database_faults(path: Path) -> Iterator[None]:
    """Turn SQLite's complaints about the *environment* of the database at ``path`` into words; bugs
    pass through as they are.

    A full disk on which not even the log's index finds room is an "I/O error" to SQLite.
    """
    try:
        yield
    except DatabaseError as error:
        code = fault_code(str(error))
        if code is None:
            raise
        if code == "store_io" and _is_full(path.parent):
            code = "disk_full"
        raise EnvironmentFault(code, file=path.name) from error


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < FREE_BYTES_LEAST
    return False


def fault_code(message: str) -> str | None:
    """The stable code for SQLite's message, or ``None`` where it is no fault of the environment."""
    for part, code in _FAULTS:
        if part in message:
            return code
    return None


_FAULTS = (
    ("database or disk is full", "disk_full"),
    ("file is not a database", "store_damaged"),
    ("malformed", "store_damaged"),
    ("vtable constructor failed", "store_damaged"),  # the search index, over a bad page
    ("fts5: corruption", "store_damaged"),
    ("disk I/O error", "store_io"),
    ("readonly", "store_read_only"),
    ("unable to open", "store_read_only"),
    ("locked", "store_locked"),
)


def select_by_ids(
    connection: Connection, select: str, ids: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Rows of ``select`` (a statement without a WHERE) whose ``id`` is one of ``ids``."""
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        places = ",".join("?" * len(some))
        yield from connection.execute(f"{select} WHERE id IN ({places})", tuple(some))


@contextmanager
def one_moment(connection: Connection) -> Iterator[Connection]:
    """All reads of the block see one state, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def immediate(connection: Connection) -> Iterator[Connection]:
    """One write transaction, taken at once so that two processes never deadlock half-way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

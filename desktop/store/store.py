"""The store of one PC: its database, its second file, its files; one writer, many readers.

Writes of this process take turns on one connection; those of another process (the command line
beside the window) wait at ``BEGIN IMMEDIATE``. The second file is appended *inside* the
transaction, so its order is the chain's, whoever writes; of two entries for one place the later
counts.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from common.errors import EnvironmentFault, RuleViolation
from common.ids import Random
from desktop.store import migrations
from desktop.store.blobs import BlobInfo, BlobStore
from desktop.store.connection import Connection, connect, database_faults, immediate
from desktop.store.disk import SYSTEM_DISK
from desktop.store.faults import environment_faults
from desktop.store.journal import Journal
from desktop.store.sniffing import HEAD_SIZE_BYTES, sniff
from desktop.store.vault import StoreKeys

DATABASE_NAME = "store.db"
JOURNAL_NAME = "journal.bin"
FILES_NAME = "files"


class Store:
    """An unlocked store. Close it; what is committed is safe either way."""

    def __init__(self, folder: Path, keys: StoreKeys, *, random: Random) -> None:
        self.folder = folder
        self._keys = keys
        self._path = folder / DATABASE_NAME
        self._writer = _open_writer(self._path, keys.database)
        self._lock = threading.RLock()
        self._readers = threading.local()
        self._all_readers: list[Connection] = []
        self.journal = Journal(folder / JOURNAL_NAME, keys.journal, random=random)
        self.blobs = BlobStore(folder / FILES_NAME, keys.blobs, keys.names, random=random)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction: commits at the end of the block, rolls back on any error.

        Raises:
            EnvironmentFault: ``disk_full``, ``store_read_only``, ``store_locked``, ``store_io``.
        """
        with self._lock, database_faults(self._path), immediate(self._writer) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only connection of this thread, showing the last committed state."""
        connection = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self._path, self._keys.database, writable=False)
            self._readers.connection = connection
            with self._lock:
                self._all_readers.append(connection)
        with database_faults(self._path):
            yield connection

    def journal_append(self, entries: Sequence[bytes]) -> None:
        """Add to the second file; call inside :meth:`write`, as the last step before the commit."""
        self.journal.append(entries)

    def take_file(self, path: Path, name: str, *, size_bytes_max: int) -> BlobInfo:
        """Store a person's file, encrypted before the first byte is on the disk.

        Where the command then fails the file stays, named by nothing and readable by nobody
        without the store's key; attached again, it is the same file.

        Raises:
            RuleViolation: ``attachment_type_refused``, ``attachment_too_large``,
                ``attachment_empty``, ``attachment_unreadable``.
        """
        try:
            stream = path.open("rb")
        except OSError as error:
            raise RuleViolation("attachment_unreadable", field="attachment", name=name) from error
        with stream:
            media_type = sniff(stream.read(HEAD_SIZE_BYTES), name).media_type
            stream.seek(0)
            info = self.blobs.put(stream, size_bytes_max=size_bytes_max)
        return BlobInfo(info.sha256, info.size_bytes, media_type)

    def checkpoint(self) -> None:
        """Move the log into the main file, when nobody is in the way."""
        with self._lock, database_faults(self._path):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def empty_log(self) -> bool:
        """Move the log into the main file and cut it to nothing, for what must not lie in it any
        more; false where a reader is in the way."""
        with self._lock, database_faults(self._path):
            row = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not row[0]

    def integrity_problems(self) -> list[str]:
        """What SQLite and SQLCipher find wrong with the file's pages; empty in a sound store.

        Asked by a connection of its own: one that has lived through writes remembers an older shape
        of the search index, and would call it damaged.
        """
        with database_faults(self._path):
            connection = connect(self._path, self._keys.database, writable=False)
            try:
                rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                rows += connection.execute("PRAGMA quick_check").fetchall()
            finally:
                connection.close()
        return [row[0] for row in rows if row[0] != "ok"]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for reader in self._all_readers:
                reader.close()
            self._all_readers.clear()
            self._readers = threading.local()
            self._writer.close()


def create_store(folder: Path, keys: StoreKeys, *, random: Random) -> Store:
    """An empty store in ``folder``.

    Raises:
        EnvironmentFault: ``store_exists``; ``disk_full``, ``store_read_only``.
    """
    if (folder / DATABASE_NAME).exists():
        raise EnvironmentFault("store_exists", file=DATABASE_NAME)
    path = folder / DATABASE_NAME
    with environment_faults():
        SYSTEM_DISK.create(path).close()  # for this user only; the log's files follow it
    connection = connect(path, keys.database, writable=True)
    try:
        with database_faults(path):
            migrations.migrate(connection, path)
    finally:
        connection.close()
    return Store(folder, keys, random=random)


def _open_writer(path: Path, key: bytes) -> Connection:
    """The writer, brought to the newest schema; a store of a newer one is not touched.

    Raises:
        EnvironmentFault: ``store_missing``, ``store_newer``, ``store_damaged``, …
    """
    if not path.exists():
        raise EnvironmentFault("store_missing", file=path.name)
    _refuse_unknown(path, key)
    connection = connect(path, key, writable=True)
    try:
        with database_faults(path):
            migrations.migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_unknown(path: Path, key: bytes) -> None:
    reader = connect(path, key, writable=False)
    try:
        version = migrations.version_of(reader)
    finally:
        reader.close()
    newest = max(migrations.STEPS)
    if version == 0:  # an emptied file: a store has its tables from its first moment
        raise EnvironmentFault("store_damaged", file=path.name)
    if version > newest:
        raise EnvironmentFault("store_newer", version=version, known=newest)

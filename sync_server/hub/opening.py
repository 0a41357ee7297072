"""Making a server's data folder, and opening a server on one.

::

    <data>/identity.key   the seed of the identity key (hex), readable by its owner only
    <data>/central.db     SQLite, unless a PostgreSQL address is given
    <data>/blobs/         files by their SHA-256
    <data>/tls/ca.pem     the private authority, where there is one
"""

from __future__ import annotations

import os
from pathlib import Path

from common.clock import Clock, SystemClock
from common.crypto.signing import SigningKey
from common.errors import EnvironmentFault
from common.ids import Random, SystemRandom
from sync_server.blobs.disk import DiskBlobs
from sync_server.db import scopes
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.schema import require_current, upgrade
from sync_server.hub.hub import Hub
from sync_server.services.context import CATALOG, Server
from sync_server.services.scope_work import create_scope

KEY_FILE = "identity.key"
DATABASE_FILE = "central.db"
BLOBS_FOLDER = "blobs"
AUTHORITY_FILE = Path("tls", "ca.pem")


def init_data(
    folder: Path,
    database_url: str | None = None,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
) -> None:
    """Make a new server in ``folder``: identity key, tables, an empty catalog.

    An ``init`` that was cut may be done again.

    Raises:
        EnvironmentFault: ``data_exists`` where there is a server already, ``data_unusable`` (param
            ``reason``) where the folder cannot be written, and what the database raises.
    """
    random = random or SystemRandom()
    key = _make_key(folder, random)
    engine = open_engine(database_url or folder / DATABASE_FILE)
    try:
        upgrade(engine)
        with writing(engine) as conn:
            if scopes.read(conn, CATALOG) is not None:
                raise EnvironmentFault("data_exists")
            create_scope(conn, Server(key, clock or SystemClock(), random), CATALOG)
    finally:
        engine.dispose()


def open_hub(
    folder: Path,
    database_url: str | None = None,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
) -> Hub:
    """The server of ``folder``; the caller closes it.

    Raises:
        EnvironmentFault: ``data_missing`` where ``init`` was never done, ``data_unusable``;
            ``database_newer``, ``database_older``, ``database_empty`` for tables of another
            version, and what the database raises.
    """
    key = _read_key(folder)
    if database_url is None and not (folder / DATABASE_FILE).is_file():
        raise EnvironmentFault("data_missing")
    engine = open_engine(database_url or folder / DATABASE_FILE)
    try:
        with reading(engine) as conn:
            require_current(conn)
    except EnvironmentFault:
        engine.dispose()
        raise
    authority = folder / AUTHORITY_FILE
    return Hub(
        engine,
        DiskBlobs(folder / BLOBS_FOLDER),
        key,
        clock=clock or SystemClock(),
        random=random or SystemRandom(),
        ca_pem=authority.read_text("ascii") if authority.is_file() else "",
    )


def migrate_data(folder: Path, database_url: str | None = None) -> None:
    """Bring the tables of a server to this version. Raises EnvironmentFault as :func:`open_hub`."""
    _read_key(folder)
    engine = open_engine(database_url or folder / DATABASE_FILE)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _make_key(folder: Path, random: Random) -> SigningKey:
    """The identity key of a new server; that of an ``init`` which was cut is used again."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / KEY_FILE).exists():
            return _read_key(folder)
        key = SigningKey.generate(random)
        handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.seed.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EnvironmentFault("data_unusable", reason=type(error).__name__) from error
    return key


def _read_key(folder: Path) -> SigningKey:
    try:
        text = (folder / KEY_FILE).read_text("ascii")
    except FileNotFoundError as error:
        raise EnvironmentFault("data_missing") from error
    except OSError as error:
        raise EnvironmentFault("data_unusable", reason=type(error).__name__) from error
    try:
        return SigningKey.from_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise EnvironmentFault("data_unusable", reason="identity_key") from error

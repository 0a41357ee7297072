"""Looking for words everywhere: in every row of a server's database and in every file of it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from sync_server.db import tables
from sync_server.db.engine import reading
from sync_server.hub.hub import Hub


def tables_with(hub: Hub, words: str) -> list[str]:
    """Names of the server's tables in which a row holds the words."""
    wanted = words.encode()
    with reading(hub.core.engine) as conn:
        return [
            table.name
            for table in tables.metadata.sorted_tables
            if any(
                wanted in _bytes_of(column) for row in conn.execute(select(table)) for column in row
            )
        ]


def files_with(folder: Path, words: str) -> list[Path]:
    """The files under a folder that hold the words."""
    wanted = words.encode()
    return [path for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes()]


def database_files_with(hub: Hub, words: str) -> list[Path]:
    """The files of a SQLite database that hold the words; none are looked at of another."""
    database = hub.core.engine.url.database
    if hub.core.engine.dialect.name != "sqlite" or not database:
        return []
    path = Path(database)
    parts = [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")]
    return [part for part in parts if part.exists() and words.encode() in part.read_bytes()]


def _bytes_of(column: object) -> bytes:
    return column if isinstance(column, bytes) else str(column).encode()

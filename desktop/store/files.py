"""Which files this office's records name, which are here, and which the server has (design §8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.store.connection import Connection


@dataclass(frozen=True)
class FileState:
    """One file of one scope."""

    scope: str
    sha256: str
    size_bytes: int
    here: bool
    at_server: bool


def note_local(connection: Connection, scope: str, sha256: str, size_bytes: int) -> None:
    """A file that was just stored on this PC; it goes up with the next sync."""
    connection.execute(
        "INSERT INTO files (scope, sha256, size_bytes, here, at_server) VALUES (?,?,?,1,0) "
        "ON CONFLICT (scope, sha256) DO UPDATE SET here = 1",
        (scope, sha256, size_bytes),
    )


def note_named(connection: Connection, scope: str, files: Iterable[tuple[str, int]]) -> None:
    """Files that pulled records name: (sha256, size); unknown ones are fetched."""
    connection.executemany(
        "INSERT INTO files (scope, sha256, size_bytes, here, at_server) VALUES (?,?,?,0,0) "
        "ON CONFLICT (scope, sha256) DO NOTHING",
        [(scope, sha256, size) for sha256, size in files],
    )


def to_upload(connection: Connection) -> list[FileState]:
    """Here and not at the server; small ones first, so that most arrive before a line drops."""
    return _select(connection, "here = 1 AND at_server = 0")


def to_download(connection: Connection) -> list[FileState]:
    """Named by a record and not here."""
    return _select(connection, "here = 0")


def state_of(connection: Connection, scope: str, sha256: str) -> FileState | None:
    """What is known of one file."""
    found = _select(connection, "scope = ? AND sha256 = ?", (scope, sha256))
    return found[0] if found else None


def mark_at_server(connection: Connection, scope: str, sha256: str) -> None:
    """The server has confirmed the whole file."""
    connection.execute(
        "UPDATE files SET at_server = 1 WHERE scope = ? AND sha256 = ?", (scope, sha256)
    )


def mark_here(connection: Connection, scope: str, sha256: str) -> None:
    """The whole file has arrived and its hash is right."""
    connection.execute(
        "UPDATE files SET here = 1, at_server = 1 WHERE scope = ? AND sha256 = ?", (scope, sha256)
    )


def forget(connection: Connection, scope: str, hashes: Iterable[str]) -> None:
    """Neither fetched nor sent any more: the files were erased by order."""
    connection.executemany(
        "DELETE FROM files WHERE scope = ? AND sha256 = ?", [(scope, one) for one in hashes]
    )


def forget_uploads(connection: Connection, scope: str) -> None:
    """The server was restored: every file of the scope is offered again (R3)."""
    connection.execute("UPDATE files SET at_server = 0 WHERE scope = ?", (scope,))


def _select(
    connection: Connection, where: str, parameters: tuple[str, ...] = ()
) -> list[FileState]:
    rows = connection.execute(
        "SELECT scope, sha256, size_bytes, here, at_server FROM files "
        f"WHERE {where} ORDER BY size_bytes",
        parameters,
    )
    return [FileState(s, h, size, bool(here), bool(up)) for s, h, size, here, up in rows]

"""Numbered steps, a copy before each, and nothing touched where a step fails or is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import EnvironmentFault
from desktop.store.connection import Connection, connect
from desktop.store.migrations import STEPS, migrate, version_of

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    opened = connect(path, KEY, writable=True)
    yield opened
    opened.close()


def _add_colour(connection: Connection) -> None:
    connection.execute("ALTER TABLE meta ADD COLUMN colour TEXT")


def _fail(connection: Connection) -> None:
    _add_colour(connection)
    raise ValueError("a step that breaks")


def _columns(connection: Connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(meta)")]


def test_an_empty_store_is_brought_to_the_newest_version(
    connection: Connection, path: Path
) -> None:
    migrate(connection, path)
    assert version_of(connection) == max(STEPS)


def test_a_second_run_changes_nothing_and_copies_nothing(
    connection: Connection, path: Path
) -> None:
    migrate(connection, path)
    migrate(connection, path)
    assert list(path.parent.glob("*.bak")) == []


def test_a_copy_of_the_whole_store_is_kept_before_each_step(
    connection: Connection, path: Path
) -> None:
    migrate(connection, path)
    connection.execute("INSERT INTO meta (key, value) VALUES ('a', 'b')")
    migrate(connection, path, {**STEPS, 2: _add_colour})
    copy = connect(path.with_suffix(".v1.bak"), KEY, writable=False)
    assert (version_of(copy), "colour" in _columns(copy)) == (1, False)
    assert copy.execute("SELECT value FROM meta WHERE key = 'a'").fetchone() == ("b",)
    assert (version_of(connection), "colour" in _columns(connection)) == (2, True)
    copy.close()


def test_a_step_that_breaks_leaves_the_store_as_it_was(connection: Connection, path: Path) -> None:
    migrate(connection, path)
    with pytest.raises(ValueError, match="a step that breaks"):
        migrate(connection, path, {**STEPS, 2: _fail})
    assert version_of(connection) == 1
    assert "colour" not in _columns(connection)


def test_a_store_of_a_newer_version_is_refused(connection: Connection, path: Path) -> None:
    connection.execute("PRAGMA user_version = 99")
    with pytest.raises(EnvironmentFault, match="store_newer"):
        migrate(connection, path)

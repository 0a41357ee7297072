"""Faults of the database, told in our own words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from common.errors import EnvironmentFault
from sync_server.db import engine as engines
from sync_server.db.engine import open_engine, reading, writing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose folder and name hold what an address would read as something else."""
    folder = tmp_path / "Sổ văn bản 100% đến?"
    folder.mkdir()
    return folder / "central.db"


def fill(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("CREATE TABLE t (x BLOB)"))


def test_a_file_is_found_whatever_its_folder_is_called(file: Path) -> None:
    engine = open_engine(file)
    fill(engine)
    engine.dispose()
    assert sqlite3.connect(file).execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_what_is_acknowledged_is_on_the_disk(file: Path) -> None:
    engine = open_engine(file)
    with reading(engine) as conn:
        pragmas = [
            conn.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous")
        ]
    engine.dispose()
    assert pragmas == ["wal", 2]


def test_a_writer_that_waits_too_long_is_told_busy(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0.01)
    first, second = open_engine(file), open_engine(file)
    fill(first)
    with writing(first), pytest.raises(EnvironmentFault, match="server_busy"):
        fill(second)
    first.dispose()
    second.dispose()


def test_readers_do_not_wait_for_a_writer(file: Path) -> None:
    engine = open_engine(file)
    fill(engine)
    with writing(engine) as conn:
        conn.execute(text("INSERT INTO t VALUES ('x')"))
        with reading(engine) as other:
            assert other.execute(text("SELECT count(*) FROM t")).scalar() == 0
    engine.dispose()


def test_a_full_disk_is_told_and_undone(file: Path) -> None:
    engine = open_engine(file)
    fill(engine)
    with pytest.raises(EnvironmentFault, match="disk_full"):
        write_too_much(engine)
    with reading(engine) as conn:
        assert conn.execute(text("SELECT count(*) FROM t")).scalar() == 0
    engine.dispose()


def write_too_much(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("PRAGMA max_page_count = 10"))
        conn.execute(text("INSERT INTO t VALUES (zeroblob(1000000))"))


def test_a_damaged_file_is_told(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)
    engine = open_engine(file)
    with pytest.raises(EnvironmentFault, match="database_damaged"), reading(engine):
        pass
    engine.dispose()


def test_a_server_that_is_not_there_is_told() -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(EnvironmentFault, match="database_unavailable"), reading(engine):
        pass
    engine.dispose()


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://host/db"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(EnvironmentFault, match="database_address_invalid"):
        open_engine(address)

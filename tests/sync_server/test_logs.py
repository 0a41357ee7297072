"""The log: UTC, one line each, and of an exception where it was but not what it held."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import NotAllowed
from sync_server.logs import LOG_NAME, Line, start_logging, told
from tests.helpers.logfail import LogGuard

SECRET = "Nguyễn Văn Đức, số 12/BC-STC"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """The root as it was, after a test that starts logging."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield logging.getLogger("tests.server")
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def record(text: str, *parts: object) -> logging.LogRecord:
    made = logging.LogRecord("sync_server.x", logging.INFO, "x.py", 1, text, parts, None)
    made.created = 1_795_420_800.1234
    return made


def test_a_line_begins_with_the_instant_in_utc() -> None:
    line = Line().format(record("17.%d applied", 1042))
    assert line == "2026-11-23T08:00:00.123Z INFO sync_server.x: 17.1042 applied"


def test_a_line_cannot_be_forged_by_what_is_logged() -> None:
    assert Line().format(record("%s", "a\nb\rc")).endswith(": a\\nb\\rc")


def failing(error: Exception) -> Exception:
    try:
        try:
            raise sqlite3.IntegrityError(SECRET)
        except sqlite3.IntegrityError as cause:
            raise error from cause
    except Exception as raised:
        return raised


@pytest.mark.parametrize("error", [KeyError(SECRET), NotAllowed("role_missing", who=SECRET)])
def test_of_an_exception_stack_and_kind_are_told_and_never_its_words(error: Exception) -> None:
    text = told(failing(error))
    assert SECRET not in text
    assert "in failing" in text
    assert "sqlite3.IntegrityError" in text


def test_known_codes_are_told() -> None:
    assert "common.errors.NotAllowed role_missing" in told(NotAllowed("role_missing"))
    assert "builtins.FileNotFoundError errno 2" in told(FileNotFoundError(2, SECRET))


def test_the_log_turns_over_and_keeps_so_many_files(tmp_path: Path, log: logging.Logger) -> None:
    start_logging(tmp_path, level="INFO", bytes_max=500, files_max=2)
    for number in range(50):
        log.info("line %d", number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2"]
    assert "line 49" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")


def test_only_warnings_reach_the_screen(
    tmp_path: Path,
    log: logging.Logger,
    log_guard: LogGuard,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start_logging(tmp_path, level="INFO", bytes_max=10_000, files_max=1)
    log.info("quiet")
    assert capsys.readouterr().err == ""
    assert "quiet" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    with log_guard.expect("tests.server"):
        log.warning("loud")
    assert "loud" in capsys.readouterr().err

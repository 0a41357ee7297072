"""The server's log: UTC, rotating, and without a word of any document.

Our own lines carry names and counts only. Messages of exceptions are another's words (a database
quotes the row that it refused), so of an exception only its type, code and stack are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from common.errors import VanThuError

LOG_NAME = "server.log"


class Line(logging.Formatter):
    """``2026-11-23T06:15:38.123Z INFO sync_server.app: …``, one line however the text breaks."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, and below it the stack of its exception, where it has one."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        text = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{at.replace('+00:00', 'Z')} {record.levelname} {record.name}: {text}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + told(record.exc_info[1])
        return line


def told(error: BaseException) -> str:
    """Type, code and stack of ``error`` and of what led to it; never their messages."""
    parts = []
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        stack = "".join(traceback.format_tb(cause.__traceback__))
        parts.append(f"{stack}{_kind(cause)}")
        cause = cause.__cause__ or cause.__context__
    return "\n-- led to by --\n".join(parts)


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, VanThuError):
        return f"{name} {error.code}"
    if isinstance(error, OSError):
        return f"{name} errno {error.errno}"
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name} {code}" if code else name


def start_logging(folder: Path, *, level: str, bytes_max: int, files_max: int) -> None:
    """Write what happens to ``folder``, and warnings to the standard error stream as well.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    to_file = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=bytes_max, backupCount=files_max, encoding="utf-8"
    )
    to_screen = logging.StreamHandler(sys.stderr)
    to_screen.setLevel(logging.WARNING)
    root = logging.getLogger()
    for handler in (to_file, to_screen):
        handler.setFormatter(Line())
        root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # tells of each look at the version

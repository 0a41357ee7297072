"""Fail a test on any warning or error that it logged without announcing it.

A warning nobody reads hides the next fault; here a test either expects a line, or stays silent.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Expectation:
    """Lines that a test has announced: their logger (with those below it), level and words."""

    logger: str
    level: int
    match: str
    records: list[logging.LogRecord] = field(default_factory=list)

    def covers(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is one of the announced lines."""
        below = self.logger == "" or (record.name + ".").startswith(self.logger + ".")
        known = record.levelno == self.level and re.search(self.match, record.getMessage())
        return below and bool(known)


class LogGuard(logging.Handler):
    """Collects every line of WARNING or above that no open expectation covers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.unexpected: list[logging.LogRecord] = []
        self._open: list[Expectation] = []
        self._guard = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Sort ``record`` to the expectation that covers it, else to the unexpected ones."""
        with self._guard:
            for expectation in self._open:
                if expectation.covers(record):
                    expectation.records.append(record)
                    return
            self.unexpected.append(record)

    @contextmanager
    def expect(
        self, logger: str = "", *, level: int = logging.WARNING, match: str = ""
    ) -> Iterator[list[logging.LogRecord]]:
        """Within the block, lines of exactly ``level`` from ``logger`` that ``match`` are meant.

        Yields the list that fills with them. At least one must come, or AssertionError is raised.
        """
        expectation = Expectation(logger, level, match)
        with self._guard:
            self._open.append(expectation)
        try:
            yield expectation.records
        finally:
            with self._guard:
                self._open.remove(expectation)
        announced = f"{logging.getLevelName(level)} of «{logger or 'any'}» matching «{match}»"
        assert expectation.records, f"no log line came: {announced}"

    def report(self) -> str:
        """The unexpected lines, one each; empty when there are none."""
        return "\n".join(
            f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.unexpected
        )


@contextmanager
def guarding() -> Iterator[LogGuard]:
    """A guard on the root logger for the length of the block."""
    guard = LogGuard()
    root = logging.getLogger()
    root.addHandler(guard)
    try:
        yield guard
    finally:
        root.removeHandler(guard)

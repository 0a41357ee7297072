"""What a command says: one JSON document or plain text on stdout, messages on stderr.

A refusal under ``--json`` is a document too, ``{"error": …}``, as with `vanthu`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from common.clock import VIETNAM, from_millis
from common.errors import RuleViolation, VanThuError
from common.text.dates import format_date
from common.text.phrases import phrase


@dataclass(frozen=True)
class Output:
    """The two streams of a run."""

    as_json: bool
    out: TextIO
    err: TextIO

    def result(self, document: Any, text: str) -> None:
        """The command's one result: ``document`` for scripts, ``text`` for people."""
        self.out.write((_json(document) if self.as_json else text) + "\n")
        self.out.flush()

    def say(self, message: str) -> None:
        """Something for the person beside the result."""
        self.err.write(message + "\n")
        self.err.flush()

    def refuse(self, error: VanThuError) -> None:
        """Say why, in words and for scripts."""
        field = error.field if isinstance(error, RuleViolation) else None
        self.fail(error.code, phrase(error), params=error.params, field=field)

    def fail(
        self,
        code: str,
        message: str,
        *,
        params: dict[str, Any] | None = None,
        field: str | None = None,
    ) -> None:
        """The same for what is no error of ours: wrong usage, an interruption, a bug."""
        self.say(message)
        if self.as_json:
            told = {"code": code, "message": message, "params": params or {}, "field": field}
            self.out.write(_json({"error": told}) + "\n")
            self.out.flush()


def standard_output(*, as_json: bool) -> Output:
    """The process's own streams, in UTF-8 whatever the system's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and str(stream.encoding).lower() not in ("utf-8", "utf8"):
            reconfigure(encoding="utf-8", errors="replace")
    return Output(as_json, sys.stdout, sys.stderr)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> str:
    """Columns as wide as what they hold; ``empty`` where there is no row."""
    if not rows:
        return empty
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def day(millis: int) -> str:
    """``08/10/2013`` in Vietnam time; empty for 0, which is never."""
    return format_date(from_millis(millis).astimezone(VIETNAM).date()) if millis else ""


def instant(millis: int) -> str | None:
    """ISO-8601 in UTC, for scripts; ``None`` for 0, which is never."""
    return (
        from_millis(millis).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if millis
        else None
    )


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)

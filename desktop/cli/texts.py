"""Plain aligned text for people: tables, lists of facts, dates and sizes as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from common.clock import VIETNAM, from_millis
from common.text.dates import format_date

CELL_LENGTH_MAX = 64
_GAP = "  "


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> str:
    """Columns as wide as what they hold, long cells cut; ``empty`` where there is no row."""
    if not rows:
        return empty
    cells = [tuple(headings), *(tuple(_cut(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """``label  value`` lines with the values below each other; those without a value left out."""
    told = [(label, value) for label, value in pairs if value]
    width = max((len(label) for label, _ in told), default=0)
    indent = "\n" + " " * (width + len(_GAP))
    return "\n".join(
        f"{label.ljust(width)}{_GAP}{value.replace(chr(10), indent)}" for label, value in told
    )


def day(value: object) -> str:
    """``08/10/2013`` for an ISO date or a date; empty for nothing."""
    if isinstance(value, date):
        return format_date(value)
    return format_date(date.fromisoformat(value)) if isinstance(value, str) and value else ""


def instant(millis: object) -> str:
    """``14:05 08/10/2013`` in Vietnam time; empty for nothing."""
    if not isinstance(millis, int) or not millis:
        return ""
    try:
        moment = from_millis(millis).astimezone(VIETNAM)
    except (OverflowError, ValueError, OSError):
        return str(millis)
    return f"{moment:%H:%M} {format_date(moment.date())}"


def size(size_bytes: int) -> str:
    """``340 KB``: as people compare files, not exact."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    if size_bytes < 1024 * 1024:
        return f"{size_bytes / 1024:.0f} KB"
    return f"{size_bytes / 1024 / 1024:.1f} MB".replace(".", ",")


def _cut(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= CELL_LENGTH_MAX else line[: CELL_LENGTH_MAX - 1].rstrip() + "…"

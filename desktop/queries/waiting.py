"""What waits for a number (*chờ số*), oldest first: arrivals by when they came, papers by when
theirs was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from common.rules.workflow import WAITING
from desktop.store import leases, meta, view
from desktop.store.connection import Connection
from desktop.store.series import Series, all_series

_OLDEST_FIRST = {
    "incoming_document": "arrival_date, arrived_at IS NULL, arrived_at, rowid",
    "outgoing_document": "issue_asked_at IS NULL, issue_asked_at, rowid",
}


@dataclass(frozen=True)
class Waiting:
    """A document that waits, and the series that will number it. ``since_ms`` is 0 if unknown."""

    row: view.Row
    series: Series
    since_ms: int
    numbered_here: bool
    """Whether this PC may give the number now."""


def waiting(connection: Connection, series_code: str | None = None) -> list[Waiting]:
    """All that waits, in the order in which it is numbered, series by series."""
    found = []
    for series in all_series(connection):
        if series_code in (None, series.code):
            here = may_number_here(connection, series)
            found += [Waiting(row, series, _since(row), here) for row in _rows(connection, series)]
    return found


def may_number_here(connection: Connection, series: Series) -> bool:
    """Whether this PC gives the numbers of the series, and knows where its run stands."""
    if series.by_server or leases.held(connection, series.id) is None:
        return False
    return meta.may_number(connection, series.id)


def _rows(connection: Connection, series: Series) -> list[view.Row]:
    entity = "incoming_document" if series.kind == "incoming" else "outgoing_document"
    return view.find(
        connection,
        entity,
        "WHERE state = ? AND series_id = ? AND removed_at IS NULL "
        f"ORDER BY {_OLDEST_FIRST[entity]}",
        (WAITING, series.id),
    )


def _since(row: view.Row) -> int:
    name = "arrived_at" if row.entity == "incoming_document" else "issue_asked_at"
    since = row.values.get(name)
    return since if isinstance(since, int) else 0

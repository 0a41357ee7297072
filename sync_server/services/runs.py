"""Keeps where each run of numbers stands, from the ledger's rows and books that a transaction
changes (design §7).

Whoever gives the next number, or says that one is missing, asks here instead of reading a ledger.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from common.changes.record import Record, Values
from common.entities.schema import Value
from sync_server.db import runs
from sync_server.db.runs import Place, Run
from sync_server.services.scope_work import ScopeWork

_LEDGER = ("number", "register_book")


def follow(work: ScopeWork, changed: Iterable[Record]) -> None:
    """Bring the runs up to date with records that this transaction has changed."""
    rows = [record for record in changed if record.entity in _LEDGER]
    if not rows:
        return
    known = runs.load(work.conn, work.scope, {_place(record.values) for record in rows})
    moved: dict[Place, _Standing] = {}
    for record in rows:
        place = _place(record.values)
        standing = moved.get(place)
        if standing is None:
            standing = moved[place] = _Standing(known.get(place) or Run(*place))
        if record.entity == "number":
            standing.after_number(record.values)
        else:
            standing.after_book(record.values)
    after = [standing.run(*place) for place, standing in moved.items()]
    runs.save(work.conn, work.scope, [run for run in after if run != known.get(run.place)])


def of_year(conn: Connection, scope: str, series_id: str, year: int) -> Run | None:
    """Where a series stands in a year; ``None`` where no book of it was ever begun.

    1 January starts the next run at 1 (NĐ 30/2020 Đ.15, Đ.22).
    """
    known = runs.of_series(conn, scope, series_id)
    present = next((run for run in known if run.year == year), None)
    if present is None and any(run.year < year for run in known):
        return Run(series_id, year)
    return present


class _Standing:
    """A run while rows are read, thousands of them in a long push."""

    def __init__(self, run: Run) -> None:
        self._last_number = run.last_number
        self._dated_number = run.dated_number
        self._last_date = run.last_date
        self._closed = run.closed

    def run(self, series_id: str, year: int) -> Run:
        """Where the run stands now."""
        return Run(
            series_id, year, self._last_number, self._dated_number, self._last_date, self._closed
        )

    def after_number(self, values: Values) -> None:
        number, dated = _whole(values.get("number")), values.get("dated")
        self._last_number = max(self._last_number, number)
        if not isinstance(dated, str) or values.get("suffix") or values.get("out_of_order"):
            return
        is_next = number > self._dated_number
        is_plain = values.get("state") == "given" and not values.get("reason")
        if number == self._dated_number or (is_next and is_plain):
            self._dated_number, self._last_date = number, dated

    def after_book(self, values: Values) -> None:
        """A number that a person read off the paper book guards the next one like one given."""
        self._closed = values.get("closed_at") is not None
        for field, of_day in (("last_number", "last_date"), ("confirmed_number", "confirmed_date")):
            number, dated = _whole(values.get(field)), values.get(of_day)
            self._last_number = max(self._last_number, number)
            if isinstance(dated, str) and number >= self._dated_number:
                self._dated_number, self._last_date = number, dated


def _place(values: Values) -> Place:
    return _text(values.get("series_id")), _whole(values.get("year"))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

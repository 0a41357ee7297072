"""Keeps where each run of numbers stands, from the ledger's rows and books that a transaction
changes (design §7).

Whoever gives the next number, or says that one is missing, asks here instead of reading a ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

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
    moved: dict[Place, Run] = dict(known)
    for record in rows:
        place = _place(record.values)
        before = moved.get(place) or Run(*place)
        step = _after_number if record.entity == "number" else _after_book
        moved[place] = step(before, record.values)
    fresh = [run for place, run in moved.items() if run != known.get(place)]
    runs.save(work.conn, work.scope, fresh)


def of_year(conn: Connection, scope: str, series_id: str, year: int) -> Run | None:
    """Where a series stands in a year; ``None`` where no book of it was ever begun.

    1 January starts the next run at 1 (NĐ 30/2020 Đ.15, Đ.22).
    """
    known = runs.of_series(conn, scope, series_id)
    present = next((run for run in known if run.year == year), None)
    if present is None and any(run.year < year for run in known):
        return Run(series_id, year)
    return present


def _after_number(run: Run, values: Values) -> Run:
    number, dated = _whole(values.get("number")), _text(values.get("dated"))
    run = replace(run, last_number=max(run.last_number, number))
    guards = number == run.dated_number or (
        number > run.dated_number and values.get("state") == "given" and not values.get("reason")
    )
    if not dated or values.get("suffix") or values.get("out_of_order") or not guards:
        return run
    return replace(run, dated_number=number, last_date=dated)


def _after_book(run: Run, values: Values) -> Run:
    run = replace(run, closed=values.get("closed_at") is not None)
    for number, dated in (("last_number", "last_date"), ("confirmed_number", "confirmed_date")):
        run = _after_stated(run, _whole(values.get(number)), _text(values.get(dated)))
    return run


def _after_stated(run: Run, number: int, dated: str) -> Run:
    """A number that a person read off the paper book guards the next one like one given here."""
    run = replace(run, last_number=max(run.last_number, number))
    if dated and number >= run.dated_number:
        run = replace(run, dated_number=number, last_date=dated)
    return run


def _place(values: Values) -> Place:
    return _text(values.get("series_id")), _whole(values.get("year"))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

"""The registers as this PC sees them, for `vanthu verify`: the rules are the server's own.

Read in the order of the book, so that a long year stands in the database and not in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from common.rules.ledger import Book, Carrier, LedgerRow, check_ledger
from common.text.findings import Finding
from desktop.store import base, view
from desktop.store.connection import Connection

_UNDECIDED = (
    "EXISTS (SELECT 1 FROM conflict c WHERE c.state = 'open' AND (c.record_id = n.id OR "
    "(c.record_id = n.document_id AND coalesce(c.field, '') IN ('', 'arrival_number', "
    "'code_number', 'number_suffix', 'series_id', 'state')))) "
    'OR EXISTS (SELECT 1 FROM "case" k WHERE k.closed_at IS NULL AND k.record_id = n.document_id) '
    "OR EXISTS (SELECT 1 FROM overlay o JOIN changesets s ON s.scope = o.scope AND s.seq = o.seq "
    "WHERE o.id = n.id AND o.entity = 'number' AND s.fate <> 'pending')"
)
_CARRYING = (
    "SELECT id, series_id, CAST(substr(arrival_date, 1, 4) AS INTEGER) AS year, "
    "arrival_number AS number, '' AS suffix FROM incoming_document "
    "WHERE scope = :scope AND arrival_number IS NOT NULL AND removed_at IS NULL "
    "UNION ALL SELECT id, series_id, CAST(substr(issued_date, 1, 4) AS INTEGER), "
    "CAST(code_number AS INTEGER), "
    "coalesce(nullif(number_suffix, ''), ltrim(code_number, '0123456789')) FROM outgoing_document "
    "WHERE scope = :scope AND CAST(code_number AS INTEGER) > 0 AND removed_at IS NULL"
)
_ROWS = (
    "SELECT n.series_id, n.year, n.number, coalesce(n.suffix, ''), n.state, "
    "coalesce(n.document_id, ''), coalesce(n.dated, ''), coalesce(n.reason, ''), "
    f"{_UNDECIDED}, n.also FROM number n "
    "WHERE n.scope = :scope AND n.number IS NOT NULL ORDER BY n.series_id, n.year, n.number, 4"
)
_CARRIERS = (
    "SELECT coalesce(n.series_id, d.series_id, ''), coalesce(n.year, d.year, 0), d.number, "
    f"d.suffix, d.id FROM ({_CARRYING}) d LEFT JOIN number n ON n.document_id = d.id "
    "AND n.number = d.number AND coalesce(n.suffix, '') = d.suffix ORDER BY 1, 2, 3, 4, 5"
)


def check_registers(connection: Connection, scope: str) -> Iterator[Finding]:
    """Numbers given twice, missing without a reason or without their document, falling dates.

    Nothing before a first pull: a rebuilt store knows its own part of the books only.
    """
    if base.scope_state(connection, scope).cursor is None:
        return
    rows, carriers = _rows(connection, scope), _carriers(connection, scope)
    for found in check_ledger(rows, carriers, _books(connection)):
        yield Finding(found.part, found.code, {"scope": scope, **found.params})


def _rows(connection: Connection, scope: str) -> Iterator[LedgerRow]:
    carried = (
        f"SELECT 1 FROM ({_CARRYING}) d WHERE d.id = :document AND d.number <> :number LIMIT 1"
    )
    for *place, state, document, dated, reason, undecided, also in connection.execute(
        _ROWS, {"scope": scope}
    ):
        series, year, number, suffix = place
        excused = bool(undecided)
        if reason and document and not excused:
            named = {"scope": scope, "document": document, "number": number}
            excused = connection.execute(carried, named).fetchone() is not None
        yield LedgerRow(
            (series, year, number, suffix),
            state,
            document,
            dated,
            reason,
            excused,
            tuple(json.loads(also)) if also else (),
        )


def _carriers(connection: Connection, scope: str) -> Iterator[Carrier]:
    for series, year, number, suffix, document in connection.execute(_CARRIERS, {"scope": scope}):
        yield Carrier((series, year, number, suffix), document)


def _books(connection: Connection) -> dict[str, Book]:
    on_paper: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for row in view.find(connection, "register_book"):
        last, confirmed, above = (
            _whole(row, name) for name in ("last_number", "confirmed_number", "confirmed_above")
        )
        of_series = on_paper.setdefault(str(row.values.get("series_id")), {})
        of_series[_whole(row, "year")] = [(1, last), (above + 1, confirmed)]
    names = {row.id: str(row.values.get("code")) for row in view.find(connection, "series")}
    return {one: Book(names.get(one, one), on_paper.get(one, {})) for one in {*names, *on_paper}}


def _whole(row: view.Row, name: str) -> int:
    value = row.values.get(name)
    return value if isinstance(value, int) else 0

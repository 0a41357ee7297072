"""The ledger of numbers as this PC knows it: where a run stands, and what lies round a number.

Reads that commands need while they plan; the lists that people see are in `desktop.queries`.
"""

from __future__ import annotations

from datetime import date

from common.rules.numbering import LastNumber, book_id, number_id
from desktop.store import view
from desktop.store.connection import Connection

_RUN = "FROM number WHERE series_id = ? AND year = ?"
_DATED = f"SELECT dated {_RUN} AND dated IS NOT NULL AND out_of_order IS NOT 1"


def book(connection: Connection, series_id: str, year: int) -> view.Row | None:
    """The record of a series' book of one year."""
    return view.get(connection, "register_book", book_id(series_id, year))


def number(
    connection: Connection, series_id: str, year: int, number: int, suffix: str = ""
) -> view.Row | None:
    """One row of the ledger."""
    return view.get(connection, "number", number_id(series_id, year, number, suffix))


def last_number(connection: Connection, series_id: str, year: int) -> LastNumber | None:
    """Where the run of ``year`` stands, rows of every state counted; ``None`` where no book was
    ever started.

    1 January starts the next run at 1 under the same lease (NĐ 30/2020 Đ.15, Đ.22).
    """
    top = connection.execute(f"SELECT max(number) {_RUN}", (series_id, year)).fetchone()[0]
    typed = _typed(book(connection, series_id, year))
    if top is None and not typed:
        return LastNumber(0, None) if _started_before(connection, series_id, year) else None
    dated = _last_date(connection, series_id, year)
    known = [one for one in (dated, *(day for _, day in typed)) if one]
    return LastNumber(
        max([top or 0, *(number for number, _ in typed)]), max(known) if known else None
    )


def dates_round(
    connection: Connection, series_id: str, year: int, number: int, suffix: str = ""
) -> tuple[date | None, date | None]:
    """The nearest dates before and after a place in the run; ``None`` where there is none."""
    place = (series_id, year, number, number, suffix)
    before = connection.execute(
        f"{_DATED} AND (number < ? OR (number = ? AND suffix < ?)) "
        "ORDER BY number DESC, suffix DESC LIMIT 1",
        place,
    ).fetchone()
    after = connection.execute(
        f"{_DATED} AND (number > ? OR (number = ? AND suffix > ?)) ORDER BY number, suffix LIMIT 1",
        place,
    ).fetchone()
    typed = _typed(book(connection, series_id, year))
    earlier = [day for last, day in typed if day and last <= number]
    later = [day for last, day in typed if day and last > number]
    earlier += [date.fromisoformat(before[0])] if before else []
    later += [date.fromisoformat(after[0])] if after else []
    return max(earlier, default=None), min(later, default=None)


def suffixes(connection: Connection, series_id: str, year: int, number: int) -> list[str]:
    """The letters that stand behind a number."""
    rows = connection.execute(
        f"SELECT suffix {_RUN} AND number = ? AND suffix <> ''", (series_id, year, number)
    )
    return [suffix for (suffix,) in rows]


def number_by_date(connection: Connection, series_id: str, year: int, day: date) -> int | None:
    """The last number of the run that is dated on ``day`` or before it."""
    row = connection.execute(
        f"SELECT max(number) {_RUN} AND dated <= ?", (series_id, year, day.isoformat())
    ).fetchone()
    typed = _typed(book(connection, series_id, year))
    found = [last for last, dated in typed if dated and dated <= day]
    found += [row[0]] if row[0] is not None else []
    return max(found, default=None)


def is_closed(connection: Connection, series_id: str, year: int) -> bool:
    """Whether the office has closed the book of a year."""
    found = book(connection, series_id, year)
    return bool(found and found.values.get("closed_at"))


def in_state(connection: Connection, series_id: str, year: int, state: str) -> list[view.Row]:
    """The rows of a run in one state, in the order of the book."""
    return view.find(
        connection,
        "number",
        "WHERE series_id = ? AND year = ? AND state = ? ORDER BY number, suffix",
        (series_id, year, state),
    )


def _last_date(connection: Connection, series_id: str, year: int) -> date | None:
    row = connection.execute(
        f"{_DATED} ORDER BY number DESC, suffix DESC LIMIT 1", (series_id, year)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def _typed(found: view.Row | None) -> list[tuple[int, date | None]]:
    """(number, its date) that people read in the paper book: at its start, and since."""
    typed = []
    for name, dated in (("last_number", "last_date"), ("confirmed_number", "confirmed_date")):
        last, day = (found.values.get(name), found.values.get(dated)) if found else (None, None)
        if isinstance(last, int):
            typed.append((last, date.fromisoformat(day) if isinstance(day, str) else None))
    return typed


def _started_before(connection: Connection, series_id: str, year: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM register_book WHERE series_id = ? AND year < ? LIMIT 1", (series_id, year)
    ).fetchone()
    return row is not None

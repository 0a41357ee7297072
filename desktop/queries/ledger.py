"""The ledger of one book as people read it: every number with what became of it, and the numbers
that no document carries, each with its reason (design §7: no gap unexplained)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import ledger, lookups, view
from desktop.store.connection import Connection

UNEXPLAINED = "unexplained"
ON_PAPER = "on_paper"
"""Numbers that stand in the paper book: before its run was started here, or read in it since."""


@dataclass(frozen=True)
class NumberLine:
    """One number of a book. ``document`` is the paper that carries it, also one removed since:
    a cancelled number is shown struck through, with ``reason`` and who did it."""

    row: view.Row
    document: view.Row | None
    closed_by: str

    @property
    def is_struck(self) -> bool:
        """Whether the line is shown struck through."""
        return self.row.values.get("state") == "cancelled"


@dataclass(frozen=True)
class Gap:
    """Numbers ``first`` to ``last`` that no document carries. ``code`` is the state of their row,
    :data:`ON_PAPER` or :data:`UNEXPLAINED`."""

    first: int
    last: int
    suffix: str
    code: str
    reason: str = ""
    reserved_for: str = ""


def lines(
    connection: Connection, series_id: str, year: int, *, states: tuple[str, ...] = ()
) -> list[NumberLine]:
    """The book's numbers in order; only those in ``states`` where some are named."""
    places = ", ".join("?" * len(states))
    rows = view.find(
        connection,
        "number",
        f"WHERE series_id = ? AND year = ? {f'AND state IN ({places})' if states else ''} "
        "ORDER BY number, suffix",
        (series_id, year, *states),
    )
    return [_line(connection, row) for row in rows]


def gaps(connection: Connection, series_id: str, year: int) -> list[Gap]:
    """Numbers of a run that no document carries; what nobody has explained comes first."""
    last = ledger.last_number(connection, series_id, year)
    if last is None:
        return []
    rows = connection.execute(
        "SELECT number, suffix, state, reason, reserved_for FROM number "
        "WHERE series_id = ? AND year = ? ORDER BY number, suffix",
        (series_id, year),
    )
    on_paper = _on_paper(connection, series_id, year)
    found: list[Gap] = []
    expected = 1
    for number, suffix, state, reason, reserved_for in rows:
        found += _missing(expected, number - 1, on_paper)
        expected = max(expected, number + 1)
        if state != "given":
            explained = reason or state not in ("cancelled", "unaccounted")
            code = state if explained or state == "unaccounted" else UNEXPLAINED
            found.append(Gap(number, number, suffix, code, reason or "", reserved_for or ""))
    found += _missing(expected, last.number, on_paper)
    return sorted(found, key=lambda one: (one.code != UNEXPLAINED, one.first, one.suffix))


def late(connection: Connection, year: int) -> list[view.Row]:
    """Documents of one year that were entered late, in the order of their entry."""
    found = []
    for entity, dated in (
        ("incoming_document", "arrival_date"),
        ("outgoing_document", "issued_date"),
    ):
        found += view.find(
            connection,
            entity,
            f"WHERE late_why IS NOT NULL AND removed_at IS NULL AND substr({dated}, 1, 4) = ? "
            "ORDER BY entered_at, rowid",
            (f"{year:04}",),
        )
    return sorted(found, key=_entered)


def _entered(row: view.Row) -> int:
    entered = row.values.get("entered_at")
    return entered if isinstance(entered, int) else 0


def _line(connection: Connection, row: view.Row) -> NumberLine:
    document_id = row.values.get("document_id")
    document = None
    if isinstance(document_id, str):
        document = view.get(connection, "incoming_document", document_id) or view.get(
            connection, "outgoing_document", document_id
        )
    return NumberLine(row, document, person_name(connection, row.values.get("closed_by")))


def person_name(connection: Connection, user_id: object) -> str:
    """What people call a person of the office; empty where nobody is meant."""
    user = lookups.user(connection, user_id) if isinstance(user_id, str) else None
    return str(user.values.get("full_name") or user.values.get("login")) if user else ""


def _on_paper(connection: Connection, series_id: str, year: int) -> list[tuple[int, int]]:
    """Runs of numbers, first and last, that people read in the paper book."""
    book = ledger.book(connection, series_id, year)
    values = book.values if book else {}
    last, confirmed = values.get("last_number"), values.get("confirmed_number")
    above = values.get("confirmed_above")
    runs = [(1, last)] if isinstance(last, int) else []
    if isinstance(confirmed, int):
        runs.append(((above if isinstance(above, int) else 0) + 1, confirmed))
    return runs


def _missing(first: int, last: int, on_paper: list[tuple[int, int]]) -> list[Gap]:
    """The numbers from ``first`` to ``last``, which have no row, by whether paper explains them."""
    found: list[Gap] = []
    for number in range(first, last + 1):
        explained = any(begin <= number <= end for begin, end in on_paper)
        code = ON_PAPER if explained else UNEXPLAINED
        if found and found[-1].code == code:
            found[-1] = Gap(found[-1].first, number, "", code)
        else:
            found.append(Gap(number, number, "", code))
    return found

"""Small reads that commands need while they plan; screens read through `desktop.queries`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.changes.record import Values
from common.clock import VIETNAM, to_millis
from common.errors import RuleViolation
from common.rules.workflow import WAITING
from desktop.store import view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class CaseFileTotal:
    """What a case file holds."""

    documents: int
    pages: int


def roles_of(connection: Connection, user_id: str) -> frozenset[str] | None:
    """The person's present roles; ``None`` where no grant has been pulled yet."""
    rows = connection.execute(
        "SELECT role, ended, removed_at FROM role_grant WHERE user_id = ?", (user_id,)
    ).fetchall()
    if not rows:
        return None
    return frozenset(role for role, ended, removed in rows if not ended and removed is None)


def series_of_kind(connection: Connection, kind: str) -> list[view.Row]:
    """The office's series of one kind, by code."""
    return view.find(
        connection, "series", "WHERE kind = ? AND removed_at IS NULL ORDER BY code", (kind,)
    )


def series_by_code(connection: Connection, code: str) -> view.Row | None:
    """One series by its short name."""
    rows = view.find(connection, "series", "WHERE code = ? AND removed_at IS NULL", (code,))
    return rows[0] if rows else None


def numbers_of(connection: Connection, document_id: str) -> list[view.Row]:
    """The ledger's rows of a document."""
    return view.find(connection, "number", "WHERE document_id = ?", (document_id,))


def dispatches_of(connection: Connection, document_id: str) -> list[view.Row]:
    """Each time that a document was sent, oldest first."""
    return view.find(
        connection,
        "dispatch",
        "WHERE document_id = ? AND removed_at IS NULL ORDER BY sent_at",
        (document_id,),
    )


def waiting_in_year(connection: Connection, series_id: str, year: int) -> int:
    """How many documents wait for a number of a series' book of one year: arrivals of that year,
    and papers whose number was asked for in it (Vietnam time)."""
    arrivals = connection.execute(
        "SELECT count(*) FROM incoming_document WHERE series_id = ? AND state = ? "
        "AND removed_at IS NULL AND substr(arrival_date, 1, 4) = ?",
        (series_id, WAITING, f"{year:04}"),
    ).fetchone()
    papers = connection.execute(
        "SELECT count(*) FROM outgoing_document WHERE series_id = ? AND state = ? "
        "AND removed_at IS NULL AND issue_asked_at < ?",
        (series_id, WAITING, to_millis(datetime(year + 1, 1, 1, tzinfo=VIETNAM))),
    ).fetchone()
    return int(arrivals[0] + papers[0])


def case_file_items(connection: Connection, file_id: str) -> list[view.Row]:
    """What is in a case file, in no order."""
    return view.find(
        connection,
        "case_file_item",
        "WHERE case_file_id = ? AND removed_at IS NULL",
        (file_id,),
    )


def case_file_totals(connection: Connection, file_id: str) -> CaseFileTotal:
    """How many documents a case file holds, and their pages as far as they are known."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(coalesce(i.page_amount, o.page_amount)), 0) "
        "FROM case_file_item AS item "
        "LEFT JOIN incoming_document AS i ON i.id = item.document_id "
        "LEFT JOIN outgoing_document AS o ON o.id = item.document_id "
        "WHERE item.case_file_id = ? AND item.removed_at IS NULL",
        (file_id,),
    ).fetchone()
    return CaseFileTotal(int(row[0]), int(row[1]))


def case_files_with_notation(connection: Connection, year: int, notation: str) -> list[view.Row]:
    """Case files of a year that carry this notation."""
    return view.find(
        connection,
        "case_file",
        "WHERE file_catalog = ? AND file_notation = ? AND removed_at IS NULL",
        (year, notation),
    )


def attachments_of(connection: Connection, document_id: str) -> list[view.Row]:
    """The files of a document, in order."""
    return view.find(
        connection,
        "attachment",
        "WHERE document_id = ? AND removed_at IS NULL ORDER BY ordinal",
        (document_id,),
    )


def last_ordinal(connection: Connection, document_id: str) -> int:
    """The last place among the files of a document, those taken off included; 0 without any."""
    row = connection.execute(
        "SELECT max(ordinal) FROM attachment WHERE document_id = ?", (document_id,)
    ).fetchone()
    return int(row[0] or 0)


def incoming_with_notation(connection: Connection, number: str, notation: str) -> list[view.Row]:
    """Arrivals that carry this number and notation."""
    return view.find(
        connection,
        "incoming_document",
        "WHERE code_number = ? AND code_notation = ? AND removed_at IS NULL",
        (number, notation),
    )


def document_type(connection: Connection, values: Values) -> view.Row | None:
    """The type of a document by its code, else by its name.

    One name may stand for two types (a decision, and a legal one): without a code the
    administrative one is meant.
    """
    if values.get("type_code"):
        rows = view.find(connection, "document_type", "WHERE code = ?", (values["type_code"],))
    else:
        rows = view.find(
            connection,
            "document_type",
            "WHERE name = ? AND removed_at IS NULL ORDER BY kind <> 'administrative'",
            (values.get("type_name"),),
        )
    return rows[0] if rows else None


def office_by_code(connection: Connection, code: str) -> view.Row | None:
    """An office of the province."""
    rows = view.find(connection, "office", "WHERE code = ? AND removed_at IS NULL", (code,))
    return rows[0] if rows else None


def user(connection: Connection, user_id: str) -> view.Row | None:
    """A person of the office."""
    return view.get(connection, "user", user_id)


def require_series(connection: Connection, code: str) -> view.Row:
    """One series. Raises RuleViolation ``series_unknown``."""
    row = series_by_code(connection, code)
    if row is None:
        raise RuleViolation("series_unknown", field="series", series=code)
    return row

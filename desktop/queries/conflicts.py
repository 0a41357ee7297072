"""Conflicts as a person reads them: what about, which sides, whose, and how they may be settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common.changes.merge import Fate
from common.clock import from_millis, vietnam_date
from common.entities.cases import DISPUTED_NUMBER
from common.entities.schema import Value
from common.rules.deadlines import add_working_days
from common.rules.settlement import OFFICE_DAYS, outcomes_for, sides_of
from desktop.queries.own_work import own_work_on
from desktop.store import lookups, view
from desktop.store.connection import Connection

ENTITY = "conflict"
_NUMBERED = ("incoming_document", "outgoing_document")


@dataclass(frozen=True)
class Side:
    """One value of a conflict. ``place`` counts from 1; the first is what stands.

    ``who`` is a full name, empty for the server. The value of a whole action is a list of
    ``{entity, id, field, value}``; one that was too long to travel is ``in_log`` only. ``about`` is
    the document that a side of a disputed number names.
    """

    place: int
    value: Value
    head: str
    actor: str
    who: str
    device: int
    at_ms: int
    in_log: bool
    about: view.Row | None = None


@dataclass(frozen=True)
class Dispute:
    """A conflict with its record as this office sees both.

    ``fates`` are those of settlements made on this PC that the server has not answered yet;
    ``centre_from`` is the first day on which the centre may settle it too (R23).
    """

    row: view.Row
    about: view.Row | None
    sides: tuple[Side, ...]
    outcomes: tuple[str, ...]
    settled_by: str
    centre_from: date
    fates: tuple[Fate, ...]


def open_disputes(connection: Connection, record_id: str | None = None) -> list[Dispute]:
    """Conflicts that wait to be settled, of one record or of the whole office, oldest first."""
    if record_id is None:
        rows = view.find(connection, ENTITY, "WHERE state = 'open' ORDER BY opened_at, rowid")
    else:
        clause = "WHERE record_id = ? AND state = 'open' ORDER BY opened_at, rowid"
        rows = view.find(connection, ENTITY, clause, (record_id,))
    return _disputes(connection, rows)


def all_disputes(connection: Connection) -> list[Dispute]:
    """Open and settled ones, newest first."""
    clause = "ORDER BY state = 'open' DESC, opened_at DESC, rowid DESC"
    return _disputes(connection, view.find(connection, ENTITY, clause))


def dispute(connection: Connection, conflict_id: str) -> Dispute | None:
    """One conflict, or ``None``."""
    row = view.get(connection, ENTITY, conflict_id)
    return _disputes(connection, [row])[0] if row else None


def meant_by(connection: Connection, word: str) -> list[view.Row]:
    """The conflicts that a person means: by id, by its beginning, or the open ones of a record."""
    row = view.get(connection, ENTITY, word)
    if row:
        return [row]
    clause = "WHERE record_id = ? AND state = 'open' ORDER BY opened_at, rowid"
    of_record = view.find(connection, ENTITY, clause, (word,))
    return of_record or view.find(
        connection, ENTITY, "WHERE substr(id, 1, ?) = ? ORDER BY rowid", (len(word), word)
    )


def name_of_person(connection: Connection, user_id: Value) -> str:
    """The full name of a person of the office, else the login; empty where nobody is known."""
    user = lookups.user(connection, str(user_id)) if user_id else None
    values = user.values if user else {}
    return str(values.get("full_name") or values.get("login") or "")


def holidays(connection: Connection) -> frozenset[date]:
    """Days that are not worked, as the centre keeps them."""
    rows = view.find(connection, "holiday", "WHERE removed_at IS NULL")
    free = (row.values for row in rows if not row.values.get("working"))
    return frozenset(date.fromisoformat(str(values["day"])) for values in free)


def _disputes(connection: Connection, rows: Iterable[view.Row]) -> list[Dispute]:
    rows = list(rows)
    free = holidays(connection) if rows else frozenset()
    return [_dispute(connection, row, free) for row in rows]


def _dispute(connection: Connection, row: view.Row, free: frozenset[date]) -> Dispute:
    values = row.values
    about = view.get(connection, str(values.get("entity")), str(values.get("record_id")))
    opened_at = values.get("opened_at")
    opened = vietnam_date(from_millis(opened_at if isinstance(opened_at, int) else 0))
    last_day = add_working_days(opened, OFFICE_DAYS, free)
    own = own_work_on(connection, ENTITY, row.id)
    return Dispute(
        row=row,
        about=about,
        sides=tuple(_sides(connection, row)),
        outcomes=outcomes_for(values, about.values if about else None),
        settled_by=name_of_person(connection, values.get("settled_by")),
        centre_from=date.fromordinal(last_day.toordinal() + 1),
        fates=tuple(one.fate for one in own),
    )


def _sides(connection: Connection, row: view.Row) -> Iterable[Side]:
    is_disputed = row.values.get("kind") == DISPUTED_NUMBER
    for place, side in enumerate(sides_of(row.values), start=1):
        yield Side(
            place=place,
            value=side.get("value"),
            head=str(side.get("head") or ""),
            actor=str(side.get("actor") or ""),
            who=name_of_person(connection, side.get("actor")),
            device=int(side.get("device") or 0),
            at_ms=int(side.get("at") or 0),
            in_log=bool(side.get("in_log")),
            about=_document(connection, side.get("value")) if is_disputed else None,
        )


def _document(connection: Connection, value: Value) -> view.Row | None:
    """The document that a number was given to."""
    rows = (view.get(connection, entity, str(value)) for entity in _NUMBERED)
    return next((row for row in rows if row), None)

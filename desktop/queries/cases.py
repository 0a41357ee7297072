"""Work that was set aside whole, or closed without being applied, with the reason of each (R9).

A person never sees a value of theirs vanish without a mark: what was not used stays listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.queries.conflicts import name_of_person
from desktop.store import view
from desktop.store.connection import Connection

ENTITY = "case"
WAITING = ("quarantined", "held", "parked")
LATELY_DAYS = 90
REFUSED_SETTLEMENTS = ("side_added", "settled_otherwise")
_DAY_MS = 86_400_000
_OPEN = "state IN ('quarantined', 'held', 'parked') AND closed_at IS NULL"


@dataclass(frozen=True)
class SetAside:
    """A case as people read it. ``waits_for`` is the case that a held one needs, if it is known;
    ``dependants`` are those that are held with this one."""

    row: view.Row
    about: view.Row | None
    who: str
    closed_by: str
    waits_for: view.Row | None
    dependants: tuple[view.Row, ...]

    @property
    def name(self) -> str:
        """The changeset's name, such as ``17.42``."""
        return str(self.row.values.get("changeset"))


@dataclass(frozen=True)
class Counts:
    """How much of this office's work is set aside, by state; and of this PC's own: closed without
    being used lately, and settlements that were not taken while their conflict is still open."""

    waiting: dict[str, int]
    discarded_lately: int
    settlements_refused: int


def waiting_cases(connection: Connection) -> list[SetAside]:
    """What waits for a person or for other work, oldest first."""
    return _read(
        connection, view.find(connection, ENTITY, f"WHERE {_OPEN} ORDER BY opened_at, device, seq")
    )


def discarded_since(connection: Connection, since_ms: int) -> list[SetAside]:
    """What was closed without being applied, newest first."""
    clause = "WHERE state = 'discarded' AND closed_at >= ? ORDER BY closed_at DESC, device, seq"
    return _read(connection, view.find(connection, ENTITY, clause, (since_ms,)))


def lately(now_ms: int) -> int:
    """The instant from which what was discarded is listed."""
    return now_ms - LATELY_DAYS * _DAY_MS


def case_named(connection: Connection, word: str) -> SetAside | None:
    """One case by its changeset's name or its own id."""
    rows = view.find(connection, ENTITY, "WHERE changeset = ? OR id = ?", (word, word))
    return _read(connection, rows)[0] if rows else None


def cases_of(connection: Connection, record_id: str) -> list[SetAside]:
    """What waits, and what was not used, of work on a record or on its conflicts, oldest first."""
    rows = view.find(
        connection,
        ENTITY,
        f"WHERE ({_OPEN} OR state = 'discarded') AND (record_id = ? OR record_id IN "
        "(SELECT id FROM conflict WHERE record_id = ?)) ORDER BY opened_at, device, seq",
        (record_id, record_id),
    )
    return _read(connection, rows)


def counts(connection: Connection, device: int, now_ms: int) -> Counts:
    """Counted now."""
    found = connection.execute(f'SELECT state, count(*) FROM "case" WHERE {_OPEN} GROUP BY state')
    discarded = connection.execute(
        "SELECT count(*) FROM \"case\" WHERE state = 'discarded' AND device = ? AND closed_at >= ?",
        (device, lately(now_ms)),
    )
    places = ",".join("?" * len(REFUSED_SETTLEMENTS))
    refused = connection.execute(
        'SELECT count(DISTINCT c.record_id) FROM "case" c JOIN conflict f ON f.id = c.record_id '
        f"WHERE c.state = 'discarded' AND c.device = ? AND c.code IN ({places}) "
        "AND f.state = 'open'",
        (device, *REFUSED_SETTLEMENTS),
    )
    return Counts(dict(found.fetchall()), discarded.fetchone()[0], refused.fetchone()[0])


def _read(connection: Connection, rows: Iterable[view.Row]) -> list[SetAside]:
    return [_case(connection, row) for row in rows]


def _case(connection: Connection, row: view.Row) -> SetAside:
    values = row.values
    about = view.get(connection, str(values.get("entity")), str(values.get("record_id")))
    needs = values.get("needs")
    waits = view.find(connection, ENTITY, "WHERE changeset = ?", (needs,)) if needs else []
    held = view.find(
        connection,
        ENTITY,
        f"WHERE needs = ? AND {_OPEN} ORDER BY opened_at, device, seq",
        (values.get("changeset"),),
    )
    return SetAside(
        row=row,
        about=about,
        who=name_of_person(connection, values.get("actor")),
        closed_by=name_of_person(connection, values.get("closed_by")),
        waits_for=waits[0] if waits else None,
        dependants=tuple(held),
    )

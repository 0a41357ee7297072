"""What the room of syncing lists and shows, read off the GUI thread.

::

    load ─▶ Matters (the list)          load_matter(kind, id) ─▶ what its pane shows
"""

from __future__ import annotations

from dataclasses import dataclass

from common.entities.cases import OPEN
from desktop.queries.cases import (
    SetAside,
    cases_of,
    discarded_since,
    lately,
    waiting_cases,
)
from desktop.queries.conflicts import Dispute, dispute, name_of_person, open_disputes
from desktop.queries.own_work import Unsent, pending_work
from desktop.queries.records import document_types
from desktop.queries.transfers import OnTheWay, files_on_the_way
from desktop.store.connection import Connection

LISTED_MAX = 200
"""Own work and files listed by name; of the rest the number is shown."""

CONFLICT, CASE = "conflict", "case"


@dataclass(frozen=True)
class Matters:
    """Everything that is not yet as it should be, by what has to happen to it."""

    disputes: tuple[Dispute, ...]
    cases: tuple[SetAside, ...]
    """Quarantined, held, and whole actions that are parked without a conflict that is open."""
    unsent: tuple[Unsent, ...]
    files: tuple[OnTheWay, ...]
    discarded: tuple[SetAside, ...]


@dataclass(frozen=True)
class DisputeShown:
    """A conflict with what its pane needs beside it.

    ``refused`` are settlements that were not taken, newest first; ``types`` the words of the
    document types' codes.
    """

    dispute: Dispute
    refused: tuple[SetAside, ...]
    types: dict[str, str]
    people: dict[str, str]
    """Names of those who settled it before."""

    @property
    def id(self) -> str:
        """The conflict's id."""
        return self.dispute.row.id

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.dispute.row.values.get("state") == OPEN


def load(connection: Connection, now_ms: int) -> Matters:
    """All matters of the office that this PC knows."""
    disputes = open_disputes(connection)
    shown = {one.row.id for one in disputes}
    waiting = waiting_cases(connection)
    return Matters(
        disputes=tuple(disputes),
        cases=tuple(one for one in waiting if one.row.values.get("conflict_id") not in shown),
        unsent=tuple(pending_work(connection, LISTED_MAX)),
        files=tuple(files_on_the_way(connection, LISTED_MAX)),
        discarded=tuple(discarded_since(connection, lately(now_ms))),
    )


def load_dispute(connection: Connection, conflict_id: str) -> DisputeShown | None:
    """One conflict, open or settled; ``None`` where there is none."""
    found = dispute(connection, conflict_id)
    if found is None:
        return None
    refused = [one for one in cases_of(connection, conflict_id) if one.row.values.get("code")]
    refused.sort(key=lambda one: _whole(one.row.values.get("closed_at")), reverse=True)
    types = {
        str(row.values.get("code")): str(row.values.get("name"))
        for row in document_types(connection)
    }
    return DisputeShown(found, tuple(refused), types, _settlers(connection, found))


def _settlers(connection: Connection, found: Dispute) -> dict[str, str]:
    earlier = found.row.values.get("history")
    listed = earlier if isinstance(earlier, list) else []
    ids = {str(one.get("settled_by")) for one in listed if isinstance(one, dict)}
    return {each: name_of_person(connection, each) for each in ids}


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0

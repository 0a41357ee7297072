"""One record with all that belongs to it: files, numbers, open conflicts, own work under way."""

from __future__ import annotations

from dataclasses import dataclass

from common.changes.merge import Fate
from common.entities.registry import ENTITIES
from desktop.queries.cases import SetAside, cases_of
from desktop.queries.conflicts import Dispute, open_disputes
from desktop.queries.own_work import OwnWork, own_work_on
from desktop.store import files, lookups, redactions, view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class AttachedFile:
    """A file of a document. ``here`` is false while it is still on its way (design §8)."""

    id: str
    name: str
    size_bytes: int
    media_type: str
    sha256: str
    here: bool


@dataclass(frozen=True)
class Erased:
    """An order under which something of a record was erased, and which fields."""

    order: str
    reason: str
    at_ms: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RecordDetail:
    """A record as people see it."""

    row: view.Row
    files: tuple[AttachedFile, ...]
    conflicts: tuple[view.Row, ...]
    fates: tuple[Fate, ...]
    """Fates of own changesets that lie over it, oldest first; empty when all is settled."""
    disputes: tuple[Dispute, ...]
    """The same conflicts, with their sides and how they may be settled."""
    own_work: tuple[OwnWork, ...]
    """Own work under way on it, with the reasons."""
    cases: tuple[SetAside, ...]
    """Anybody's work on it that waits, or that was not used."""
    erased: tuple[Erased, ...]
    """Orders by which something of it was erased, oldest first."""


def detail(connection: Connection, entity: str, record_id: str) -> RecordDetail | None:
    """The record, or ``None``."""
    row = view.get(connection, entity, record_id)
    if row is None:
        return None
    return RecordDetail(
        row,
        tuple(attached(connection, row.scope, record_id)),
        tuple(open_conflicts(connection, record_id)),
        fates(connection, entity, record_id),
        tuple(open_disputes(connection, record_id)),
        tuple(own_work_on(connection, entity, record_id)),
        tuple(cases_of(connection, record_id)),
        tuple(erased_by(connection, entity, record_id)),
    )


def attached(connection: Connection, scope: str, document_id: str) -> list[AttachedFile]:
    """The files of a document, in order."""
    found = []
    for row in lookups.attachments_of(connection, document_id):
        sha256, size = str(row.values.get("sha256")), row.values.get("size_bytes")
        state = files.state_of(connection, scope, sha256)
        found.append(
            AttachedFile(
                id=row.id,
                name=str(row.values.get("name")),
                size_bytes=size if isinstance(size, int) else 0,
                media_type=str(row.values.get("media_type")),
                sha256=sha256,
                here=state.here if state else False,
            )
        )
    return found


def erased_by(connection: Connection, entity: str, record_id: str) -> list[Erased]:
    """The orders by which something of the record was erased (R6)."""
    found = []
    for order in redactions.over(connection, (entity, record_id)):
        row = view.get(connection, redactions.ENTITY, order.id)
        fields = order.targets.get((entity, record_id))
        if row is None or fields is None:
            continue
        at = row.values.get("ordered_at")
        found.append(
            Erased(
                order=order.order,
                reason=str(row.values.get("reason") or ""),
                at_ms=at if isinstance(at, int) else 0,
                fields=tuple(sorted(fields)),
            )
        )
    return found


def open_conflicts(connection: Connection, record_id: str | None = None) -> list[view.Row]:
    """Conflicts that wait to be settled, of one record or of the whole office."""
    if record_id is None:
        return view.find(connection, "conflict", "WHERE state = 'open' ORDER BY opened_at")
    return view.find(connection, "conflict", "WHERE record_id = ? AND state = 'open'", (record_id,))


def fates(connection: Connection, entity: str, record_id: str) -> tuple[Fate, ...]:
    """Fates of own changesets that lie over a record."""
    rows = connection.execute(
        "SELECT c.fate FROM overlay o JOIN changesets c ON c.scope = o.scope AND c.seq = o.seq "
        "WHERE o.entity = ? AND o.id = ? ORDER BY o.seq",
        (entity, record_id),
    )
    return tuple(Fate(fate) for (fate,) in rows)


def offices(connection: Connection) -> list[view.Row]:
    """The province's offices, by name."""
    return view.find(connection, "office", "WHERE removed_at IS NULL ORDER BY name")


def document_types(connection: Connection) -> list[view.Row]:
    """Types that may be chosen for a new document."""
    return view.find(
        connection,
        "document_type",
        "WHERE removed_at IS NULL AND active IS NOT 0 ORDER BY kind, name",
    )


def known_values(connection: Connection, entity: str, field: str, limit: int = 500) -> list[str]:
    """What people typed into a field before, most used first: what completers offer."""
    column = ENTITIES[entity][field].name
    rows = connection.execute(
        f"SELECT {column}, count(*) AS uses FROM {entity} "
        f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY uses DESC LIMIT ?",
        (limit,),
    )
    return [value for value, _ in rows]

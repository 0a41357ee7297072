"""What became of this PC's own work on one record, while it is not yet in the common log.

Each fate is shown to the person who made the change (design §5), with the server's reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from common.changes.merge import Fate
from common.rules.actions import ACTIONS
from desktop.store import view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class OwnWork:
    """One own changeset that lies over a record."""

    action: str
    fate: Fate
    made_at_ms: int
    code: str = ""
    """Why it is quarantined or held: an error code, empty for none."""
    params: dict[str, Any] = field(default_factory=dict)


def own_work_on(connection: Connection, entity: str, record_id: str) -> list[OwnWork]:
    """Own changesets over the record, oldest first; empty when all is settled."""
    rows = connection.execute(
        "SELECT c.action, c.fate, c.made_at, c.code, c.params FROM overlay o "
        "JOIN changesets c ON c.scope = o.scope AND c.seq = o.seq "
        "WHERE o.entity = ? AND o.id = ? ORDER BY o.seq",
        (entity, record_id),
    )
    return [
        OwnWork(action, Fate(fate), made_at or 0, code or "", _params(params))
        for action, fate, made_at, code, params in rows
    ]


@dataclass(frozen=True)
class Unsent:
    """One own changeset that is not yet in the common log, and the record that it is about."""

    scope: str
    seq: int
    action: str
    made_at_ms: int
    about: view.Row | None


def pending_work(connection: Connection, limit: int) -> list[Unsent]:
    """Own changesets of which the server has said nothing yet, oldest first, up to ``limit``."""
    rows = connection.execute(
        "SELECT scope, seq, action, made_at FROM changesets WHERE fate = ? "
        "ORDER BY made_at, seq LIMIT ?",
        (Fate.PENDING, limit),
    )
    return [
        Unsent(scope, seq, action, made_at or 0, _about(connection, scope, seq, action))
        for scope, seq, action, made_at in rows.fetchall()
    ]


def _about(connection: Connection, scope: str, seq: int, action: str) -> view.Row | None:
    """The record that an action is for; of several the first, of its own kind if there is one.
    Of what belongs to a document (a file, a dispatch) it is the document."""
    keys = connection.execute(
        "SELECT entity, id FROM overlay WHERE scope = ? AND seq = ? ORDER BY rowid", (scope, seq)
    ).fetchall()
    target = ACTIONS[action].target if action in ACTIONS else ""
    keys.sort(key=lambda key: key[0] != target)
    row = view.get(connection, *keys[0]) if keys else None
    document = row.values.get("document_id") if row else None
    if row is None or document is None:
        return row
    entity = str(row.values.get("document_entity") or "outgoing_document")
    return view.get(connection, entity, str(document)) or row


def _params(text: str | None) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}

"""What became of this PC's own work on one record, while it is not yet in the common log.

Each fate is shown to the person who made the change (design §5), with the server's reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from common.changes.merge import Fate
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


def _params(text: str | None) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}

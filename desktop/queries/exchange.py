"""What was sent and what became of it at each recipient; what reached us and waits."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import lookups, view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class RecipientStatus:
    """One recipient of one dispatch: the furthest status that came back (domain §9.2), and what
    became of its recall."""

    dispatch_id: str
    office_code: str
    office_name: str
    status: str
    """``01`` arrived, ``02`` returned, ``03`` accepted; empty while nothing has come back."""
    at_ms: int
    description: str
    recall: str = ""
    """``13`` asked, ``15`` agreed, ``16`` refused, ``withdrawn`` before it left; empty for none."""
    recall_at_ms: int = 0
    recall_description: str = ""


_RECALL = ("15", "16", "withdrawn")


def recipients(connection: Connection, document_id: str) -> list[RecipientStatus]:
    """Every recipient of a document with its status, oldest dispatch first."""
    found = []
    for dispatch in lookups.dispatches_of(connection, document_id):
        codes = dispatch.values.get("to_offices")
        for code in codes if isinstance(codes, list) else ():
            found.append(_status(connection, dispatch.id, str(code)))
    return found


def _status(connection: Connection, dispatch_id: str, office_code: str) -> RecipientStatus:
    rows = connection.execute(
        "SELECT status, at, description FROM dispatch_status "
        "WHERE dispatch_id = ? AND office_code = ? ORDER BY status DESC",
        (dispatch_id, office_code),
    ).fetchall()
    came = [row for row in rows if row[0] not in _RECALL]
    recalled = [row for row in rows if row[0] in _RECALL] or _asked(connection, dispatch_id)
    status, at_ms, description = came[0] if came else ("", 0, "")
    recall, recall_at_ms, recall_description = recalled[0] if recalled else ("", 0, "")
    return RecipientStatus(
        dispatch_id,
        office_code,
        office_name(connection, office_code),
        status,
        at_ms or 0,
        description or "",
        recall,
        recall_at_ms or 0,
        recall_description or "",
    )


def _asked(connection: Connection, dispatch_id: str) -> list[tuple[str, int, str]]:
    """A recall to which no answer has come back."""
    return connection.execute(
        "SELECT '13', recalled_at, reason FROM recall WHERE dispatch_id = ?", (dispatch_id,)
    ).fetchall()


def office_name(connection: Connection, code: str) -> str:
    """The office's name; its code where the catalog does not know it."""
    row = connection.execute("SELECT name FROM office WHERE code = ?", (code,)).fetchone()
    return str(row[0]) if row else code


def waiting_deliveries(connection: Connection) -> int:
    """How many deliveries nobody has accepted or returned."""
    row = connection.execute(
        "SELECT count(*) FROM delivery WHERE state = 'cho_tiep_nhan' AND removed_at IS NULL"
    ).fetchone()
    return int(row[0])


def recalls_to_answer(connection: Connection) -> list[view.Row]:
    """Deliveries that their senders ask back and nobody has answered, oldest request first."""
    return view.find(
        connection,
        "delivery",
        "WHERE recall_asked_at IS NOT NULL AND recall_answer IS NULL AND removed_at IS NULL "
        "ORDER BY recall_asked_at",
    )

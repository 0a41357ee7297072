"""What was sent and what became of it at each recipient; what reached us and waits."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class RecipientStatus:
    """One recipient of one dispatch: the furthest status that came back (domain §9.2)."""

    dispatch_id: str
    office_code: str
    office_name: str
    status: str
    """``01`` arrived, ``02`` returned, ``03`` accepted; empty while nothing has come back."""
    at_ms: int
    description: str


def recipients(connection: Connection, document_id: str) -> list[RecipientStatus]:
    """Every recipient of a document with its status, oldest dispatch first."""
    found = []
    dispatches = view.find(
        connection,
        "dispatch",
        "WHERE document_id = ? AND removed_at IS NULL ORDER BY sent_at",
        (document_id,),
    )
    for dispatch in dispatches:
        codes = dispatch.values.get("to_offices")
        for code in codes if isinstance(codes, list) else ():
            found.append(_status(connection, dispatch.id, str(code)))
    return found


def _status(connection: Connection, dispatch_id: str, office_code: str) -> RecipientStatus:
    row = connection.execute(
        "SELECT status, at, description FROM dispatch_status "
        "WHERE dispatch_id = ? AND office_code = ? ORDER BY status DESC LIMIT 1",
        (dispatch_id, office_code),
    ).fetchone()
    status, at_ms, description = row or ("", 0, "")
    return RecipientStatus(
        dispatch_id,
        office_code,
        office_name(connection, office_code),
        status,
        at_ms or 0,
        description or "",
    )


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

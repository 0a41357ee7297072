"""What an order to erase takes out of the tables, and which PCs have carried it out.

Erasing here is deleting and overwriting of rows; that the bytes leave the file is
:func:`sync_server.db.engine.forget_deleted`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from common.changes.changeset import Changeset
from sync_server.db import tables
from sync_server.db.engine import insert_missing

_changesets = tables.changesets
_evidence = tables.evidence
_erasures = tables.erasures
_grants = tables.grants
_passed_on = tables.passed_on
_HASHES_PER_QUERY = 500


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that may hold bodies."""

    place: int
    device: int
    bytes: bytes


def erase_body(
    conn: Connection, scope: str, device: int, seq: int, *, erased: Changeset, params: bytes
) -> None:
    """Keep a changeset without its body; ``params`` take the place of its verdict's."""
    of_changeset = _changesets.c.scope == scope, _changesets.c.device == device
    conn.execute(
        update(_changesets)
        .where(*of_changeset, _changesets.c.seq == seq)
        .values(salt=erased.salt, payload=erased.payload, params=params)
    )


def evidence_of(conn: Connection, scope: str) -> list[Evidence]:
    """All evidence of a scope."""
    query = select(_evidence.c.place, _evidence.c.device, _evidence.c.bytes)
    return [Evidence(*row) for row in conn.execute(query.where(_evidence.c.scope == scope))]


def rewrite_evidence(conn: Connection, place: int, found: bytes) -> None:
    """Put other bytes into a piece of evidence."""
    conn.execute(update(_evidence).where(_evidence.c.place == place).values(bytes=found))


def revoke_files(conn: Connection, scope: str, hashes: Iterable[str]) -> None:
    """Nobody of the scope may read these files any more."""
    for some in _pieces(hashes):
        conn.execute(delete(_grants).where(_grants.c.scope == scope, _grants.c.sha256.in_(some)))
        of_scope = _passed_on.c.scope == scope
        conn.execute(delete(_passed_on).where(of_scope, _passed_on.c.sha256.in_(some)))


def forget_unread(conn: Connection, hashes: Iterable[str]) -> list[str]:
    """Forget those of the files that no scope may read any more; which they are."""
    unread: list[str] = []
    for some in _pieces(hashes):
        read = set(conn.scalars(select(_grants.c.sha256).where(_grants.c.sha256.in_(some))))
        read |= set(conn.scalars(select(_passed_on.c.sha256).where(_passed_on.c.sha256.in_(some))))
        unread += [sha256 for sha256 in some if sha256 not in read]
    for some in _pieces(unread):
        conn.execute(delete(tables.blobs).where(tables.blobs.c.sha256.in_(some)))
    return unread


def confirm(
    conn: Connection, scope: str, device: int, redactions: Iterable[str], *, at: int
) -> None:
    """Note that a PC has carried orders out; what was noted before is left."""
    rows = [
        {"scope": scope, "redaction_id": one, "device": device, "confirmed_at": at}
        for one in redactions
    ]
    insert_missing(conn, _erasures, rows)


def confirmed(conn: Connection, scope: str) -> dict[str, dict[int, int]]:
    """Redaction → device → when it confirmed, in milliseconds."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in conn.execute(select(_erasures).where(_erasures.c.scope == scope)):
        found[row.redaction_id][row.device] = row.confirmed_at
    return found


def _pieces(hashes: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _HASHES_PER_QUERY):
        yield wanted[start : start + _HASHES_PER_QUERY]

"""The server's tables, read as they lie on its disk, for the checkers."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from common.changes.changeset import Change, Changeset, Header, name_of, read_changes, read_header
from common.changes.record import Key, Record, decode_heads, decode_values
from sync_server.db import tables
from sync_server.hub.hub import Hub


@dataclass(frozen=True)
class Kept:
    """One changeset as the server keeps it."""

    device: int
    seq: int
    header: Header
    changes: tuple[Change, ...]
    hash: bytes
    fate: str
    applied_seq: int
    code: str
    parked: frozenset[tuple[str, str, str]]

    @property
    def is_aside(self) -> bool:
        """Whether the whole action waits for a person, or for other work."""
        return self.fate in ("quarantined", "held") or (
            self.fate == "parked" and not self.applied_seq
        )

    @property
    def name(self) -> str:
        """``device.seq``."""
        return name_of(self.device, self.seq)


@dataclass(frozen=True)
class Truth:
    """One scope at the server."""

    scope: str
    records: dict[Key, Record]
    kept: dict[str, Kept]
    cases: frozenset[str]
    log: tuple[tuple[int, str], ...]

    def of(self, entity: str) -> list[Record]:
        """All records of an entity."""
        return [record for key, record in self.records.items() if key[0] == entity]


def read(hub: Hub, scope: str) -> Truth:
    """Everything that the server holds of ``scope``."""
    with hub.core.reading() as conn:
        found = conn.execute(select(tables.records).where(tables.records.c.scope == scope))
        records = {
            (row.entity, row.id): Record(
                row.entity, row.id, decode_values(row[3]), decode_heads(row.heads)
            )
            for row in found
        }
        rows = conn.execute(select(tables.changesets).where(tables.changesets.c.scope == scope))
        kept = [_kept(row) for row in rows]
        cases = conn.execute(select(tables.cases).where(tables.cases.c.scope == scope))
        names = frozenset(name_of(row.device, row.seq) for row in cases)
        log = conn.execute(
            select(tables.log).where(tables.log.c.scope == scope).order_by(tables.log.c.seq)
        )
        entries = tuple((row.seq, name_of(row.device, row.device_seq)) for row in log)
    return Truth(scope, records, {one.name: one for one in kept}, names, entries)


def _kept(row: object) -> Kept:
    changeset = Changeset(row.header, row.salt, row.payload)  # type: ignore[attr-defined]
    parked = msgspec.msgpack.decode(row.parked, type=list[tuple[str, str, str]])  # type: ignore[attr-defined]
    return Kept(
        device=row.device,  # type: ignore[attr-defined]
        seq=row.seq,  # type: ignore[attr-defined]
        header=read_header(changeset),
        changes=read_changes(changeset),
        hash=row.hash,  # type: ignore[attr-defined]
        fate=row.fate,  # type: ignore[attr-defined]
        applied_seq=row.applied_seq,  # type: ignore[attr-defined]
        code=row.code,  # type: ignore[attr-defined]
        parked=frozenset(parked),
    )

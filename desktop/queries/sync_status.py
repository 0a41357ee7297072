"""What is always in sight: pending work by fate, the last success, files on their way."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import files, meta, pending, repairs, search_index
from desktop.store.connection import Connection


@dataclass(frozen=True)
class SyncStatus:
    """The store's side of syncing, readable without a network."""

    unsent: int
    by_fate: dict[str, int]
    last_success_ms: int | None
    server_offset_ms: int
    """What the server's clock was ahead of this PC's then; 0 where it never answered."""
    files_to_send: int
    files_to_come: int
    conflicts: int
    not_indexed: int
    restored: bool
    healed: int
    """Records that were found damaged here, ever, and are whole again."""
    differing: tuple[str, ...]
    """Scopes whose base differs from the server's although it was healed."""


def sync_status(connection: Connection, scope: str) -> SyncStatus:
    """Counted now."""
    last = meta.last_sync(connection)
    conflicts = connection.execute("SELECT count(*) FROM conflict WHERE state = 'open'")
    return SyncStatus(
        unsent=pending.unsent(connection, scope),
        by_fate=pending.count_by_fate(connection),
        last_success_ms=last.at_ms if last else None,
        server_offset_ms=last.server_offset_ms if last else 0,
        files_to_send=len(files.to_upload(connection)),
        files_to_come=len(files.to_download(connection)),
        conflicts=int(conflicts.fetchone()[0]),
        not_indexed=search_index.waiting(connection),
        restored=meta.is_restored(connection),
        healed=repairs.count(connection),
        differing=tuple(repairs.differing_scopes(connection)),
    )

"""The closed list of states in which the engine can be; each change is announced."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SyncState(StrEnum):
    """What the clerk sees in the corner of the window."""

    IDLE = "idle"
    CONNECTING = "connecting"
    SYNCING = "syncing"
    FILES = "files"
    OFFLINE = "offline"
    STOPPED = "stopped"
    """A person must look: forked, revoked, too old."""


@dataclass(frozen=True)
class SyncReport:
    """What one run did. ``offline`` holds the code of what was in the way; work is kept."""

    pushed: int = 0
    pulled: int = 0
    files_up: int = 0
    files_down: int = 0
    offline: str = ""
    waiting: int = 0
    """Own changesets that the server does not hold yet."""
    healed: int = 0
    """Records that were damaged here and are whole again."""
    differs: tuple[str, ...] = ()
    """Scopes that differ from the server's even so; told by the run that tried to heal them."""

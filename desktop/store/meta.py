"""What the store knows of itself: who it is, of which office, on whose server."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass

from desktop.store.connection import Connection

_IDENTITY = "identity"
_RESTORED = "restored"
_LAST_SYNC = "last_sync"
_LAST_TYPED = "last_typed:"


@dataclass(frozen=True)
class DeviceIdentity:
    """This PC as the server enrolled it. ``signing_seed`` never leaves the encrypted store."""

    device: int
    device_name: str
    office_code: str
    office_name: str
    scopes: tuple[str, ...]
    server_url: str
    server_public: bytes
    ca_pem: str
    allow_http: bool
    signing_seed: bytes
    login: str
    user_id: str
    roles: tuple[str, ...]
    """As enrolled; the role grants of the scope count once they are pulled."""

    @property
    def office_scope(self) -> str:
        """The scope that this office writes."""
        return f"office/{self.office_code}"

    def encode(self) -> str:
        """JSON text of all fields, bytes as base64."""
        fields = asdict(self)
        for name in ("server_public", "signing_seed"):
            fields[name] = base64.b64encode(fields[name]).decode()
        return json.dumps(fields, ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> DeviceIdentity:
        """The identity of :meth:`encode`."""
        fields = json.loads(text)
        for name in ("server_public", "signing_seed"):
            fields[name] = base64.b64decode(fields[name])
        lists = {name: tuple(fields[name]) for name in ("scopes", "roles")}
        return cls(**{**fields, **lists})


@dataclass(frozen=True)
class LastSync:
    """The last success: our clock then, and what the server's clock was ahead of ours."""

    at_ms: int
    server_offset_ms: int


def read(connection: Connection, key: str) -> str | None:
    """One fact, or ``None``."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def write(connection: Connection, key: str, value: str) -> None:
    """Keep one fact."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def identity(connection: Connection) -> DeviceIdentity | None:
    """Who this store is, once enrolled."""
    text = read(connection, _IDENTITY)
    return DeviceIdentity.decode(text) if text else None


def save_identity(connection: Connection, who: DeviceIdentity) -> None:
    """Write it at enrolment."""
    write(connection, _IDENTITY, who.encode())


def last_sync(connection: Connection) -> LastSync | None:
    """When the server last answered, or ``None`` if never."""
    text = read(connection, _LAST_SYNC)
    return LastSync(**json.loads(text)) if text else None


def save_last_sync(connection: Connection, last: LastSync) -> None:
    """Write it after each answer."""
    write(connection, _LAST_SYNC, json.dumps(asdict(last)))


def is_restored(connection: Connection) -> bool:
    """Whether this store was rebuilt and has not synced since: it gives no number (R16)."""
    return read(connection, _RESTORED) == "1"


def mark_restored(connection: Connection, restored: bool) -> None:
    """Set by a rebuild, cleared by the first sync after it."""
    write(connection, _RESTORED, "1" if restored else "0")
    connection.execute("DELETE FROM meta WHERE key LIKE ?", (f"{_LAST_TYPED}%",))


def may_number(connection: Connection, series_id: str) -> bool:
    """Whether this store knows where the run of a series stands: a rebuilt one does after its
    first sync, or when the clerk has typed the last number in the book (R16)."""
    return not is_restored(connection) or read(connection, _LAST_TYPED + series_id) == "1"


def note_last_typed(connection: Connection, series_id: str) -> None:
    """The clerk of a rebuilt store has typed the last number that stands in the book."""
    write(connection, _LAST_TYPED + series_id, "1")

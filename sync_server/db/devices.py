"""Devices, the scopes of which each is a member, and the codes by which a PC becomes one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from sync_server.db import tables
from sync_server.db.engine import insert_missing

ACTIVE = "active"
REVOKED = "revoked"

_devices = tables.devices
_memberships = tables.memberships
_codes = tables.enrolment_codes
_counters = tables.counters


@dataclass(frozen=True)
class Device:
    """A PC of an office. Instants in milliseconds since 1970 UTC; 0 is never."""

    device: int
    name: str
    office_code: str
    signing_public: bytes
    user_id: str
    state: str
    revoked_why: str
    enrolled_at: int
    last_seen_at: int


@dataclass(frozen=True)
class Membership:
    """A device in a scope."""

    device: int
    scope: str
    state: str
    may_write: bool


@dataclass(frozen=True)
class Code:
    """An enrolment code; ``roles`` comma-separated, ``used_by`` a device or 0."""

    secret_hash: bytes
    office_code: str
    roles: str
    expires_at: int
    used_by: int


def next_number(conn: Connection) -> int:
    """The next device's number, 1, 2, 3… without gaps; taken with the transaction (R16)."""
    insert_missing(conn, _counters, [{"name": "device", "value": 0}])
    taken = (
        update(_counters)
        .where(_counters.c.name == "device")
        .values(value=_counters.c.value + 1)
        .returning(_counters.c.value)
    )
    return int(conn.scalars(taken).one())


def add(conn: Connection, device: Device, memberships: list[Membership]) -> None:
    """A new device and the scopes of which it is a member."""
    conn.execute(insert(_devices), asdict(device))
    conn.execute(insert(_memberships), [asdict(one) for one in memberships])


def read(conn: Connection, device: int) -> Device | None:
    """One device."""
    found = conn.execute(select(_devices).where(_devices.c.device == device)).one_or_none()
    return Device(**found._asdict()) if found else None


def with_key(conn: Connection, signing_public: bytes) -> Device | None:
    """The device of a signing key."""
    query = select(_devices).where(_devices.c.signing_public == signing_public)
    found = conn.execute(query).one_or_none()
    return Device(**found._asdict()) if found else None


def all_of(conn: Connection) -> list[Device]:
    """Every device, by its number."""
    query = select(_devices).order_by(_devices.c.device)
    return [Device(**row._asdict()) for row in conn.execute(query)]


def memberships_of(conn: Connection, device: int) -> dict[str, Membership]:
    """The scopes of a device, by name."""
    query = select(_memberships).where(_memberships.c.device == device)
    found = (Membership(**row._asdict()) for row in conn.execute(query))
    return {one.scope: one for one in found}


def saw(conn: Connection, device: int, at: int) -> None:
    """Note when a device last spoke."""
    conn.execute(update(_devices).where(_devices.c.device == device).values(last_seen_at=at))


def revoke(conn: Connection, device: int, why: str) -> None:
    """Let a device push and pull no more; what it signed before stays valid (R17)."""
    conn.execute(
        update(_devices).where(_devices.c.device == device).values(state=REVOKED, revoked_why=why)
    )


def add_code(conn: Connection, code: Code) -> None:
    """A code that was handed out."""
    conn.execute(insert(_codes), asdict(code))


def code_with(conn: Connection, secret_hash: bytes) -> Code | None:
    """The code of a secret, held until the transaction ends: it is used once."""
    query = select(_codes).where(_codes.c.secret_hash == secret_hash).with_for_update()
    found = conn.execute(query).one_or_none()
    return Code(**found._asdict()) if found else None


def use_code(conn: Connection, secret_hash: bytes, device: int) -> None:
    """Mark a code as used by a device."""
    conn.execute(update(_codes).where(_codes.c.secret_hash == secret_hash).values(used_by=device))

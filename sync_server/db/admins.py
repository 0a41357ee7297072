"""Central admins, and the audit of what is done on the server itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import msgspec
from sqlalchemy import Connection, insert, select

from sync_server.db import tables
from sync_server.db.engine import insert_missing


@dataclass(frozen=True)
class Admin:
    """``verifier`` is the password's Argon2id under ``salt`` and ``params`` (encoded)."""

    login: str
    salt: bytes
    params: bytes
    verifier: bytes


@dataclass(frozen=True)
class Audited:
    """One thing done: when (milliseconds), by whom, what, with which particulars."""

    at: int
    who: str
    what: str
    params: dict[str, str]


def add(conn: Connection, admin: Admin) -> bool:
    """A new admin; False where the login is taken."""
    insert_missing(conn, tables.admins, [asdict(admin)])
    return read(conn, admin.login) == admin


def read(conn: Connection, login: str) -> Admin | None:
    """One admin."""
    query = select(tables.admins).where(tables.admins.c.login == login)
    found = conn.execute(query).one_or_none()
    return Admin(**found._asdict()) if found else None


def note(conn: Connection, *, at: int, who: str, what: str, params: Mapping[str, str]) -> None:
    """Add to the audit; never any content of documents."""
    row = {"at": at, "who": who, "what": what, "params": msgspec.json.encode(params)}
    conn.execute(insert(tables.audit), row)


def audited(conn: Connection) -> list[Audited]:
    """The audit, oldest first."""
    audit = tables.audit
    query = select(audit.c.at, audit.c.who, audit.c.what, audit.c.params).order_by(audit.c.place)
    return [
        Audited(at, who, what, msgspec.json.decode(params, type=dict[str, str]))
        for at, who, what, params in conn.execute(query)
    ]

"""What comparisons with the server found damaged here, and where they were made (R13).

The evidence stays when the damage is healed: a disk that did it once does it again, and somebody
must be able to see it. Bounded, since nobody reads a thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from common.changes.record import Key
from desktop.store import meta
from desktop.store.connection import Connection

KEPT_MAX = 1_000
_HEALED = "healed:"
_RECOUNTED = "recounted_at"


class Problem(StrEnum):
    """How a record was damaged."""

    BYTES = "bytes"
    """Its bytes were not the server's."""
    MISSING = "missing"
    SURPLUS = "surplus"
    """The server has no such record."""
    HASH = "hash"
    """Its bytes were right, the hash kept beside them was not."""
    DIGEST = "digest"
    """All records were right, the scope's digest was not."""
    VIEW = "view"
    """It did not look as base and own work say."""


@dataclass(frozen=True)
class Repair:
    """One record that was healed: the bytes that were here, and the hash that they should have.

    ``content`` and ``heads`` are ``None`` where nothing was here, ``expected`` is empty where
    nothing should be or the bytes were not the matter.
    """

    found_at_ms: int
    scope: str
    entity: str
    id: str
    problem: Problem
    content: bytes | None = None
    heads: bytes | None = None
    expected: bytes = b""


@dataclass(frozen=True)
class HealedHead:
    """The last head of a scope at which records were compared with the server's.

    ``found`` records were damaged; ``differs`` where the roots still differ after it.
    """

    incarnation: str
    seq: int
    at_ms: int
    found: int
    differs: bool


def note(connection: Connection, repairs: Iterable[Repair]) -> None:
    """Keep the evidence; beyond :data:`KEPT_MAX` the oldest goes."""
    connection.executemany(
        "INSERT INTO repairs (found_at, scope, entity, id, problem, content, heads, expected) "
        "VALUES (?,?,?,?,?,?,?,?)",
        [
            (r.found_at_ms, r.scope, r.entity, r.id, r.problem, r.content, r.heads, r.expected)
            for r in repairs
        ],
    )
    connection.execute(
        "DELETE FROM repairs WHERE rowid <= (SELECT max(rowid) FROM repairs) - ?", (KEPT_MAX,)
    )


def erase(connection: Connection, keys: Iterable[Key]) -> None:
    """Take the bytes of these records out of the evidence, for a removal by order; that they were
    damaged stays. Their hash goes too: short words can be guessed from it."""
    connection.executemany(
        "UPDATE repairs SET content = NULL, heads = NULL, expected = x'' "
        "WHERE entity = ? AND id = ?",
        keys,
    )


def count(connection: Connection) -> int:
    """How many records were healed, of those remembered."""
    return int(connection.execute("SELECT count(*) FROM repairs").fetchone()[0])


def newest(connection: Connection) -> list[Repair]:
    """The evidence, newest first."""
    rows = connection.execute(
        "SELECT found_at, scope, entity, id, problem, content, heads, expected FROM repairs "
        "ORDER BY rowid DESC"
    )
    return [
        Repair(found_at, scope, entity, record_id, Problem(problem), content, heads, expected)
        for found_at, scope, entity, record_id, problem, content, heads, expected in rows
    ]


def healed_head(connection: Connection, scope: str) -> HealedHead | None:
    """Where the scope was compared last, if ever."""
    text = meta.read(connection, _HEALED + scope)
    return HealedHead(**json.loads(text)) if text else None


def remember_head(connection: Connection, scope: str, healed: HealedHead) -> None:
    """Note that a scope was compared at this head."""
    meta.write(connection, _HEALED + scope, json.dumps(asdict(healed)))


def differing_scopes(connection: Connection) -> list[str]:
    """Scopes that were still different from the server's after the last comparison."""
    scopes = [scope for (scope,) in connection.execute("SELECT scope FROM scopes ORDER BY scope")]
    found = {scope: healed_head(connection, scope) for scope in scopes}
    return [scope for scope, healed in found.items() if healed and healed.differs]


def recounted_at_ms(connection: Connection) -> int | None:
    """When the base was last counted from its bytes, or begun to be used; ``None`` before."""
    text = meta.read(connection, _RECOUNTED)
    return int(text) if text else None


def save_recounted_at_ms(connection: Connection, at_ms: int) -> None:
    """Note it; 0 asks for a recount at the next sync."""
    meta.write(connection, _RECOUNTED, str(at_ms))

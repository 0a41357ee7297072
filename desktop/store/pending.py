"""Own changesets: exact bytes, their place in the chain, and their fate; kept for good.

Those whose fate is still open lie over the base (table ``overlay``); the others are the archive
that proves this PC's work and rebuilds the centre (R2, design §10a).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from common.changes.chain import genesis, next_hash
from common.changes.changeset import Change, Changeset, Header, name_of, read_changes, read_header
from common.changes.merge import Fate
from common.changes.rebase import only_fields
from common.changes.record import Key
from common.protocol.messages import Result
from common.rules.numbering import ledger_changes
from common.rules.redaction import fields_under, without_erased
from desktop.store import redactions
from desktop.store.connection import Connection, select_by_ids

OPEN_FATES = (Fate.PENDING, Fate.PARKED, Fate.HELD, Fate.QUARANTINED)
"""Only *applied* and *discarded* end the overlay (design §5)."""


_AT_ONCE = 500


@dataclass(frozen=True)
class ChainEnd:
    """The last own changeset in a scope."""

    seq: int
    hash: bytes


@dataclass(frozen=True)
class OwnChangeset:
    """One own changeset as stored."""

    scope: str
    seq: int
    changeset: Changeset
    hash: bytes
    action: str
    made_at_ms: int
    fate: Fate
    applied_seq: int
    parked: frozenset[tuple[str, str, str]]
    code: str
    params: dict[str, str]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it writes, the ledger's rows included."""
        return all_changes(read_header(self.changeset), read_changes(self.changeset))


def all_changes(header: Header, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The payload and the ledger rows that follow from the header's numbers."""
    return changes + ledger_changes(header.numbers)


def chain_end(connection: Connection, scope: str, device: int) -> ChainEnd:
    """Where this device's chain in ``scope`` stands."""
    row = connection.execute(
        "SELECT own_seq, own_hash FROM scopes WHERE scope = ?", (scope,)
    ).fetchone()
    if row is None or not row[0]:
        return ChainEnd(0, genesis(scope, device))
    return ChainEnd(row[0], row[1])


def append(
    connection: Connection,
    header: Header,
    changes: tuple[Change, ...],
    changeset: Changeset,
    *,
    code: str = "",
) -> bytes:
    """Add a changeset at the end of the chain and lay it over the base; returns its hash.

    ``header.seq`` must be the chain's next; the caller holds the write transaction.
    """
    end = chain_end(connection, header.scope, header.device)
    assert header.seq == end.seq + 1, "a chain has no gaps"
    new_hash = next_hash(end.hash, changeset)
    connection.execute(
        "INSERT INTO changesets (scope, seq, header, salt, payload, hash, action, made_at, fate, "
        "applied_seq, parked, code, params) VALUES (?,?,?,?,?,?,?,?,?,0,'[]',?,'{}')",
        (
            header.scope,
            header.seq,
            changeset.header,
            changeset.salt,
            changeset.payload,
            new_hash,
            header.action,
            header.at.wall_ms,
            Fate.PENDING,
            code,
        ),
    )
    keys = dict.fromkeys((c.entity, c.id) for c in all_changes(header, changes))
    connection.executemany(
        "INSERT INTO overlay (entity, id, scope, seq) VALUES (?,?,?,?)",
        [(entity, record_id, header.scope, header.seq) for entity, record_id in keys],
    )
    connection.execute(
        "INSERT INTO scopes (scope, cursor_seq, own_seq, own_hash, server_seq) VALUES (?,0,?,?,0) "
        "ON CONFLICT (scope) DO UPDATE SET own_seq = excluded.own_seq, "
        "own_hash = excluded.own_hash",
        (header.scope, header.seq, new_hash),
    )
    return new_hash


def after(connection: Connection, scope: str, seq: int, limit: int) -> list[OwnChangeset]:
    """Own changesets of ``scope`` after ``seq``, in the chain's order."""
    rows = connection.execute(
        f"{_SELECT} WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?", (scope, seq, limit)
    )
    return [_read(row) for row in rows]


def to_send(
    connection: Connection, scope: str, seq: int, limit: int
) -> Iterator[tuple[ChainEnd, Changeset]]:
    """Own changesets of ``scope`` after ``seq`` with their place in the chain, up to ``limit``;
    none is read before it is asked for."""
    rows = connection.execute(
        "SELECT seq, hash, header, salt, payload FROM changesets WHERE scope = ? AND seq > ? "
        "ORDER BY seq LIMIT ?",
        (scope, seq, limit),
    )
    for place, own_hash, *parts in rows:
        yield ChainEnd(place, own_hash), Changeset(*parts)


def all_own(connection: Connection, scope: str) -> Iterator[OwnChangeset]:
    """Every own changeset of ``scope`` in the chain's order, some in memory at a time."""
    seq = 0
    while some := after(connection, scope, seq, _AT_ONCE):
        yield from some
        seq = some[-1].seq


def erase_body(connection: Connection, own: OwnChangeset) -> None:
    """Keep an own changeset without its body, and without what was told of it; the chain goes on
    over its commitment (R6)."""
    bare = own.changeset.erased()
    connection.execute(
        "UPDATE changesets SET salt = ?, payload = ?, params = '{}' WHERE scope = ? AND seq = ?",
        (bare.salt, bare.payload, own.scope, own.seq),
    )


def is_overlaid(connection: Connection, scope: str, seq: int) -> bool:
    """Whether an own changeset lies over the base."""
    row = connection.execute(
        "SELECT 1 FROM overlay WHERE scope = ? AND seq = ? LIMIT 1", (scope, seq)
    )
    return row.fetchone() is not None


def own_end(connection: Connection, scope: str) -> int:
    """The last own changeset in ``scope``; 0 before the first."""
    row = connection.execute("SELECT own_seq FROM scopes WHERE scope = ?", (scope,)).fetchone()
    return int(row[0] or 0) if row else 0


def hash_at(connection: Connection, scope: str, seq: int, device: int) -> bytes | None:
    """The chain's hash after own changeset ``seq``; the genesis for 0; ``None`` beyond the end."""
    if seq == 0:
        return genesis(scope, device)
    row = connection.execute(
        "SELECT hash FROM changesets WHERE scope = ? AND seq = ?", (scope, seq)
    ).fetchone()
    return row[0] if row else None


def get(connection: Connection, scope: str, seq: int) -> OwnChangeset | None:
    """One own changeset by its number."""
    row = connection.execute(f"{_SELECT} WHERE scope = ? AND seq = ?", (scope, seq)).fetchone()
    return _read(row) if row else None


def own_in_log(
    connection: Connection, scope: str, *, after: int, up_to: int | None = None
) -> dict[int, int]:
    """Own changesets by the log's entry at which the server said that it merged them, of those
    entries ``after`` < seq ≤ ``up_to``."""
    rows = connection.execute(
        "SELECT applied_seq, seq FROM changesets WHERE scope = ? AND applied_seq > ? "
        "AND (? IS NULL OR applied_seq <= ?) AND fate <> ? ORDER BY applied_seq",
        (scope, after, up_to, up_to, Fate.DISCARDED),
    )
    return dict(rows.fetchall())


def with_fate(connection: Connection, fates: Iterable[Fate]) -> list[OwnChangeset]:
    """Own changesets that have one of these fates, oldest first in each scope."""
    names = tuple(fates)
    places = ",".join("?" * len(names))
    rows = connection.execute(f"{_SELECT} WHERE fate IN ({places}) ORDER BY scope, seq", names)
    return [_read(row) for row in rows]


def count_by_fate(connection: Connection) -> dict[str, int]:
    """How many own changesets have each fate."""
    rows = connection.execute("SELECT fate, count(*) FROM changesets GROUP BY fate")
    return dict(rows.fetchall())


def unsent(connection: Connection, scope: str) -> int:
    """How many own changesets the server is not known to hold."""
    row = connection.execute(
        "SELECT own_seq - server_seq FROM scopes WHERE scope = ?", (scope,)
    ).fetchone()
    return int(row[0] or 0) if row else 0


def set_fate(
    connection: Connection,
    scope: str,
    seq: int,
    fate: Fate,
    *,
    applied_seq: int = 0,
    parked: Iterable[tuple[str, str, str]] = (),
    code: str = "",
    params: dict[str, str] | None = None,
) -> None:
    """Keep what the server said became of a changeset; the overlay stays until the pull passes."""
    result = Result(seq, fate, applied_seq, list(parked), code, params or {})
    set_fates(connection, scope, [result])


def set_fates(connection: Connection, scope: str, results: Iterable[Result]) -> None:
    """The same for all that one answer tells."""
    connection.executemany(
        "UPDATE changesets SET fate = ?, applied_seq = ?, parked = ?, code = ?, params = ? "
        "WHERE scope = ? AND seq = ?",
        [
            (
                Fate(one.fate),
                one.applied_seq,
                json.dumps([list(place) for place in one.parked]) if one.parked else "[]",
                one.code,
                json.dumps(one.params, ensure_ascii=False) if one.params else "{}",
                scope,
                one.seq,
            )
            for one in results
        ],
    )


def overlay_of(connection: Connection, key: Key) -> list[tuple[str, Change]]:
    """(changeset name, change) that lie over one record, oldest first.

    Of a partly parked changeset whose merge the base already shows, only the parked fields lie.
    """
    rows = connection.execute(
        "SELECT c.scope, c.seq, c.header, c.salt, c.payload, c.hash, c.action, c.made_at, c.fate, "
        "c.applied_seq, c.parked, c.code, c.params, s.cursor_seq FROM overlay o "
        "JOIN changesets c ON c.scope = o.scope AND c.seq = o.seq "
        "JOIN scopes s ON s.scope = o.scope WHERE o.entity = ? AND o.id = ? ORDER BY o.seq",
        key,
    )
    laid = [one for *row, seq in rows for one in _laid_over(_read(row), key, seq)]
    if not laid or not (orders := redactions.over(connection, key)):
        return [(name, change) for name, _, change in laid]
    return [
        (name, without_erased(change, fields_under(orders, change, seen)))
        for name, seen, change in laid
    ]


def _laid_over(own: OwnChangeset, key: Key, cursor_seq: int) -> list[tuple[str, int, Change]]:
    """(name, the log's place that its author had seen, change) of one own changeset."""
    header = read_header(own.changeset)
    name = name_of(header.device, own.seq)
    parked = frozenset(field for entity, record, field in own.parked if (entity, record) == key)
    merged = own.fate is Fate.PARKED and 0 < own.applied_seq <= cursor_seq
    return [
        (name, header.seen, only_fields(change, parked) if merged else change)
        for change in own.changes
        if (change.entity, change.id) == key
    ]


def settled_until(connection: Connection, scope: str, cursor_seq: int) -> list[Key]:
    """Take out of the overlay what was applied at or before ``cursor_seq``; returns the records.

    An acknowledgement alone never ends the overlay: only the cursor's passing does (R1).
    """
    settled = (  # what lies over the base is little, what was ever applied grows for years
        "FROM overlay o CROSS JOIN changesets c ON c.scope = o.scope AND c.seq = o.seq "
        "WHERE o.scope = ? AND c.fate IN ('applied', 'discarded') AND c.applied_seq <= ?"
    )
    parameters = (scope, cursor_seq)
    keys = connection.execute(f"SELECT DISTINCT o.entity, o.id {settled}", parameters).fetchall()
    connection.execute(f"DELETE FROM overlay WHERE rowid IN (SELECT o.rowid {settled})", parameters)
    return [(entity, record_id) for entity, record_id in keys]


def parked_between(connection: Connection, scope: str, after_seq: int, until_seq: int) -> list[Key]:
    """Records under changesets that the log has in part only, after one place and up to another."""
    rows = connection.execute(
        "SELECT DISTINCT o.entity, o.id FROM overlay o JOIN changesets c ON c.scope = o.scope "
        "AND c.seq = o.seq WHERE o.scope = ? AND c.fate = 'parked' "
        "AND c.applied_seq > ? AND c.applied_seq <= ?",
        (scope, after_seq, until_seq),
    )
    return [(entity, record_id) for entity, record_id in rows]


def overlaid_keys(connection: Connection, keys: Iterable[Key]) -> set[Key]:
    """Which of ``keys`` have own changesets lying over them."""
    wanted = set(keys)
    if connection.execute("SELECT 1 FROM overlay LIMIT 1").fetchone() is None:
        return set()
    rows = select_by_ids(
        connection, "SELECT entity, id FROM overlay", [record_id for _, record_id in wanted]
    )
    return {(entity, record_id) for entity, record_id in rows} & wanted


_SELECT = (
    "SELECT scope, seq, header, salt, payload, hash, action, made_at, fate, applied_seq, parked, "
    "code, params FROM changesets"
)


def _read(row: Sequence[Any]) -> OwnChangeset:
    scope, seq, header, salt, payload, own_hash, action, made_at, fate, applied, *rest = row
    parked, code, params = rest
    return OwnChangeset(
        scope=scope,
        seq=seq,
        changeset=Changeset(header, salt, payload),
        hash=own_hash,
        action=action,
        made_at_ms=made_at,
        fate=Fate(fate),
        applied_seq=applied,
        parked=frozenset((one[0], one[1], one[2]) for one in json.loads(parked)),
        code=code,
        params=json.loads(params),
    )

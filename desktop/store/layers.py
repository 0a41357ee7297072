"""Base, overlay and view kept together: every write that touches more than one of them (R1).

The view of a record is recomputed from its two layers in the same transaction that moves either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from common.changes.changeset import Change, Changeset, Header, name_of
from common.changes.merge import overlaid
from common.changes.rebase import rebased
from common.changes.record import Key, Record, decode_heads, decode_values
from common.protocol.messages import Cursor, Row
from desktop.store import base, fates, pending, redactions, search_index, view
from desktop.store.connection import Connection

_KEYS_PER_PIECE = 500
_KEYS = (
    "SELECT rowid, entity, id FROM base WHERE rowid > ? AND scope = ? ORDER BY rowid LIMIT ?",
    "SELECT rowid, entity, id FROM overlay o WHERE rowid > ? AND scope = ? AND NOT EXISTS "
    "(SELECT 1 FROM base b WHERE b.id = o.id AND b.entity = o.entity) ORDER BY rowid LIMIT ?",
)


def lay(
    connection: Connection, header: Header, changes: tuple[Change, ...], changeset: Changeset
) -> list[Key]:
    """A new own changeset into the chain and over the view; returns the records that changed."""
    pending.append(connection, header, changes, changeset)
    name = name_of(header.device, header.seq)
    records: dict[Key, Record] = {}
    for change in pending.all_changes(header, changes):
        key = change.entity, change.id
        present = records.get(key) or _seen(connection, key)
        records[key] = overlaid(present, redactions.kept(connection, change, header.seen), name)
    _show(connection, header.scope, records.values())
    return list(records)


def promote(connection: Connection, scope: str, rows: list[Row], head: Cursor) -> list[Key]:
    """A complete pull: base, cursor, overlay and view move together; returns what changed."""
    complete = [*base.staged(connection, scope), *rows]
    newest = {(row.entity, row.id): row for row in complete}
    before = base.scope_state(connection, scope).cursor
    base.promote(connection, scope, list(newest.values()), head)
    connection.execute("DELETE FROM staging WHERE scope = ?", (scope,))
    reached = pending.overlaid_keys(connection, redactions.note(connection, scope, newest.values()))
    fates.follow_cases(connection, scope, newest.values())
    settled = pending.settled_until(connection, scope, head.seq)
    narrowed = pending.parked_between(connection, scope, before.seq if before else 0, head.seq)
    settled += [key for key in narrowed if key not in settled]
    laid_over = pending.overlaid_keys(connection, [*newest, *settled])
    plain = (row for key, row in newest.items() if key not in laid_over)
    while some := [_read(row) for row in islice(plain, _KEYS_PER_PIECE)]:
        _show(connection, scope, some)  # in pieces: a long pull would fill the memory
    again = [key for key in settled if key not in newest or key in laid_over]
    again += [key for key in newest if key in laid_over and key not in settled]
    again += [key for key in reached if key not in again]
    recompute(connection, scope, again)
    ended = fates.end_settled(connection, scope, head.seq)
    recompute(connection, scope, ended)
    return list(dict.fromkeys([*newest, *again, *ended]))


def settle_late(connection: Connection, scope: str, first_seq: int) -> list[Key]:
    """Fates that came after the cursor had passed the log's ``first_seq``, at which they begin:
    what they end or narrow is shown anew; returns the records."""
    cursor = base.scope_state(connection, scope).cursor
    if cursor is None or first_seq > cursor.seq:
        return []
    keys = pending.settled_until(connection, scope, cursor.seq)
    narrowed = pending.parked_between(connection, scope, first_seq - 1, cursor.seq)
    keys += [key for key in narrowed if key not in keys]
    keys += fates.end_settled(connection, scope, cursor.seq)
    recompute(connection, scope, dict.fromkeys(keys))
    return keys


def recompute(connection: Connection, scope: str, keys: Iterable[Key]) -> None:
    """Make the view of these records anew from base and overlay."""
    shown = []
    for key in keys:
        record = rebased(base.get(connection, key), pending.overlay_of(connection, key))
        if record is None:
            view.drop(connection, key)
            search_index.enqueue(connection, [key])
        else:
            shown.append(record)
    _show(connection, scope, shown)


def show_all(connection: Connection) -> None:
    """Make the view of every record anew: this version may understand more than the one before."""
    for (scope,) in connection.execute("SELECT scope FROM scopes").fetchall():
        for keys in key_pieces(connection, scope):
            recompute(connection, scope, keys)


def start_over(connection: Connection, scope: str) -> list[Key]:
    """The server's log is another now: forget the base, keep own work in sight (R3)."""
    keys = base.forget(connection, scope)
    recompute(connection, scope, keys)
    return keys


def mend(
    connection: Connection, scope: str, rows: list[Row], removed: list[Key], root: bytes
) -> list[Key]:
    """Damaged records of the base replaced or taken out, and shown anew; returns them (R13).

    Own work that lies over them stays as it is.
    """
    base.mend(connection, scope, rows, removed, root)
    keys = [*((row.entity, row.id) for row in rows), *removed]
    recompute(connection, scope, keys)
    return keys


def differences(connection: Connection, scope: str) -> list[Key]:
    """Records whose view is not base ∘ overlay: none in a sound store (R13, `vanthu verify`)."""
    pieces = key_pieces(connection, scope)
    return list(dict.fromkeys(key for keys in pieces for key in differing(connection, keys)))


def key_pieces(connection: Connection, scope: str) -> Iterator[list[Key]]:
    """Every record of a scope that base or overlay has, some at a time."""
    for select in _KEYS:
        after = 0
        while rows := connection.execute(select, (after, scope, _KEYS_PER_PIECE)).fetchall():
            yield [(entity, record_id) for _, entity, record_id in rows]
            after = rows[-1][0]


def differing(connection: Connection, keys: Iterable[Key]) -> list[Key]:
    """Which of these records do not look as base ∘ overlay does, or have a base that cannot be
    read."""
    return [key for key in keys if not _is_shown(connection, key)]


def _is_shown(connection: Connection, key: Key) -> bool:
    if not view.is_typed(key[0]):
        return True
    try:
        expected = rebased(base.get(connection, key), pending.overlay_of(connection, key))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    seen = _seen(connection, key)
    return expected is None or (seen is not None and _same(seen, expected))


def _same(seen: Record, expected: Record) -> bool:
    known = view.known_values(expected)
    return seen.values == known and seen.heads == expected.heads


def _read(row: Row) -> Record:
    return Record(row.entity, row.id, decode_values(row.values), decode_heads(row.heads))


def _seen(connection: Connection, key: Key) -> Record | None:
    row = view.get(connection, *key)
    return row.record if row else None


def _show(connection: Connection, scope: str, records: Iterable[Record]) -> None:
    shown = list(records)
    view.put(connection, scope, shown)
    keys = [record.key for record in shown]
    documents = [
        (str(r.values.get("document_entity")), str(r.values.get("document_id")))
        for r in shown
        if r.entity == "attachment"
    ]
    search_index.enqueue(connection, keys + documents)

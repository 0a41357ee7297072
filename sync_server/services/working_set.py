"""The records of one scope that a transaction looks at, in memory.

A long push touches thousands of records: they are read in batches before it, changed here by pure
merges, and written back together, because one statement for each would cost more than the merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.changeset import Change, Changeset, read_changes, read_header
from common.changes.digest import moved
from common.changes.record import (
    Key,
    Record,
    decode_heads,
    decode_values,
    encode_heads,
    encode_values,
    record_hash,
)
from common.changes.state import ERASED
from common.entities.schema import Value
from common.errors import ProtocolFault
from common.rules.numbering import ledger_changes
from sync_server.db import changesets, records
from sync_server.db.records import StoredRecord

NAME_DIGITS_MAX = 18
"""Digits in each half of a changeset's name; the database counts no further."""


@dataclass(frozen=True)
class Difference:
    """A record before the transaction (``None`` where it did not exist) and after it."""

    before: Record | None
    after: Record


class WorkingSet:
    """The merge's view of a scope (``common.changes.state.State``)."""

    def __init__(self, conn: Connection, scope: str) -> None:
        self._conn = conn
        self._scope = scope
        self._stored: dict[Key, StoredRecord | None] = {}
        self._present: dict[Key, Record | None] = {}
        self._seqs: dict[Key, int] = {}
        self._written: dict[str, tuple[Change, ...]] = {}
        self._erased: set[str] = set()

    def load(self, keys: Iterable[Key]) -> None:
        """Read these records in a few statements; those known already are left."""
        wanted = {key for key in keys if key not in self._stored}
        self._stored.update(dict.fromkeys(wanted))
        for stored in records.load(self._conn, self._scope, wanted):
            self._stored[stored.entity, stored.id] = stored

    def record(self, key: Key) -> Record | None:
        """The record as this transaction has made it."""
        if key in self._present:
            return self._present[key]
        found = self._present[key] = self._read(key)
        return found

    def put(self, record: Record, seq: int) -> None:
        """The record as the log's entry ``seq`` left it."""
        self._present[record.key] = record
        self._seqs[record.key] = seq

    def remember(self, name: str, changes: tuple[Change, ...]) -> None:
        """What a changeset of this transaction wrote; the database does not have it yet."""
        self._written[name] = changes

    def value_written(self, name: str, key: Key, field: str) -> Value:
        """The value that changeset ``name`` wrote into ``field``; ``None`` where it wrote none,
        :data:`ERASED` where its body was erased by order."""
        for change in self.changes_of(name):
            if (change.entity, change.id) == key and field in change.set:
                return change.set[field]
        return ERASED if name in self._erased else None

    def changes_of(self, name: str) -> tuple[Change, ...]:
        """What a changeset of this scope wrote, the ledger's rows too; empty for none."""
        changes = self._written.get(name)
        if changes is None:
            changes = self._written[name] = self._read_changes(name)
        return changes

    def differences(self) -> Iterator[Difference]:
        """Every record that this transaction changes, with its state before."""
        for key in self._seqs:
            after = self._present[key]
            assert after is not None, "a record is never taken away"
            yield Difference(self._read(key), after)

    def save(self, digest: bytes) -> bytes:
        """Write the changed records; the scope's ``digest`` after that."""
        self.load(self._seqs)
        encoded = [self._encoded(key, seq) for key, seq in self._seqs.items()]
        old = {key: stored for key in self._seqs if (stored := self._stored[key])}
        records.add(
            self._conn, self._scope, [new for new in encoded if (new.entity, new.id) not in old]
        )
        records.replace(
            self._conn, self._scope, [new for new in encoded if (new.entity, new.id) in old]
        )
        return moved(digest, (one.hash for one in old.values()), (one.hash for one in encoded))

    def _read(self, key: Key) -> Record | None:
        if key not in self._stored:
            self.load([key])
        stored = self._stored[key]
        return as_record(stored) if stored else None

    def _encoded(self, key: Key, seq: int) -> StoredRecord:
        record = self._present[key]
        assert record is not None, "a record is never taken away"
        values, heads = encode_values(record.values), encode_heads(record.heads)
        return StoredRecord(*key, values, heads, record_hash(*key, values, heads), seq)

    def _read_changes(self, name: str) -> tuple[Change, ...]:
        parts = name_parts(name)
        stored = changesets.named(self._conn, self._scope, *parts) if parts else None
        if stored and stored.changeset.is_erased:
            self._erased.add(name)
        return all_changes(stored.changeset) if stored else ()


def as_record(stored: StoredRecord) -> Record:
    """A record from its exact bytes."""
    values, heads = decode_values(stored.values), decode_heads(stored.heads)
    return Record(stored.entity, stored.id, values, heads)


def all_changes(changeset: Changeset) -> tuple[Change, ...]:
    """What a changeset wrote, with the ledger's rows that do not travel; empty if unreadable."""
    try:
        return read_changes(changeset) + ledger_changes(read_header(changeset).numbers)
    except ProtocolFault:
        return ()


def name_parts(name: str) -> tuple[int, int] | None:
    """Device and seq of a changeset's name; ``None`` for what is no name, as a client may send."""
    device, _, seq = name.partition(".")
    return (int(device), int(seq)) if _is_number(device) and _is_number(seq) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= NAME_DIGITS_MAX

"""The records of a scope: exact bytes under their hashes, the digest over them, and each value
written by the changeset that its head names (R7, R13, I2)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from sqlalchemy import Connection

from common.changes.changeset import Change, Changeset, read_header
from common.changes.digest import EMPTY, moved
from common.changes.heads import DEFAULT, head_of
from common.changes.record import Key, Record, record_hash
from common.entities.schema import Value
from common.rules.actions import ACTIONS
from common.text.findings import Finding
from sync_server.db.inspection.chains import changesets_named
from sync_server.db.inspection.records import records_of
from sync_server.db.records import StoredRecord
from sync_server.db.scopes import ScopeRow
from sync_server.services.checking.damage import Damage, Tally
from sync_server.services.working_set import all_changes, as_record, name_parts

PART = "records"
_BATCH = 500
_DERIVED = frozenset({"number"})
"""Entities whose rows the server lays itself from what a changeset claims: what stands in the
ledger follows from all claims to a number, so only that this changeset has one is asked."""
_WRITTEN_KEPT = 20_000
"""Values of changesets kept in mind at once: those that wrote records together come together."""

_Name = tuple[int, int]
_Written = dict[tuple[Key, str], list[Value]]


def check_records(
    conn: Connection, row: ScopeRow, tally: Tally, damage: Damage
) -> Iterator[Finding]:
    """Every record, and their sum against the scope's digest."""
    sums = _Sums()
    authors = _Authors(conn, row.scope)
    for batch in _batches(records_of(conn, row.scope)):
        tally["records"] += len(batch)
        sound: list[Record] = []
        for stored in batch:
            problem = _problem(stored, row, sums)
            if problem:
                yield _finding(problem, row.scope, stored.entity, stored.id, seq=stored.seq)
            elif record := _read(stored):
                sound.append(record)
            else:
                yield _finding("record_unreadable", row.scope, stored.entity, stored.id)
        authors.learn({name for record in sound for name in _names(record)})
        yield from _heads(row.scope, sound, authors, damage)
    if row.digest not in sums.both:
        yield Finding(PART, "digest_differs", {"scope": row.scope})


class _Sums:
    """The digest twice, over the hashes as they are kept and as they are counted: one altered
    record is told by its name, and not by the digest again."""

    def __init__(self) -> None:
        self._kept = EMPTY
        self._counted = EMPTY

    def add(self, kept: bytes, counted: bytes) -> None:
        self._kept = moved(self._kept, (), [kept])
        self._counted = moved(self._counted, (), [counted])

    @property
    def both(self) -> tuple[bytes, bytes]:
        return self._kept, self._counted


class _Authors:
    """What changesets wrote, the last used ones kept in mind."""

    def __init__(self, conn: Connection, scope: str) -> None:
        self._conn = conn
        self._scope = scope
        self._written: OrderedDict[_Name, _Written | None] = OrderedDict()
        self._size = 0

    def learn(self, names: set[str]) -> None:
        """Read those of the changesets that are not known yet; older ones are forgotten."""
        wanted = {parts for name in names if (parts := name_parts(name))}
        for one in wanted & self._written.keys():
            self._written.move_to_end(one)
        missing = sorted(wanted - self._written.keys())
        for device, seq, changeset in changesets_named(self._conn, self._scope, missing):
            written: _Written = {}
            for change in all_changes(changeset):
                written[(change.entity, change.id), ""] = []
                if _states_all(changeset, change):
                    written[(change.entity, change.id), DEFAULT] = []
                for field, value in change.set.items():
                    written.setdefault(((change.entity, change.id), field), []).append(value)
                for field in (*change.add, *change.remove):
                    written.setdefault(((change.entity, change.id), field), [])
            self._written[device, seq] = written if changeset.payload else None
            self._size += len(written)
        while self._size > _WRITTEN_KEPT and len(self._written) > len(wanted):
            _, oldest = self._written.popitem(last=False)
            self._size -= len(oldest or ())

    def exists(self, name: str) -> bool:
        """Whether there is a changeset of this name."""
        return name_parts(name) in self._written

    def wrote(self, name: str, key: Key, field: str, value: Value) -> bool:
        """Whether the changeset wrote this value; what was erased by order cannot be asked, and
        the elements of a list come from several changesets."""
        parts = name_parts(name)
        written = self._written[parts] if parts else None
        if written is None:
            return True
        if key[0] in _DERIVED:
            return (key, "") in written
        values = written.get((key, field), written.get((key, DEFAULT)))
        return values is not None and (not values or value in values)


def _states_all(changeset: Changeset, change: Change) -> bool:
    """Whether the action states its whole target as the person saw it: values that others had
    changed meanwhile then stand again under its name, though its body does not hold them."""
    action = ACTIONS.get(read_header(changeset).action)
    return action is not None and action.as_seen and change.entity == action.target


def _problem(stored: StoredRecord, row: ScopeRow, sums: _Sums) -> str:
    counted = record_hash(stored.entity, stored.id, stored.values, stored.heads)
    sums.add(stored.hash, counted)
    if counted != stored.hash:
        return "record_altered"
    return "" if 1 <= stored.seq <= row.seq else "record_seq_wrong"


def _read(stored: StoredRecord) -> Record | None:
    try:
        record = as_record(stored)
    except msgspec.MsgspecError:
        return None
    return record if DEFAULT in record.heads else None


def _names(record: Record) -> set[str]:
    return set(record.heads.values())


def _heads(
    scope: str, sound: Iterable[Record], authors: _Authors, damage: Damage
) -> Iterator[Finding]:
    """One finding a record at most."""
    for record in sound:
        names = _names(record)
        if any(damage.has_changeset(*parts) for name in names if (parts := name_parts(name))):
            continue
        if wrong := _wrong_head(record, authors):
            code, field, name = wrong
            yield _finding(code, scope, *record.key, field=field, name=name)


def _wrong_head(record: Record, authors: _Authors) -> tuple[str, str, str] | None:
    for field, name in record.heads.items():
        if not authors.exists(name):
            return "record_head_unknown", field, name
    for field, value in record.values.items():
        name = head_of(record.heads, field) or ""
        if not authors.wrote(name, record.key, field, value):
            return "record_head_wrong", field, name
    return None


def _batches(records: Iterable[StoredRecord]) -> Iterator[list[StoredRecord]]:
    waiting = iter(records)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _finding(code: str, scope: str, entity: str, record_id: str, **params: int | str) -> Finding:
    return Finding(PART, code, {"scope": scope, "entity": entity, "id": record_id, **params})

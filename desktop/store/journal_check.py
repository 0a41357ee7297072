"""The second file against the database, an entry at a time: neither is held in memory (R2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from common.changes.changeset import Changeset
from common.errors import EnvironmentFault
from common.text.findings import Finding
from desktop.store import pending
from desktop.store.connection import Connection
from desktop.store.meta import DeviceIdentity
from desktop.store.second_file import Entry
from desktop.store.store import Store

PART = "journal"
_MISSING, _SAME, _DIFFERS = range(3)


@dataclass
class _Read:
    """What the second file holds of one scope: by seq, whether it is what the database has."""

    who: DeviceIdentity | None = None
    places: bytearray = field(default_factory=bytearray)
    count: int = 0


def check_journal(
    store: Store, connection: Connection, who: DeviceIdentity, last_seq: int
) -> tuple[int, list[Finding]]:
    """How many changesets it holds, and what is wrong with it.

    It holds every committed one, 1 to ``last_seq``; one more, of a commit that power cut, may
    stand after them.
    """
    read = _Read(places=bytearray(last_seq + 1))
    try:
        _read_all(store, connection, who.office_scope, read)
    except EnvironmentFault as fault:
        if not fault.code.startswith("journal_"):
            raise
        return 0, [Finding(PART, fault.code, fault.params)]
    return read.count, list(_findings(read, who))


def _read_all(store: Store, connection: Connection, scope: str, read: _Read) -> None:
    """Of two entries for one place the later counts."""
    for position, raw in enumerate(store.journal.read()):
        entry = _decoded(raw, position)
        if entry.identity:
            read.who = DeviceIdentity.decode(entry.identity)
        elif entry.changeset is not None and entry.scope == scope:
            _note(connection, scope, entry.seq, entry.changeset, read)


def _note(connection: Connection, scope: str, seq: int, changeset: Changeset, read: _Read) -> None:
    if not 0 < seq < len(read.places):
        read.count += 1
        return
    read.count += read.places[seq] == _MISSING
    own = pending.get(connection, scope, seq)
    read.places[seq] = _SAME if own and own.changeset == changeset else _DIFFERS


def _findings(read: _Read, who: DeviceIdentity) -> Iterator[Finding]:
    if read.who is None:
        yield Finding(PART, "journal_without_identity")
    elif (read.who.device, read.who.user_id) != (who.device, who.user_id):
        yield Finding(PART, "journal_of_another", {"device": read.who.device})
    for seq in range(1, len(read.places)):
        if read.places[seq] != _SAME:
            missing = read.places[seq] == _MISSING
            code = "journal_entry_missing" if missing else "journal_entry_differs"
            yield Finding(PART, code, {"scope": who.office_scope, "seq": seq})


def _decoded(raw: bytes, position: int) -> Entry:
    try:
        return msgspec.msgpack.decode(raw, type=Entry)
    except msgspec.MsgspecError as error:
        raise EnvironmentFault("journal_damaged", at=position) from error

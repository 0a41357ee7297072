"""What stands in the second file, and the store rebuilt from it (`vanthu restore-pending`).

Its first entry is this PC's identity, others are the changesets that were committed, and what the
server told of leases and books. Of two entries for one place in a chain the later counts: the first
was for a transaction that power cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from common.changes.changeset import Changeset, read_changes, read_header
from common.errors import EnvironmentFault
from common.protocol.messages import Row
from common.rules.numbering import Lease
from desktop.store import files, layers, meta
from desktop.store.connection import Connection
from desktop.store.meta import DeviceIdentity

_IDENTITY = "identity"
_CHANGESET = "changeset"
_REGISTERS = "registers"


class Registers(msgspec.Struct, array_like=True, frozen=True):
    """The leases of this PC, and the records of its office's series and books, as they were told
    after own changeset ``own_seq``."""

    own_seq: int
    leases: list[Lease]
    rows: list[Row]


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """One entry: what it is, its place in a chain, and the bytes."""

    kind: str
    scope: str = ""
    seq: int = 0
    changeset: Changeset | None = None
    identity: str = ""
    registers: Registers | None = None


def identity_entry(who: DeviceIdentity) -> bytes:
    """The entry that says whose file this is."""
    return msgspec.msgpack.encode(Entry(_IDENTITY, identity=who.encode()))


def changeset_entry(scope: str, seq: int, changeset: Changeset) -> bytes:
    """The entry of one committed changeset."""
    return msgspec.msgpack.encode(Entry(_CHANGESET, scope, seq, changeset))


def registers_entry(registers: Registers) -> bytes:
    """The entry of what the server told of leases and books."""
    return msgspec.msgpack.encode(Entry(_REGISTERS, registers=registers))


@dataclass
class Contents:
    """The second file, read."""

    who: DeviceIdentity | None = None
    changesets: dict[tuple[str, int], Changeset] = field(default_factory=dict)
    registers: Registers | None = None
    """The last that was told."""


def read_entries(entries: Iterable[bytes]) -> Contents:
    """All entries, the later of two for one place.

    Raises:
        EnvironmentFault: ``journal_damaged`` for an entry that is none of ours.
    """
    contents = Contents()
    for position, raw in enumerate(entries):
        try:
            entry = msgspec.msgpack.decode(raw, type=Entry)
        except msgspec.MsgspecError as error:
            raise EnvironmentFault("journal_damaged", at=position) from error
        if entry.kind == _IDENTITY:
            contents.who = DeviceIdentity.decode(entry.identity)
        elif entry.registers is not None:
            contents.registers = entry.registers
        elif entry.changeset is not None:
            contents.changesets[entry.scope, entry.seq] = entry.changeset
    return contents


def rebuild(connection: Connection, contents: Contents) -> int:
    """Lay identity and own changesets into an empty store; returns how many changesets.

    Stops at a gap in a chain: what stands after it cannot be proved. The store gives no number
    until it has synced (R16).

    Raises:
        EnvironmentFault: ``journal_without_identity``.
    """
    if contents.who is None:
        raise EnvironmentFault("journal_without_identity")
    meta.save_identity(connection, contents.who)
    meta.mark_restored(connection, True)
    count = 0
    for scope in contents.who.scopes:
        seq = 1
        while changeset := contents.changesets.get((scope, seq)):
            _lay(connection, scope, changeset)
            seq += 1
        count += seq - 1
    return count


def _lay(connection: Connection, scope: str, changeset: Changeset) -> None:
    changes = read_changes(changeset)
    layers.lay(connection, read_header(changeset), changes, changeset)
    for change in changes:
        size = change.set.get("size_bytes")
        if change.entity == "attachment" and isinstance(size, int):
            files.note_named(connection, scope, [(str(change.set["sha256"]), size)])

"""One scope's part of one transaction: its held row, its log, its records, what is to be kept.

Everything that changes a scope goes through here, whether a device pushed it or the server itself
did it, so that sequence, hashes and digest are moved in one place (R4, R13).
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from common.changes import chain, log
from common.changes.changeset import Changeset, Header, name_of, read_header
from common.changes.digest import EMPTY
from common.changes.heads import head_of
from common.changes.merge import Merged
from common.changes.record import Key, Values
from common.errors import NotAllowed
from common.protocol.messages import DeviceHead, Result
from sync_server.db import changesets, conflicts, scopes
from sync_server.db.changesets import StoredChangeset
from sync_server.db.scopes import ScopeRow
from sync_server.services.context import SERVER_DEVICE, Server
from sync_server.services.working_set import WorkingSet, name_parts

_INCARNATION_BYTES = 8
_encode = msgspec.msgpack.encode
_EMPTY_PARAMS = _encode({})
_EMPTY_PARKED = _encode([])
_decode_params = msgspec.msgpack.Decoder(dict[str, str]).decode
_decode_parked = msgspec.msgpack.Decoder(list[tuple[str, str, str]]).decode


def create_scope(conn: Connection, server: Server, scope: str) -> None:
    """A new scope with an empty log of a new incarnation (R3); one that exists is left."""
    if scopes.read(conn, scope) is None:
        incarnation = server.random.bytes(_INCARNATION_BYTES).hex()
        genesis = log_genesis(scope, incarnation)
        scopes.add(conn, ScopeRow(scope, incarnation, 0, genesis, EMPTY))


def open_scope(conn: Connection, server: Server, scope: str) -> ScopeWork:
    """Hold the scope for the rest of the transaction. Raises NotAllowed ``scope_unknown``."""
    row = scopes.lock(conn, scope)
    if row is None:
        raise NotAllowed("scope_unknown", scope=scope)
    return ScopeWork(conn, server, row)


def log_genesis(scope: str, incarnation: str) -> bytes:
    """The hash before the first entry of a log."""
    return log.genesis(scope, incarnation)


class ScopeWork:
    """A scope held by this transaction.

    Attributes:
        conn, server, scope: for what else the transaction does.
        row: the scope as it was when it was held.
        state: the records.
        now_ms: one instant for all that this transaction writes.
        notes: what the cases of this transaction come to, by their record's id.
    """

    def __init__(self, conn: Connection, server: Server, row: ScopeRow) -> None:
        self.conn = conn
        self.server = server
        self.scope = row.scope
        self.state = WorkingSet(conn, row.scope)
        self.now_ms = server.now_ms()
        self._open_conflicts: dict[tuple[Key, str], str] | None = None
        self.notes: dict[str, Values] = {}
        self.row = row
        self._seq = row.seq
        self._entry_hash = row.entry_hash
        self._heads: dict[int, DeviceHead] = {}
        self._moved: set[int] = set()
        self._log: list[changesets.Row] = []
        self._kept: dict[str, changesets.Row] = {}
        self._refated: dict[str, tuple[int, Result]] = {}

    @property
    def seq(self) -> int:
        """The log's last entry."""
        return self._seq

    @property
    def changed_count(self) -> int:
        """How many records this transaction changes."""
        return len(list(self.state.differences()))

    @property
    def open_conflicts(self) -> dict[tuple[Key, str], str]:
        """Ids of the scope's open conflicts by record and field, those of this transaction too.

        An action parked whole stands under the record that it is about and its own name.
        """
        if self._open_conflicts is None:
            self._open_conflicts = conflicts.of_scope(self.conn, self.scope)
        return self._open_conflicts

    def head(self, device: int) -> DeviceHead:
        """The last changeset of a device, as this transaction leaves it."""
        if device not in self._heads:
            self._heads[device] = device_head(self.conn, self.scope, device)
        return self._heads[device]

    def enter(self, device: int, seq: int, chain_hash: bytes, merged: Merged) -> int:
        """Give a merged changeset its place in the log and its records that place's seq."""
        self._seq += 1
        self._entry_hash = log.next_entry(self._entry_hash, chain_hash)
        self._log.append(
            {
                "scope": self.scope,
                "seq": self._seq,
                "device": device,
                "device_seq": seq,
                "entry_hash": self._entry_hash,
            }
        )
        for key, record in merged.records.items():
            present = self.state.record(key)
            if present is None or present.heads != record.heads:
                self.state.put(record, self._seq)
        return self._seq

    def keep(self, device: int, changeset: Changeset, chain_hash: bytes, result: Result) -> None:
        """Keep a device's next changeset, whatever became of it; its chain goes on (R9)."""
        self._heads[device] = DeviceHead(result.seq, chain_hash)
        self._moved.add(device)
        self._kept[name_of(device, result.seq)] = {
            "scope": self.scope,
            "device": device,
            "seq": result.seq,
            "header": changeset.header,
            "salt": changeset.salt,
            "payload": changeset.payload,
            "hash": chain_hash,
            "received_at": self.now_ms,
            **_fate_columns(result),
        }

    def refate(self, device: int, seq: int, result: Result) -> None:
        """Another fate for a changeset that is kept already: a person has decided its case."""
        self._refated[name_of(device, seq)] = device, result

    def fate_of(self, name: str) -> str:
        """What became of a changeset of this scope; empty where there is none of that name."""
        if refated := self._refated.get(name):
            return str(refated[1].fate)
        if row := self._kept.get(name):
            return str(row["fate"])
        parts = name_parts(name)
        stored = changesets.named(self.conn, self.scope, *parts) if parts else None
        return stored.fate if stored else ""

    def log_seq_of(self, name: str) -> int:
        """The log's place at which a changeset was applied; 0 for none."""
        if row := self._kept.get(name):
            return int(row["applied_seq"])
        parts = name_parts(name)
        stored = changesets.named(self.conn, self.scope, *parts) if parts else None
        return stored.applied_seq if stored else 0

    def seen_head(self, name: str, key: Key, field: str) -> str | None:
        """The head that the author of changeset ``name`` saw for a field that it wrote."""
        for change in self.state.changes_of(name):
            if (change.entity, change.id) == key and field in change.set:
                return head_of(change.base, field)
        return None

    def header_of(self, name: str) -> Header | None:
        """The header of a changeset of this scope, also of one that this transaction keeps."""
        if row := self._kept.get(name):
            return read_header(Changeset(row["header"], row["salt"], row["payload"]))
        parts = name_parts(name)
        stored = changesets.named(self.conn, self.scope, *parts) if parts else None
        return read_header(stored.changeset) if stored else None

    def save(self) -> ScopeRow:
        """Write all of it, the server's own head signed; the scope's row as it is now."""
        if not self._kept:
            return self.row
        digest = self.state.save(self.row.digest)
        changesets.add(self.conn, list(self._kept.values()))
        for device, result in self._refated.values():
            changesets.set_fate(self.conn, self.scope, device, result.seq, _fate_columns(result))
        changesets.add_to_log(self.conn, self._log)
        for device in self._moved:
            head = self.head(device)
            changesets.save_head(self.conn, self.scope, device, seq=head.seq, chain_hash=head.hash)
        if SERVER_DEVICE in self._moved:
            self._sign_own_head()
        row = replace(self.row, seq=self._seq, entry_hash=self._entry_hash, digest=digest)
        scopes.save(self.conn, row)
        return row

    def _sign_own_head(self) -> None:
        head = self.head(SERVER_DEVICE)
        domain, message = chain.segment_message(self.scope, SERVER_DEVICE, head.seq, head.hash)
        changesets.add_segment(
            self.conn,
            self.scope,
            SERVER_DEVICE,
            last_seq=head.seq,
            head=head.hash,
            signature=self.server.key.sign(domain, message),
        )


def _fate_columns(result: Result) -> changesets.Row:
    return {
        "fate": str(result.fate),
        "applied_seq": result.applied_seq,
        "code": result.code,
        "params": _encode(result.params) if result.params else _EMPTY_PARAMS,
        "parked": _encode(result.parked) if result.parked else _EMPTY_PARKED,
    }


def device_head(conn: Connection, scope: str, device: int) -> DeviceHead:
    """The last changeset of a device that is held in a scope; seq 0 before its first."""
    found = changesets.head(conn, scope, device)
    return DeviceHead(*(found or (chain.GENESIS_SEQ, chain.genesis(scope, device))))


def result_of(stored: StoredChangeset) -> Result:
    """What a device is told of its changeset: the same each time (design §5.2)."""
    return Result(
        seq=stored.seq,
        fate=stored.fate,
        applied_seq=stored.applied_seq,
        parked=_decode_parked(stored.parked),
        code=stored.code,
        params=_decode_params(stored.params),
    )

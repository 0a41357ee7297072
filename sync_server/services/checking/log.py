"""A scope's log: no gaps, each entry over the one before, each changeset in it once (R4, I1)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from common.changes.log import genesis, next_entry
from common.changes.merge import Fate
from common.text.findings import Finding
from sync_server.db.inspection.chains import Entry, log_of, not_in_log
from sync_server.db.scopes import ScopeRow
from sync_server.services.checking.damage import Damage, Tally

PART = "log"


def check_log(conn: Connection, row: ScopeRow, tally: Tally, damage: Damage) -> Iterator[Finding]:
    """From the first entry, which follows from the log's incarnation, to the scope's row."""
    walk = _Walk(row, damage)
    for entry in log_of(conn, row.scope):
        tally["log_entries"] += 1
        yield from walk.through(entry)
    yield from walk.end()
    for device, seq, applied_seq in not_in_log(conn, row.scope, Fate.DISCARDED):
        if (device, seq) not in walk.misplaced and not damage.has_entry(applied_seq):
            params = {"scope": row.scope, "device": device, "seq": seq, "applied_seq": applied_seq}
            yield Finding(PART, "changeset_not_in_log", params)


class _Walk:
    """Along the log of one scope.

    ``misplaced`` are changesets that stand elsewhere than they say: told at that entry.
    """

    def __init__(self, row: ScopeRow, damage: Damage) -> None:
        self._row = row
        self._damage = damage
        self._last = 0
        self._believed: set[bytes] | None = {genesis(row.scope, row.incarnation)}
        self.misplaced: set[tuple[int, int]] = set()

    def through(self, entry: Entry) -> Iterator[Finding]:
        """One entry."""
        if entry.seq > self._last + 1:
            yield self._gap(self._last + 1, entry.seq - 1)
        self._last = entry.seq
        told = self._damage.has_changeset(entry.device, entry.device_seq)
        if entry.changeset_hash is None and not told:
            self._damage.entry(entry.seq)
            yield self._named("log_entry_without_changeset", entry)
        if entry.changeset_hash is None or told or self._believed is None:
            self._believed = {entry.entry_hash}
            return
        yield from self._follow(entry, entry.changeset_hash)

    def end(self) -> Iterator[Finding]:
        """The scope's row names the last entry."""
        if self._row.seq > self._last:
            yield self._gap(self._last + 1, self._row.seq)
        elif self._row.seq < self._last or self._row.entry_hash not in (self._believed or ()):
            yield self._finding("log_head_differs", seq=self._row.seq, last=self._last)

    def _follow(self, entry: Entry, changeset_hash: bytes) -> Iterator[Finding]:
        """An altered entry is told alone: what follows it may follow from either hash."""
        expected = {next_entry(one, changeset_hash) for one in self._believed or ()}
        if entry.entry_hash not in expected:
            self._damage.entry(entry.seq)
            yield self._finding("log_entry_altered", seq=entry.seq)
            self._believed = expected | {entry.entry_hash}
            return
        self._believed = {entry.entry_hash}
        if entry.applied_seq != entry.seq:
            self.misplaced.add((entry.device, entry.device_seq))
            yield self._named("log_entry_misplaced", entry)

    def _gap(self, first: int, last: int) -> Finding:
        self._damage.entry_gap(first, last)
        self._believed = None
        return self._finding("log_entries_missing", first=first, last=last)

    def _named(self, code: str, entry: Entry) -> Finding:
        return self._finding(code, seq=entry.seq, device=entry.device, device_seq=entry.device_seq)

    def _finding(self, code: str, **params: int) -> Finding:
        return Finding(PART, code, {"scope": self._row.scope, **params})

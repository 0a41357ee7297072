"""The server's log counted again: that it was only continued, and that own work stands in it.

::

    from where it was proved last (at first: the log's genesis, which anybody can count)
      └▶ entries of the server, a page at a time ─▶ each one's hash counted here
           ├▶ every kept head on the way must be met exactly
           ├▶ every own changeset that was acknowledged must stand where it was said to
           └▶ the end must be the head that the server signs now ─▶ the next proof begins here

Nothing is believed: a log that was rewritten before a kept head cannot lead through it (design
§10, R3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from common.changes.log import genesis, head_is_signed, next_entry
from common.protocol.api import SyncApi
from common.protocol.messages import PROTOCOL_VERSION, Cursor, ProofAnswer, ProofEntry, ProofRequest
from common.text.findings import Finding, Told
from desktop.jobs.cancel import Cancel
from desktop.store import base, log_heads, pending
from desktop.store.log_heads import SignedHead
from desktop.store.meta import DeviceIdentity
from desktop.store.store import Store

PART = "proof"


@dataclass(frozen=True)
class Proved:
    """What was counted and what is wrong with it; ``own`` changesets of this PC were met."""

    entries: int
    own: int
    findings: tuple[Finding, ...]
    left_out: dict[str, int]


def prove(store: Store, who: DeviceIdentity, api: SyncApi, cancel: Cancel | None = None) -> Proved:
    """Have the server show its logs from where each was proved last, and count them again.

    Where a scope's log holds, the place is kept for the next time; nothing else is changed.

    Raises:
        TransportFault: the line is gone; what was proved of other scopes stays.
        NotAllowed: ``device_revoked``, ``scope_closed``.
    """
    told, entries, own = Told(), 0, 0
    for scope in who.scopes:
        walk = _Walk(store, who, api, scope, cancel or Cancel())
        before = len(told.findings)
        told.add(walk.through())
        if walk.place and len(told.findings) == before:
            with store.write() as connection:
                log_heads.save_proved(connection, scope, walk.place)
        entries, own = entries + walk.entries, own + walk.own
    return Proved(entries, own, tuple(told.findings), dict(told.left_out))


def is_signed(head: SignedHead, who: DeviceIdentity, scope: str) -> bool:
    """Whether the server that this PC has pinned signed the head of the scope's log."""
    return head_is_signed(
        who.server_public,
        scope=scope,
        incarnation=head.cursor.incarnation,
        seq=head.cursor.seq,
        entry_hash=head.cursor.hash,
        signature=head.signature,
    )


class _Walk:
    """Along the log of one scope. ``place`` is where it has come, ``None`` before a first pull."""

    def __init__(
        self, store: Store, who: DeviceIdentity, api: SyncApi, scope: str, cancel: Cancel
    ) -> None:
        self._store = store
        self._who = who
        self._api = api
        self._scope = scope
        self._cancel = cancel
        self._is_astray = False
        self.entries = 0
        self.own = 0
        with store.read() as connection:
            cursor = base.scope_state(connection, scope).cursor
            proved = log_heads.proved(connection, scope)
            heads = log_heads.kept(connection, scope)
        self.place = _start(scope, cursor, proved)
        self._heads = [one.cursor for one in heads if _is_of(one.cursor, self.place)]

    def through(self) -> Iterator[Finding]:
        """To the head that the server signs now; ends at the first thing that makes it useless to
        go on."""
        while self.place:
            self._cancel.check()
            answer = self._api.proof(ProofRequest(PROTOCOL_VERSION, self._scope, self.place))
            if problem := self._problem(answer, self.place):
                yield problem
                return
            yield from self._count(answer.entries, self.place)
            if self._is_astray:
                return
            if self.place.seq >= answer.head.seq:
                yield from self._end(answer.head, self.place)
                return

    def _problem(self, answer: ProofAnswer, place: Cursor) -> Finding | None:
        """Why these entries prove nothing."""
        if not is_signed(SignedHead(answer.head, answer.signature), self._who, self._scope):
            return self._finding("log_signature_invalid")
        if answer.head.incarnation != place.incarnation:
            return self._finding("log_begun_anew")
        if answer.unknown or answer.head.seq < place.seq:
            return self._finding("log_rewritten", seq=place.seq)
        if not answer.entries and answer.head.seq > place.seq:
            return self._finding("log_not_continued", seq=place.seq)
        return None

    def _count(self, entries: list[ProofEntry], place: Cursor) -> Iterator[Finding]:
        """Each entry's hash over the one before, and what it says of this PC's work.

        Once a kept head is not met, all that follows is another history's.
        """
        with self._store.read() as connection:
            last = place.seq + len(entries)
            said = pending.own_in_log(connection, self._scope, after=place.seq, up_to=last)
            for entry in entries:
                place = _after(place, entry)
                if any(one.seq == place.seq and one != place for one in self._heads):
                    self._is_astray = True
                    yield self._finding("log_rewritten", seq=place.seq)
                    return
                if entry.device == self._who.device:
                    self.own += 1
                    made = pending.hash_at(
                        connection, self._scope, entry.device_seq, self._who.device
                    )
                    if said.get(place.seq) == entry.device_seq:
                        del said[place.seq]
                    if made != entry.hash:
                        params = {"seq": place.seq, "device_seq": entry.device_seq}
                        yield self._finding("work_not_ours_in_log", **params)
        for applied_seq, seq in said.items():
            yield self._finding("own_work_not_in_log", seq=seq, applied_seq=applied_seq)
        self.entries += len(entries)
        self.place = place

    def _end(self, head: Cursor, place: Cursor) -> Iterator[Finding]:
        """The entries lead to the signed head, and nothing that was said lies beyond it."""
        if place != head:
            yield self._finding("log_not_continued", seq=place.seq)
            return
        beyond = [one.seq for one in self._heads if one.seq > place.seq]
        if beyond:
            yield self._finding("log_rewritten", seq=beyond[0])
        with self._store.read() as connection:
            said = pending.own_in_log(connection, self._scope, after=place.seq)
        for applied_seq, seq in said.items():
            yield self._finding("own_work_not_in_log", seq=seq, applied_seq=applied_seq)

    def _finding(self, code: str, **params: int) -> Finding:
        return Finding(PART, code, {"scope": self._scope, **params})


def _start(scope: str, cursor: Cursor | None, proved: Cursor | None) -> Cursor | None:
    """Where the log was proved last; its genesis where it never was, or is another now."""
    if cursor is None:
        return None
    if proved and proved.incarnation == cursor.incarnation:
        return proved
    return Cursor(cursor.incarnation, 0, genesis(scope, cursor.incarnation))


def _is_of(head: Cursor, place: Cursor | None) -> bool:
    """Whether a kept head must be met on the way from ``place``."""
    return place is not None and head.incarnation == place.incarnation and head.seq > place.seq


def _after(place: Cursor, entry: ProofEntry) -> Cursor:
    return Cursor(place.incarnation, place.seq + 1, next_entry(place.hash, entry.hash))

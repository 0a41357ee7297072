"""Every device's chain in a scope: whole, unaltered, ending in its head, signed (R5, R9, I1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import Connection

from common.changes.chain import genesis, next_hash, segment_is_signed
from common.changes.merge import Fate
from common.text.findings import Finding
from sync_server.db.inspection import chains
from sync_server.db.inspection.chains import Link
from sync_server.services.checking.damage import Damage, Tally

PART = "chain"
SET_ASIDE = frozenset({Fate.QUARANTINED, Fate.HELD})
"""Fates of what the log does not know: a person has to decide about it first."""


def check_chains(
    conn: Connection, scope: str, publics: Mapping[int, bytes], tally: Tally, damage: Damage
) -> Iterator[Finding]:
    """``publics`` are the signing keys by device, the server's own under 0."""
    heads = chains.heads(conn, scope)
    for device, links in groupby(chains.chains(conn, scope), key=_device_of):
        walk = _Walk(scope, device, publics.get(device), tally, damage)
        yield from walk.through(links)
        yield from walk.end(heads.pop(device, (0, b"")))
    for device, head in heads.items():
        yield from _Walk(scope, device, publics.get(device), tally, damage).end(head)
    for device, seq in chains.stray_segments(conn, scope):
        if not damage.has_changeset(device, seq):
            yield _finding("segment_stray", scope, device, seq=seq)
    yield from _cases(conn, scope, damage)


def _device_of(link: Link) -> int:
    return link.device


class _Walk:
    """Along the chain of one device."""

    def __init__(
        self, scope: str, device: int, public: bytes | None, tally: Tally, damage: Damage
    ) -> None:
        self._scope = scope
        self._device = device
        self._public = public
        self._tally = tally
        self._damage = damage
        self._last = 0
        self._signed = 0
        self._hash = b""
        self._believed: set[bytes] | None = {genesis(scope, device)}
        """Hashes that the next may follow from; ``None`` after a gap, where nobody can say."""

    def through(self, links: Iterable[Link]) -> Iterator[Finding]:
        """Each changeset follows from the one before it."""
        if self._public is None:
            yield self._finding("chain_of_unknown_device")
        for link in links:
            self._tally["changesets"] += 1
            if link.seq > self._last + 1:
                yield self._gap(self._last + 1, link.seq - 1)
            yield from self._follow(link)
            yield from self._signature(link)
            if (link.fate == Fate.APPLIED and not link.applied_seq) or (
                link.fate in SET_ASIDE and link.applied_seq
            ):
                yield self._finding("fate_wrong", seq=link.seq, fate=link.fate)
            self._last, self._hash = link.seq, link.hash

    def end(self, head: tuple[int, bytes]) -> Iterator[Finding]:
        """The chain ends where the server says that it ends, under a signature."""
        seq, head_hash = head
        if seq > self._last:
            yield self._gap(self._last + 1, seq)
            return
        if seq < self._last or head_hash not in (self._believed or {self._hash}):
            yield self._finding("chain_head_differs", seq=seq, last=self._last)
        if self._signed < self._last:
            yield self._finding("chain_unsigned", first=self._signed + 1, last=self._last)

    def _follow(self, link: Link) -> Iterator[Finding]:
        """An altered changeset is told alone: what follows it may follow from either hash."""
        expected = {next_hash(one, link.changeset) for one in self._believed or ()}
        if self._believed is not None and link.hash not in expected:
            self._damage.changeset(self._device, link.seq)
            yield self._finding("changeset_altered", seq=link.seq)
            self._believed = expected | {link.hash}
        else:
            self._believed = {link.hash}

    def _signature(self, link: Link) -> Iterator[Finding]:
        if link.signature is None or link.signed_hash is None:
            return
        self._signed = link.seq
        self._tally["signatures"] += 1
        if self._public is None:
            return
        right = link.signed_hash in (self._believed or {link.hash}) and segment_is_signed(
            self._public,
            scope=self._scope,
            device=self._device,
            last_seq=link.seq,
            head=link.signed_hash,
            signature=link.signature,
        )
        if not right:
            yield self._finding("segment_signature_wrong", seq=link.seq)

    def _gap(self, first: int, last: int) -> Finding:
        self._damage.gap(self._device, first, last)
        self._believed = None
        return self._finding("changesets_missing", first=first, last=last)

    def _finding(self, code: str, **params: int | str) -> Finding:
        return _finding(code, self._scope, self._device, **params)


def _cases(conn: Connection, scope: str, damage: Damage) -> Iterator[Finding]:
    """What is not in the log and not discarded waits for a person, who must be able to see it."""
    for device, seq in chains.without_case(conn, scope, Fate.DISCARDED):
        if not damage.has_changeset(device, seq):
            yield _finding("case_missing", scope, device, seq=seq)
    for device, seq in chains.stray_cases(conn, scope):
        if not damage.has_changeset(device, seq):
            yield _finding("case_stray", scope, device, seq=seq)


def _finding(code: str, scope: str, device: int, **params: int | str) -> Finding:
    return Finding(PART, code, {"scope": scope, "device": device, **params})

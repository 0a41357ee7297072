"""Whether pushed bytes are this device's changesets: judged before anything else (R9).

What fails is not a changeset of that device: no seq is used, the bytes are kept as evidence, and
the answer's device head says from where to send again.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from common.changes import chain
from common.changes.changeset import Changeset, Header, read_header
from common.errors import ProtocolFault
from common.protocol.codes import CHAIN_BROKEN, FORKED, SIGNATURE_INVALID
from common.protocol.messages import Segment
from sync_server.db import changesets
from sync_server.db.changesets import StoredChangeset
from sync_server.services.erasing.standing import orders_of
from sync_server.services.scope_work import ScopeWork

VERSION_NEWER = "version_newer"


@dataclass(frozen=True, slots=True)
class Authentic:
    """A changeset that continues its device's chain; ``header`` is ``None`` where unreadable."""

    seq: int
    changeset: Changeset
    chain_hash: bytes
    header: Header | None


@dataclass(frozen=True)
class Checked:
    """A segment's outcome: what was known already, what is new, or the problem.

    With ``version_newer`` the changesets before the newer one are good.
    """

    known: tuple[StoredChangeset, ...] = ()
    new: tuple[Authentic, ...] = ()
    problem: str = ""


def check(work: ScopeWork, device: int, public: bytes, segment: Segment) -> Checked:
    """Compare a segment with the chain that is held here, and its signature with the key."""
    if not segment.changesets:
        return Checked()
    checked = _check(work, device, public, segment)
    if checked.problem in (CHAIN_BROKEN, SIGNATURE_INVALID, FORKED):
        orders = orders_of(work.conn, work.scope)
        changesets.add_evidence(
            work.conn,
            work.scope,
            device,
            at=work.now_ms,
            problem=checked.problem,
            found=msgspec.msgpack.encode(orders.without_bodies(segment)),
        )
    return checked


def _check(work: ScopeWork, device: int, public: bytes, segment: Segment) -> Checked:
    head = work.head(device)
    if not 1 <= segment.first_seq <= head.seq + 1:
        return Checked(problem=CHAIN_BROKEN)
    last_seq = segment.first_seq + len(segment.changesets) - 1
    known_to = min(last_seq, head.seq)
    stored = changesets.between(work.conn, work.scope, device, segment.first_seq - 1, known_to)
    hashes = _hashes(work, device, segment, stored)
    if not chain.segment_is_signed(
        public,
        scope=work.scope,
        device=device,
        last_seq=last_seq,
        head=hashes[-1],
        signature=segment.signature,
    ):
        return Checked(problem=SIGNATURE_INVALID)
    known = tuple(one for one in stored if one.seq >= segment.first_seq)
    if any(one.hash != computed for one, computed in zip(known, hashes, strict=False)):
        return Checked(problem=FORKED)
    return _readable(work, device, segment, hashes, known)


def _hashes(
    work: ScopeWork, device: int, segment: Segment, stored: list[StoredChangeset]
) -> list[bytes]:
    """The chain's hash after each changeset, from what is held before the segment."""
    if segment.first_seq == 1:
        previous = chain.genesis(work.scope, device)
    else:
        previous = stored[0].hash
    return list(chain.hashes(previous, segment.changesets))


def _readable(
    work: ScopeWork,
    device: int,
    segment: Segment,
    hashes: list[bytes],
    known: tuple[StoredChangeset, ...],
) -> Checked:
    """The new changesets with their headers, up to one that is newer than this server."""
    new: list[Authentic] = []
    for index in range(len(known), len(segment.changesets)):
        seq, changeset = segment.first_seq + index, segment.changesets[index]
        try:
            header = read_header(changeset)
        except ProtocolFault as fault:
            if fault.code == VERSION_NEWER:
                return Checked(known, tuple(new), VERSION_NEWER)
            header = None
        if header and (header.scope, header.device, header.seq) != (work.scope, device, seq):
            return Checked(problem=CHAIN_BROKEN)
        new.append(Authentic(seq, changeset, hashes[index], header))
    return Checked(known, tuple(new))

"""One exchange: the request built from the store, the answer laid into it (R1, R2, R11, R14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.changes.chain import segment_message
from common.changes.record import Key, decode_values
from common.crypto.signing import SigningKey
from common.errors import ProtocolFault
from common.protocol import codes
from common.protocol.messages import (
    PROTOCOL_VERSION,
    Row,
    ScopeAnswer,
    ScopeAsk,
    Segment,
    SyncRequest,
)
from common.rules.numbering import leases_digest
from desktop.store import base, files, layers, leases, log_heads, pending, redactions
from desktop.store.connection import Connection
from desktop.store.log_heads import SignedHead
from desktop.store.meta import DeviceIdentity
from desktop.sync.batching import CHANGESETS_MAX, fitting
from desktop.sync.proof import is_signed

ATTACHMENT = "attachment"
ROWS_BYTES_MIN = 1
"""One row, however large, comes with every exchange: what a pull has begun goes on."""


@dataclass(frozen=True)
class Applied:
    """What one scope's answer did here."""

    keys: tuple[Key, ...]
    pushed: int
    pulled: int
    more: bool
    """Whether another exchange should follow at once: pages left, or own work not sent."""


def build_request(
    connection: Connection, who: DeviceIdentity, key: SigningKey, size_bytes_max: int
) -> SyncRequest:
    """Where each scope stands, and what this office has not been told to be received.

    The bodies of both ways share ``size_bytes_max``: with much to send own work goes first, and the
    rows, most of them its echo, come when it is received.
    """
    asks = []
    sent_bytes = 0
    for scope in who.scopes:
        state = base.scope_state(connection, scope)
        segment = _segment(connection, who, key, scope, state.server_seq, size_bytes_max)
        sent_bytes += sum(one.size_bytes for one in segment.changesets) if segment else 0
        erased = [one.id for one in redactions.in_state(connection, redactions.ERASED, scope)]
        asks.append(ScopeAsk(scope, state.cursor, state.position, segment, erased))
    return SyncRequest(
        PROTOCOL_VERSION,
        asks,
        rows_bytes_max=max(ROWS_BYTES_MIN, size_bytes_max - sent_bytes),
        leases_seen=leases_digest(leases.all_held(connection)),
    )


def _segment(
    connection: Connection,
    who: DeviceIdentity,
    key: SigningKey,
    scope: str,
    server_seq: int,
    size_bytes_max: int,
) -> Segment | None:
    if scope != who.office_scope:
        return None
    waiting = pending.to_send(connection, scope, server_seq, CHANGESETS_MAX)
    sent = list(fitting(waiting, size_bytes_max))
    if not sent:
        return None
    (first, _), (last, _) = sent[0], sent[-1]
    signature = key.sign(*segment_message(scope, who.device, last.seq, last.hash))
    return Segment(first.seq, [changeset for _, changeset in sent], signature)


def apply_answer(connection: Connection, who: DeviceIdentity, answer: ScopeAnswer) -> Applied:
    """Lay one scope's answer into the store, inside the caller's transaction.

    Raises:
        ProtocolFault: ``forked`` where the server holds work of this device that it does not know
            (R16); ``log_signature_invalid`` where the log's head is not signed by the server:
            nothing is changed, the office goes on offline.
    """
    scope = answer.scope
    keys: list[Key] = []
    _check_chain(connection, who, answer)
    if answer.problem == codes.CURSOR_UNKNOWN:
        keys += layers.start_over(connection, scope)
        files.forget_uploads(connection, scope)
    pending.set_fates(connection, scope, answer.results)
    merged = [result.applied_seq for result in answer.results if result.applied_seq]
    keys += layers.settle_late(connection, scope, min(merged)) if merged else []
    answered = _answered(connection, answer)
    base.save_server_seq(connection, scope, answered)
    keys += _lay_page(connection, who, answer)
    unsent = pending.chain_end(connection, scope, who.device).seq - answered
    more = answer.page.position is not None or (unsent > 0 and scope == who.office_scope)
    return Applied(tuple(keys), len(answer.results), len(answer.page.rows), more)


def _answered(connection: Connection, answer: ScopeAnswer) -> int:
    """How far the server holds own work *and* its fate is known here.

    The server's head may be further: an answer was lost, and less was sent again. What stands
    between is sent once more, for its stored result; else its fate would stay open for ever (R2).
    """
    known = base.scope_state(connection, answer.scope).server_seq
    told = max((result.seq for result in answer.results), default=0)
    return min(answer.device_head.seq, max(known, told))


def _check_chain(connection: Connection, who: DeviceIdentity, answer: ScopeAnswer) -> None:
    head = answer.device_head
    known = pending.hash_at(connection, answer.scope, head.seq, who.device) if head.seq else b""
    if answer.problem == codes.FORKED or known != head.hash:
        raise ProtocolFault(codes.FORKED, scope=answer.scope, seq=head.seq)


def _lay_page(connection: Connection, who: DeviceIdentity, answer: ScopeAnswer) -> list[Key]:
    page = answer.page
    if page.position is not None:
        base.stage(connection, answer.scope, page.rows, page.position)
        return []
    if page.head is None:
        return []
    _keep_head(connection, who, answer.scope, SignedHead(page.head, page.signature))
    attached = [*base.staged(connection, answer.scope, ATTACHMENT), *page.rows]
    keys = layers.promote(connection, answer.scope, page.rows, page.head)
    files.note_named(connection, answer.scope, named_files(attached))
    return keys


def _keep_head(connection: Connection, who: DeviceIdentity, scope: str, head: SignedHead) -> None:
    """Where the server's log stands, on its own word, kept for `vanthu verify`."""
    if not is_signed(head, who, scope):
        raise ProtocolFault("log_signature_invalid", scope=scope)
    before = base.scope_state(connection, scope).cursor
    log_heads.keep(connection, scope, head, continues=before is not None)


def named_files(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """(sha256, size in bytes) of the files that these records name."""
    named = []
    for row in rows:
        if row.entity == ATTACHMENT:
            values = decode_values(row.values)
            size = values.get("size_bytes")
            if not values.get("removed_at") and isinstance(size, int):
                named.append((str(values.get("sha256")), size))
    return named

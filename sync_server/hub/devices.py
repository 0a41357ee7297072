"""The hub as `SyncApi`: what one enrolled device asks, each scope in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import Connection

from common.changes.changeset import name_of
from common.changes.merge import Fate
from common.errors import NotAllowed, ProtocolFault
from common.protocol.messages import (
    PROTOCOL_VERSION,
    Cursor,
    DeviceHead,
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    ScopeAnswer,
    ScopeAsk,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease, leases_digest
from sync_server.db import cursors, devices, erasures, scopes
from sync_server.db.devices import ACTIVE, Device, Membership
from sync_server.db.engine import snapshot
from sync_server.db.scopes import ScopeRow
from sync_server.hub.core import Core
from sync_server.services import digests, feed, files, leases, proof
from sync_server.services.consequences import finish
from sync_server.services.erasing import standing
from sync_server.services.ingest import Taken, push
from sync_server.services.scope_work import device_head, open_scope
from sync_server.services.tokens import require_active

SCOPES_PER_REQUEST_MAX = 100
SEEN_EVERY_MS = 5 * 60 * 1000
"""How often a device's last word is noted: an idle exchange shall write nothing."""

_PIECE_SIZE_BYTES = 256 * 1024
_NOTHING = Taken(())

log = logging.getLogger(__name__)


class DeviceApi:
    """What the device ``number`` may ask; the caller has checked that it is that device."""

    def __init__(self, core: Core, number: int) -> None:
        self._core = core
        self._number = number

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """Push, pull and hello (R14): each scope is committed before the next is begun.

        Raises:
            NotAllowed: ``device_unknown``, ``device_revoked``, ``scope_closed``,
                ``scope_read_only``; nothing was taken.
            ProtocolFault: ``version_newer``; ``request_malformed`` for a scope asked twice, or
                more than :data:`SCOPES_PER_REQUEST_MAX`.
        """
        _check_request(request)
        with self._core.reading() as conn:
            device = require_active(conn, self._number)
            _check_members(request.scopes, devices.memberships_of(conn, self._number))
        self._note_seen(device)
        answers = [self._exchange(ask, request.rows_bytes_max) for ask in request.scopes]
        with self._core.reading() as conn:
            held = leases.held_by(conn, self._core.server, self._number)
        return SyncAnswer(
            v=PROTOCOL_VERSION,
            server_ms=self._core.server.now_ms(),
            scopes=answers,
            leases=None if _knows(request, held) else held,
        )

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Where the device's records differ from the scope's, in one reading transaction (R13).

        Raises:
            ProtocolFault: ``version_newer``, ``request_malformed``; NotAllowed: as :meth:`sync`.
        """
        if request.v > PROTOCOL_VERSION:
            raise ProtocolFault("version_newer", version=request.v)
        with snapshot(self._core.engine) as conn:
            require_active(conn, self._number)
            _require_member(devices.memberships_of(conn, self._number), request.scope)
            row = scopes.read(conn, request.scope)
            if row is None:
                raise NotAllowed("scope_closed", scope=request.scope)
            return digests.answer(conn, row, request)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        """What came into a scope's log after a cursor, and the log's head, signed (R3).

        Raises:
            ProtocolFault: ``version_newer``, ``request_malformed``; NotAllowed: as :meth:`sync`.
        """
        if request.v > PROTOCOL_VERSION:
            raise ProtocolFault("version_newer", version=request.v)
        with snapshot(self._core.engine) as conn:
            require_active(conn, self._number)
            _require_member(devices.memberships_of(conn, self._number), request.scope)
            row = scopes.read(conn, request.scope)
            if row is None:
                raise NotAllowed("scope_closed", scope=request.scope)
            return proof.answer(conn, row, self._core.server.key, request)

    def take_series(self, scope: str, series_id: str) -> Lease:
        """Take a released series.

        Raises:
            NotAllowed: ``series_held`` (param ``device``), ``series_unknown``, and as :meth:`sync`.
        """
        with self._core.scope(scope) as work:
            self._require_writer(work.conn, scope)
            return leases.take(work, self._number, series_id)

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        """Store a whole file and let the scope read it (R20).

        Raises:
            ProtocolFault: ``file_hash_differs``; nothing is kept.
            NotAllowed: ``file_redacted``, and as :meth:`sync`.
        """
        with self._core.reading() as conn:
            self._require_writer(conn, scope)
            standing.require_allowed(conn, scope, sha256)
        self._core.blobs.put(content, sha256, size_bytes)
        with self._core.scope(scope) as work:
            self._require_writer(work.conn, scope)
            if standing.is_allowed(work.conn, scope, sha256):
                files.grant_upload(work, sha256, size_bytes)
                return
            is_unread = bool(erasures.forget_unread(work.conn, [sha256]))
        if is_unread:  # an order came between
            self._core.blobs.remove(sha256)
        raise NotAllowed("file_redacted", sha256=sha256)

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        """The file's bytes in pieces; what may fail fails before the first.

        Raises:
            NotAllowed: ``file_not_granted``, and as :meth:`sync`.
        """
        content, _ = self.open_file(scope, sha256)
        return _pieces(content)

    def open_file(self, scope: str, sha256: str) -> tuple[BinaryIO, int]:
        """The file, to be read and closed by the caller, and its size in bytes.

        Raises:
            NotAllowed: ``file_not_granted``, and as :meth:`sync`.
        """
        with self._core.reading() as conn:
            require_active(conn, self._number)
            _require_member(devices.memberships_of(conn, self._number), scope)
            files.require_grant(conn, scope, sha256)
        try:
            return self._core.blobs.open(sha256), self._core.blobs.size(sha256)
        except FileNotFoundError as error:
            raise NotAllowed("file_not_granted", sha256=sha256) from error

    def _exchange(self, ask: ScopeAsk, rows_bytes_max: int) -> ScopeAnswer:
        with snapshot(self._core.engine) as conn:  # head, digest and rows of one moment (R13)
            row = scopes.read(conn, ask.scope)
            if row is None:
                raise NotAllowed("scope_closed", scope=ask.scope)
            if not (ask.segment or ask.erased or self._has_news(conn, row, ask.cursor)):
                return self._answer(conn, row, ask, rows_bytes_max, _NOTHING)
        with self._core.writing() as conn:
            work = open_scope(conn, self._core.server, ask.scope)
            device = require_active(conn, self._number)
            present = work.row
            if ask.cursor and feed.cursor_is_known(conn, present, ask.cursor):
                feed.confirm(work, self._number, ask.cursor)
            taken = _NOTHING
            if ask.erased:
                standing.confirm(conn, ask.scope, self._number, ask.erased, at=work.now_ms)
            if ask.segment:
                taken = push(work, self._number, device.signing_public, ask.segment)
            answer = self._answer(conn, finish(work), ask, rows_bytes_max, taken)
        self._tell(ask.scope, taken)
        return answer

    def _answer(
        self, conn: Connection, row: ScopeRow, ask: ScopeAsk, rows_bytes_max: int, taken: Taken
    ) -> ScopeAnswer:
        fed = feed.read_page(conn, row, ask, rows_bytes_max)
        return ScopeAnswer(
            scope=ask.scope,
            device_head=_told(device_head(conn, ask.scope, self._number)),
            page=proof.with_signature(fed.page, self._core.server.key, ask.scope),
            digest=fed.digest,
            results=list(taken.results),
            problem=fed.problem or taken.problem,
        )

    def _has_news(self, conn: Connection, row: ScopeRow, cursor: Cursor | None) -> bool:
        """Whether the device has confirmed more than it had before."""
        if cursor is None or not feed.cursor_is_known(conn, row, cursor):
            return False
        return cursor.seq > cursors.confirmed(conn, row.scope, self._number)

    def _tell(self, scope: str, taken: Taken) -> None:
        """Into the log, by name only, what was not simply applied."""
        if taken.problem:
            log.info("push of device %d to %s: %s", self._number, scope, taken.problem)
        for result in taken.results:
            if result.fate != Fate.APPLIED:
                name = name_of(self._number, result.seq)
                log.info("%s in %s: %s %s", name, scope, result.fate, result.code)

    def _note_seen(self, device: Device) -> None:
        now_ms = self._core.server.now_ms()
        if now_ms - device.last_seen_at >= SEEN_EVERY_MS:
            with self._core.writing() as conn:
                devices.saw(conn, device.device, now_ms)

    def _require_writer(self, conn: Connection, scope: str) -> None:
        require_active(conn, self._number)
        member = _require_member(devices.memberships_of(conn, self._number), scope)
        if not member.may_write:
            raise NotAllowed("scope_read_only", scope=scope)


def _told(head: DeviceHead) -> DeviceHead:
    """The genesis is known to both sides: it does not travel."""
    return head if head.seq else DeviceHead(0, b"")


def _knows(request: SyncRequest, held: list[Lease]) -> bool:
    """Whether the device has said that it has exactly these leases."""
    return request.leases_seen == leases_digest((one.series_id, one.epoch) for one in held)


def _check_request(request: SyncRequest) -> None:
    if request.v > PROTOCOL_VERSION:
        raise ProtocolFault("version_newer", version=request.v)
    asked = [ask.scope for ask in request.scopes]
    if len(asked) > SCOPES_PER_REQUEST_MAX or len(set(asked)) != len(asked):
        raise ProtocolFault("request_malformed")


def _check_members(asks: Iterable[ScopeAsk], members: Mapping[str, Membership]) -> None:
    for ask in asks:
        member = _require_member(members, ask.scope)
        if ask.segment and not member.may_write:
            raise NotAllowed("scope_read_only", scope=ask.scope)


def _require_member(members: Mapping[str, Membership], scope: str) -> Membership:
    member = members.get(scope)
    if member is None or member.state != ACTIVE:
        raise NotAllowed("scope_closed", scope=scope)
    return member


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(_PIECE_SIZE_BYTES):
            yield piece

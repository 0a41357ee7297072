"""The log shown to a device that wants to count it again, and its head signed (R3, R13)."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from common.changes.log import HEAD_DOMAIN, head_message
from common.crypto.signing import SigningKey
from common.errors import ProtocolFault
from common.protocol.messages import (
    PROOF_ENTRIES_MAX,
    Cursor,
    Page,
    ProofAnswer,
    ProofEntry,
    ProofRequest,
)
from sync_server.db.inspection.chains import entries_after
from sync_server.db.scopes import ScopeRow
from sync_server.services.feed import cursor_is_known


def signed_head(key: SigningKey, scope: str, head: Cursor) -> bytes:
    """The server's word for a head of its log."""
    message = head_message(scope, head.incarnation, head.seq, head.hash)
    return key.sign(HEAD_DOMAIN, message)


def with_signature(page: Page, key: SigningKey, scope: str) -> Page:
    """The page as it travels: signed where a device promotes it and so moves its cursor."""
    if page.head is None or page.position is not None:
        return page
    return msgspec.structs.replace(page, signature=signed_head(key, scope, page.head))


def answer(conn: Connection, row: ScopeRow, key: SigningKey, request: ProofRequest) -> ProofAnswer:
    """The next entries; all reads see one moment of the scope.

    Raises:
        ProtocolFault: ``request_malformed``; nothing was read.
    """
    if not 1 <= request.entries_max <= PROOF_ENTRIES_MAX:
        raise ProtocolFault("request_malformed", part="entries_max")
    head = Cursor(row.incarnation, row.seq, row.entry_hash)
    signature = signed_head(key, row.scope, head)
    if not cursor_is_known(conn, row, request.cursor):
        return ProofAnswer(head, signature, unknown=True)
    found = entries_after(conn, row.scope, request.cursor.seq, request.entries_max)
    return ProofAnswer(head, signature, [ProofEntry(*one) for one in found])

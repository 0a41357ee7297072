"""The postman: letters of the postbox become records of the receiver, each exactly once.

Each letter is applied in its own transaction under the receiver's lock only (R4), as device 0,
under ids derived from what it is: a repeat, a crash or a restored server writes it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Key, Values
from common.entities.schema import Value
from common.errors import RuleViolation
from common.ids import derived_id
from common.rules.workflow import ARRIVED
from sync_server.db import blobs, postbox, records
from sync_server.db.postbox import Letter
from sync_server.services import letters
from sync_server.services.consequences import finish
from sync_server.services.context import CATALOG, Server, office_of
from sync_server.services.scope_work import ScopeWork, open_scope
from sync_server.services.server_acts import act
from sync_server.services.working_set import as_record

_LATER = {
    letters.ARRIVED: (letters.RETURNED, letters.ACCEPTED, letters.RECALL_AGREED),
    letters.RETURNED: (letters.ACCEPTED, letters.RECALL_AGREED),
    letters.ACCEPTED: (letters.RECALL_AGREED,),
    letters.RECALL_AGREED: (letters.RECALL_REFUSED,),
    letters.RECALL_REFUSED: (letters.RECALL_AGREED,),
}
"""Statuses after which another is not written any more: they only move forward.

An agreed recall ends them all; after a refused one the document goes on as any other. Of two
answers the first stands.
"""


def deliver(conn: Connection, server: Server, place: int) -> bool:
    """Apply the letter at ``place`` and mark it done; whether it was still waiting."""
    letter = postbox.read(conn, place)
    if letter is None:
        return False
    work = open_scope(conn, server, letter.to_scope)
    if not postbox.take(conn, place, work.now_ms):
        return False
    letter = postbox.read(conn, place) or letter
    _WRITE.get(letter.kind, _write_status)(work, letter)
    finish(work)
    return True


def delivery_id(dispatch_id: str, recipient: str) -> str:
    """The id of what one office receives of a dispatch (design §4)."""
    return derived_id("delivery", dispatch_id, recipient)


def recall_request_id(dispatch_id: str, recipient: str) -> str:
    """The id of what one office receives of a recall."""
    return derived_id("recall_request", delivery_id(dispatch_id, recipient))


def _write_delivery(work: ScopeWork, letter: Letter) -> None:
    envelope = letters.decode_envelope(letter.body)
    record_id = delivery_id(letter.dispatch_id, letter.recipient)
    delivery = Change(
        "delivery",
        record_id,
        {
            **envelope.fields,
            "dispatch_id": letter.dispatch_id,
            "from_office": office_of(letter.from_scope),
            "from_name": office_name(work.conn, office_of(letter.from_scope)),
            "sent_at": envelope.sent_at,
            "delivered_at": work.now_ms,
            "state": ARRIVED,
        },
    )
    act(work, "deliver", _new(work, [delivery, *_attachments(record_id, envelope.files)]))
    hashes = {file.sha256 for file in envelope.files}
    blobs.pass_on(work.conn, work.scope, hashes, from_scope=letter.from_scope)


def _attachments(record_id: str, files: Iterable[letters.File]) -> Iterator[Change]:
    for file in files:
        values: dict[str, Value] = {
            "document_id": record_id,
            "document_entity": "delivery",
            "name": file.name,
            "size_bytes": file.size_bytes,
            "media_type": file.media_type,
            "sha256": file.sha256,
            "ordinal": file.ordinal,
        }
        attachment_id = derived_id("attachment", record_id, file.sha256, str(file.ordinal))
        yield Change("attachment", attachment_id, values)


def _write_recall(work: ScopeWork, letter: Letter) -> None:
    """Ask for a delivery back; what its office has done with it until now stays (domain §4.5)."""
    notice = letters.decode_recall(letter.body)
    record_id = delivery_id(letter.dispatch_id, letter.recipient)
    delivery = work.state.record(("delivery", record_id))
    if delivery is None:
        raise RuleViolation("record_unknown", entity="delivery", id=record_id)
    request = Change(
        "recall_request",
        recall_request_id(letter.dispatch_id, letter.recipient),
        {
            "delivery_id": record_id,
            "dispatch_id": letter.dispatch_id,
            "from_office": office_of(letter.from_scope),
            "reason": notice.reason,
            "recalled_at": notice.at,
            "asked_at": work.now_ms,
        },
    )
    asked: Values = {"recall_asked_at": work.now_ms, "recall_reason": notice.reason}
    if new := _new(work, [request]):
        told = Change("delivery", record_id, asked, seen_by(delivery.heads, asked))
        act(work, "ask_recall", [*new, told])


def _write_status(work: ScopeWork, letter: Letter) -> None:
    report = letters.decode_status(letter.body)
    if any(
        work.state.record(_status_key(letter, later)) for later in _LATER.get(report.status, ())
    ):
        return
    entity, record_id = _status_key(letter, report.status)
    values: dict[str, Value] = {
        "dispatch_id": letter.dispatch_id,
        "office_code": letter.recipient,
        "status": report.status,
        "at": report.at,
        "description": report.description or None,
    }
    act(work, "report_status", _new(work, [Change(entity, record_id, values)]))


def _status_key(letter: Letter, status: str) -> Key:
    return "dispatch_status", letters.status_id(letter.dispatch_id, letter.recipient, status)


def _new(work: ScopeWork, changes: Iterable[Change]) -> list[Change]:
    """Those whose record is not there yet: a repeat writes nothing."""
    return [change for change in changes if work.state.record((change.entity, change.id)) is None]


_WRITE = {letters.DELIVERY: _write_delivery, letters.RECALL: _write_recall}


def office_name(conn: Connection, office_code: str) -> str:
    """The full name of an office in the catalog, its code where it has none."""
    key = "office", derived_id("office", office_code)
    for stored in records.load(conn, CATALOG, [key]):
        values = as_record(stored).values
        return str(values.get("full_name") or values.get("name") or office_code)
    return office_code

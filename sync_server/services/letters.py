"""What travels from office to office: the frozen public side of a document, and statuses back.

Offices never share a mutable record; what a recipient gets is what stood when it was sent
(design §3).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from common.changes.record import Record
from common.entities.catalogue import Urgency
from common.entities.exchange import PUBLIC_FIELDS
from common.entities.schema import Value
from common.ids import derived_id
from common.rules.workflow import RECALLED as STATE_RECALLED
from sync_server.db import blobs
from sync_server.services.scope_work import ScopeWork
from sync_server.services.twice import rows_of

DELIVERY = "delivery"
STATUS = "status:"
RECALL = "recall"
ARRIVED, RETURNED, ACCEPTED = "01", "02", "03"
"""National status codes (QĐ 28/2018/QĐ-TTg; domain §9.2); they only move forward."""
RECALL_AGREED, RECALL_REFUSED = "15", "16"
"""Answers to a recall, in any state."""
WITHDRAWN = "withdrawn"
"""Our own: the letter was taken back before it left."""

FILES_MISSING = "files_missing"
RECALLED = "recalled"
UNSETTLED = ("waiting_number", "open_conflict")
"""Reasons to hold a letter which end with other values than those it was posted with."""

_BEFORE_ITS_FILES = Urgency.EXPRESS


class File(msgspec.Struct, array_like=True, frozen=True):
    """One attachment, as it was when the document was sent."""

    name: str
    size_bytes: int
    media_type: str
    sha256: str
    ordinal: int


class Envelope(msgspec.Struct, array_like=True, frozen=True):
    """A document on its way: its public fields and its files."""

    document_id: str
    sent_at: int
    fields: dict[str, Value]
    files: list[File]


class StatusReport(msgspec.Struct, array_like=True, frozen=True):
    """What a recipient's office did with it, on the way back."""

    status: str
    at: int
    description: str


class RecallNotice(msgspec.Struct, array_like=True, frozen=True):
    """That the sender takes a document back, and why."""

    at: int
    reason: str


encode = msgspec.msgpack.encode
decode_envelope = msgspec.msgpack.Decoder(Envelope).decode
decode_status = msgspec.msgpack.Decoder(StatusReport).decode
decode_recall = msgspec.msgpack.Decoder(RecallNotice).decode


def status_id(dispatch_id: str, office_code: str, status: str) -> str:
    """The id of one status of one recipient: each is written once."""
    return derived_id("dispatch_status", dispatch_id, office_code, status)


def freeze(work: ScopeWork, dispatch: Record, attached: Iterable[str]) -> Envelope:
    """The envelope of a dispatch; ``attached`` are ids of its document's attachment records."""
    document_id = _text(dispatch.values.get("document_id"))
    files = [_file(record) for id_ in attached if (record := _present(work, "attachment", id_))]
    sent_at = dispatch.values.get("sent_at")
    return Envelope(
        document_id=document_id,
        sent_at=sent_at if isinstance(sent_at, int) else work.now_ms,
        fields=public_fields(work, document_id),
        files=sorted(files, key=lambda file: (file.ordinal, file.name, file.sha256)),
    )


def public_fields(work: ScopeWork, document_id: str) -> dict[str, Value]:
    """What a recipient may read of a document; empty where it is not here."""
    document = work.state.record(("outgoing_document", document_id))
    values = document.values if document else {}
    return {name: values[name] for name in PUBLIC_FIELDS if values.get(name) is not None}


def refreshed(work: ScopeWork, envelope: Envelope) -> Envelope:
    """The envelope with the document's fields as they are now; its files stay as they were sent."""
    fields = public_fields(work, envelope.document_id)
    return Envelope(envelope.document_id, envelope.sent_at, fields, envelope.files)


def names_file(body: bytes, sha256: str) -> bool:
    """Whether an encoded envelope holds this file."""
    return any(file.sha256 == sha256 for file in decode_envelope(body).files)


def obstacle(work: ScopeWork, envelope: Envelope) -> str:
    """Why a document cannot go yet: both ends are shown it. Empty where it can.

    Only *Hỏa tốc* may go before its files (design §3). What was recalled goes nowhere any more.
    """
    key = "outgoing_document", envelope.document_id
    document = work.state.record(key)
    if document and document.values.get("state") == STATE_RECALLED:
        return RECALLED
    if document is None or not document.values.get("code_number"):
        return "waiting_number"
    if is_disputed(work, key) or _number_is_disputed(work, document):
        return "open_conflict"
    urgency = envelope.fields.get("urgency")
    may_precede = isinstance(urgency, int) and urgency >= _BEFORE_ITS_FILES
    return "" if may_precede or files_are_here(work, envelope) else FILES_MISSING


def files_are_here(work: ScopeWork, envelope: Envelope) -> bool:
    """Whether the sender's office has brought every file."""
    wanted = {file.sha256 for file in envelope.files}
    return blobs.granted(work.conn, work.scope, wanted) == wanted


def is_disputed(work: ScopeWork, key: tuple[str, str]) -> bool:
    """Whether a field of the record is in an open conflict, also one of this transaction."""
    return any(of_key == key for of_key, _field in work.open_conflicts)


def _number_is_disputed(work: ScopeWork, document: Record) -> bool:
    rows = (work.state.record(("number", row_id)) for row_id in rows_of(document))
    return any(row and row.values.get("state") == "disputed" for row in rows)


def _present(work: ScopeWork, entity: str, record_id: str) -> Record | None:
    record = work.state.record((entity, record_id))
    return None if record is None or record.values.get("removed_at") else record


def _file(attachment: Record) -> File:
    values = attachment.values
    return File(
        name=_text(values.get("name")),
        size_bytes=_whole(values.get("size_bytes")),
        media_type=_text(values.get("media_type")),
        sha256=_text(values.get("sha256")),
        ordinal=_whole(values.get("ordinal")),
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

"""What follows from changed records outside of them, in the same transaction (design §5.5).

It looks only at how each record differs at the end from what it was, so it does not matter which
action, of a person or of the server, changed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from common.changes.record import Record
from common.entities.exchange import AGREED, REFUSED
from common.entities.schema import Value
from common.rules.workflow import ACCEPTED as STATE_ACCEPTED
from common.rules.workflow import RETURNED as STATE_RETURNED
from sync_server.db import blobs, conflicts, postbox, scopes
from sync_server.db.postbox import Letter
from sync_server.db.scopes import ScopeRow
from sync_server.services import casework, leases, letters, numbering, recalls, runs
from sync_server.services.context import office_of, office_scope
from sync_server.services.scope_work import ScopeWork
from sync_server.services.working_set import Difference

_STATUS_OF = {STATE_ACCEPTED: letters.ACCEPTED, STATE_RETURNED: letters.RETURNED}
_STATUS_OF_ANSWER = {AGREED: letters.RECALL_AGREED, REFUSED: letters.RECALL_REFUSED}
_REPORTED = (
    ("state", _STATUS_OF, "return_reason"),
    ("recall_answer", _STATUS_OF_ANSWER, "recall_answer_reason"),
)
"""Fields of a delivery whose new value its sender is told, and where the reason stands."""
_STATE_OF = {"": postbox.WAITING, letters.RECALLED: postbox.WITHDRAWN}
"""The state of a letter against which this stands; any other reason holds it."""


def finish(work: ScopeWork) -> ScopeRow:
    """Draw the consequences and write everything; the scope's row as it is now."""
    casework.flush(work)
    differences = list(work.state.differences())
    _note_attachments(work, differences)
    for difference in differences:
        follow = _FOLLOW.get(difference.after.entity)
        if follow:
            follow(work, difference)
    if differences:
        runs.follow(work, [difference.after for difference in differences])
        numbering.follow(work, differences)
        numbering.number_waiting(work)
    for difference in differences:
        if difference.after.entity == "dispatch" and difference.before is None:
            _post_dispatch(work, difference.after)
    if differences:
        _review(work, [one for one in _held(work) if one.held_why != letters.FILES_MISSING])
    return work.save()


def review_for_file(work: ScopeWork, sha256: str) -> None:
    """Look again at this office's letters that wait for a file which has come."""
    waiting = [one for one in _held(work) if one.held_why == letters.FILES_MISSING]
    _review(work, [one for one in waiting if letters.names_file(one.body, sha256)])


def _held(work: ScopeWork) -> list[Letter]:
    """Documents that wait; a held report of what was done here waits for nothing of this office."""
    held = postbox.held(work.conn, work.scope)
    return [letter for letter in held if letter.kind == letters.DELIVERY]


def _review(work: ScopeWork, held: Iterable[Letter]) -> None:
    """Look at letters again: what they waited for may have come."""
    for letter in held:
        envelope = letters.decode_envelope(letter.body)
        if letter.held_why in letters.UNSETTLED:
            envelope = letters.refreshed(work, envelope)
        why = _obstacle(work, letter.to_scope, envelope)
        if why != letter.held_why:
            state = _STATE_OF.get(why, postbox.HELD)
            body = letters.encode(envelope)
            postbox.change(work.conn, replace(letter, state=state, held_why=why, body=body))


def _post_dispatch(work: ScopeWork, dispatch: Record) -> None:
    attached = blobs.attachments_of(work.conn, work.scope, _text(dispatch.values["document_id"]))
    envelope = letters.freeze(work, dispatch, attached)
    recipients = dispatch.values.get("to_offices")
    codes = recipients if isinstance(recipients, list) else []
    posted = [_letter(work, dispatch.id, str(code), envelope) for code in codes]
    postbox.post(work.conn, posted)
    document = work.state.record(("outgoing_document", envelope.document_id))
    if document and recalls.is_recalled(document):
        recalls.tell_withdrawn(work, document, posted)


def _letter(
    work: ScopeWork, dispatch_id: str, recipient: str, envelope: letters.Envelope
) -> Letter:
    """The row for one recipient, held while something is missing."""
    to_scope = office_scope(recipient)
    why = _obstacle(work, to_scope, envelope)
    return Letter(
        dispatch_id=dispatch_id,
        recipient=recipient,
        kind=letters.DELIVERY,
        from_scope=work.scope,
        to_scope=to_scope,
        body=letters.encode(envelope),
        state=_STATE_OF.get(why, postbox.HELD),
        created_at=work.now_ms,
        held_why=why,
        document_id=envelope.document_id,
    )


def _obstacle(work: ScopeWork, to_scope: str, envelope: letters.Envelope) -> str:
    why = letters.obstacle(work, envelope)
    if not why and scopes.read(work.conn, to_scope) is None:
        return "office_unknown"
    return why


def _note_attachments(work: ScopeWork, differences: Iterable[Difference]) -> None:
    pairs = [
        (_text(one.after.values.get("document_id")), one.after.id)
        for one in differences
        if one.after.entity == "attachment"
    ]
    blobs.attach(work.conn, work.scope, pairs)


def _follow_conflict(work: ScopeWork, difference: Difference) -> None:
    values = difference.after.values
    key = _text(values["entity"]), _text(values["record_id"])
    field = _text(values.get("field")) or _text(values.get("changeset"))
    if values.get("state") == "open":
        conflicts.open_over(work.conn, work.scope, key, field, difference.after.id)
    else:
        conflicts.close_over(work.conn, work.scope, key, field)


def _follow_delivery(work: ScopeWork, difference: Difference) -> None:
    """What was done with a delivery is reported to its sender (domain §9.2)."""
    after = difference.after
    for field, statuses, reason in _REPORTED:
        value = after.values.get(field)
        if difference.before is None or difference.before.values.get(field) == value:
            continue
        if status := statuses.get(_text(value)):
            description = _text(after.values.get(reason))
            postbox.post(work.conn, [status_letter(work, after, status, description)])


def status_letter(work: ScopeWork, delivery: Record, status: str, description: str = "") -> Letter:
    """The row that reports what this office did with a delivery."""
    report = letters.StatusReport(status, work.now_ms, description)
    return Letter(
        dispatch_id=_text(delivery.values["dispatch_id"]),
        recipient=office_of(work.scope),
        kind=letters.STATUS + status,
        from_scope=work.scope,
        to_scope=office_scope(_text(delivery.values["from_office"])),
        body=letters.encode(report),
        state=postbox.WAITING,
        created_at=work.now_ms,
    )


_FOLLOW: dict[str, Callable[[ScopeWork, Difference], None]] = {
    "conflict": _follow_conflict,
    "delivery": _follow_delivery,
    "outgoing_document": recalls.follow_document,
    "series": leases.follow,
}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""

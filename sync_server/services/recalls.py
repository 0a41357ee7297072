"""Taking back what was sent: a letter that has not left never goes, one that has is asked back.

The electronic original is cancelled by its recipient, who tells the sender (NĐ 30/2020 PL VI.III.8;
domain §4.5), so beyond the sender's own scope a recall is a request.
"""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.ids import derived_id
from common.rules.workflow import RECALLED
from sync_server.db import postbox
from sync_server.db.postbox import Letter
from sync_server.services import letters
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act
from sync_server.services.working_set import Difference


def follow_document(work: ScopeWork, difference: Difference) -> None:
    """A document that has been recalled: every letter that sends it is taken back."""
    before, after = difference.before, difference.after
    if not is_recalled(after) or (before and is_recalled(before)):
        return
    withdrawn = []
    for letter in postbox.sending(work.conn, work.scope, after.id):
        if postbox.withdraw(work.conn, letter.place, letters.RECALLED):
            withdrawn.append(letter)
        elif letter.state != postbox.WITHDRAWN:
            _note(work, after, letter.dispatch_id)
            postbox.post(work.conn, [_recall_letter(work, after, letter)])
    tell_withdrawn(work, after, withdrawn)


def tell_withdrawn(work: ScopeWork, document: Record, withdrawn: Iterable[Letter]) -> None:
    """Show the sender which recipients a recalled document never went to."""
    for letter in withdrawn:
        _note(work, document, letter.dispatch_id)
        values: Values = {
            "dispatch_id": letter.dispatch_id,
            "office_code": letter.recipient,
            "status": letters.WITHDRAWN,
            "at": work.now_ms,
        }
        record_id = letters.status_id(letter.dispatch_id, letter.recipient, letters.WITHDRAWN)
        act(work, "report_status", [Change("dispatch_status", record_id, values)])


def is_recalled(document: Record) -> bool:
    """Whether its office has taken the document back."""
    return document.values.get("state") == RECALLED


def _note(work: ScopeWork, document: Record, dispatch_id: str) -> None:
    """The record of a dispatch's recall, where whoever recalled had not seen that dispatch."""
    record_id = derived_id("recall", dispatch_id)
    if work.state.record(("recall", record_id)) is None:
        values: Values = {
            "document_id": document.id,
            "dispatch_id": dispatch_id,
            "reason": document.values.get("recalled_why"),
            "recalled_at": document.values.get("recalled_at"),
        }
        act(work, "note_recall", [Change("recall", record_id, values)])


def _recall_letter(work: ScopeWork, document: Record, sent: Letter) -> Letter:
    why, at = document.values.get("recalled_why"), document.values.get("recalled_at")
    notice = letters.RecallNotice(
        at=at if isinstance(at, int) else work.now_ms, reason=why if isinstance(why, str) else ""
    )
    return Letter(
        dispatch_id=sent.dispatch_id,
        recipient=sent.recipient,
        kind=letters.RECALL,
        from_scope=work.scope,
        to_scope=sent.to_scope,
        body=letters.encode(notice),
        state=postbox.WAITING,
        created_at=work.now_ms,
    )

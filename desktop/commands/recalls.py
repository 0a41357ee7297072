"""Taking an issued document back, and answering an office that takes one back (domain §4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.entities.exchange import AGREED, REFUSED
from common.errors import NotAllowed
from common.ids import derived_id
from common.rules.workflow import CANCELLED, FROZEN, RECALLED, require_move
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import Context, NewFile, Plan, guards_of
from desktop.store import lookups, view

OUTGOING = "outgoing_document"
DELIVERY = "delivery"
INCOMING = "incoming_document"


@dataclass(frozen=True)
class RecallOutgoing:
    """Take back an issued document from everybody it was sent to; it keeps its number.

    What has not left never goes. Recipients that have it are asked (status 13), and each answers
    15 or 16 (QĐ 28/2018/QĐ-TTg).
    """

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "recall_outgoing"

    def check(self) -> None:
        """The recipients must read why."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """The document's state and reason, and one record for each time it was sent."""
        row = context.require(OUTGOING, self.id)
        require_move(self.action, OUTGOING, str(row.values.get("state")))
        why = clean_line(self.reason)
        values: Values = {"state": RECALLED, "recalled_at": context.now_ms, "recalled_why": why}
        changes = [Change(OUTGOING, self.id, values, seen_by(row.heads, values))]
        for dispatch in lookups.dispatches_of(context.connection, self.id):
            taken_back: Values = {
                "document_id": self.id,
                "dispatch_id": dispatch.id,
                "reason": why,
                "recalled_at": context.now_ms,
            }
            changes.append(Change("recall", derived_id("recall", dispatch.id), taken_back))
        return Plan(tuple(changes), OUTGOING, self.id, guards=guards_of(self.action, row))


@dataclass(frozen=True)
class AnswerRecall:
    """Agree to a sender's recall (status 15) or refuse it (16), whatever was done until now.

    Agreed: the delivery and the arrival registered from it are cancelled; the arrival number stays
    in the book with the reason. Refused: everything stays as it is.
    """

    id: str
    agree: bool
    reason: str = ""
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "answer_recall"

    def check(self) -> None:
        """Whoever is refused must read why."""
        if not self.agree:
            checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """The answer, and where it agrees what is cancelled."""
        row = context.require(DELIVERY, self.id)
        if not row.values.get("recall_asked_at"):
            raise NotAllowed("recall_not_asked")
        if row.values.get("recall_answer"):
            raise NotAllowed("recall_answered")
        require_move(self.action, DELIVERY, str(row.values.get("state")))
        values: Values = {
            "recall_answer": AGREED if self.agree else REFUSED,
            "recall_answered_at": context.now_ms,
        }
        if why := clean_line(self.reason):
            values["recall_answer_reason"] = why
        if not self.agree:
            change = Change(DELIVERY, self.id, values, seen_by(row.heads, values))
            return Plan((change,), DELIVERY, self.id)
        values["state"] = CANCELLED
        change = Change(DELIVERY, self.id, values, seen_by(row.heads, values))
        return Plan((change, *_cancelled_arrival(context, row)), DELIVERY, self.id)


def _cancelled_arrival(context: Context, delivery: view.Row) -> Iterator[Change]:
    """The arrival that accepting made, if it did, and its number in the ledger."""
    arrival = view.get(context.connection, INCOMING, derived_id(INCOMING, delivery.id))
    if arrival is None or arrival.values.get("removed_at"):
        return
    if arrival.values.get("state") in FROZEN:
        return
    why = delivery.values.get("recall_reason")
    values: Values = {"state": CANCELLED, "recalled_at": context.now_ms, "recalled_why": why}
    yield Change(INCOMING, arrival.id, values, seen_by(arrival.heads, values))
    for number in lookups.numbers_of(context.connection, arrival.id):
        ended: Values = {"state": "cancelled", "reason": f"Nơi gửi thu hồi: {why}"}
        yield Change("number", number.id, ended, seen_by(number.heads, ended))

"""What reached my office through the network: accept into the register, or return with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.entities.exchange import PUBLIC_FIELDS
from common.entities.registry import ENTITIES
from common.ids import derived_id
from common.rules import consistency
from common.rules.workflow import ACCEPTED, REGISTERED, RETURNED, WAITING, require_move
from common.text.fold import clean_line
from desktop.commands import attachments, checks, numbers
from desktop.commands.numbers import Wish
from desktop.commands.runner import Context, NewFile, Plan, StoredFile, Warned
from desktop.store import lookups, series, view

ENTITY = "delivery"
INCOMING = "incoming_document"


@dataclass(frozen=True)
class AcceptDelivery:
    """Enter a delivered document into the register of arrivals (status 03 goes back).

    The arrival's id is derived from the delivery, so two clerks who both accept it offline make
    one record. ``fields`` add what the sender could not know (receiving unit, deadline).
    """

    id: str
    fields: Values = field(default_factory=dict)
    series: str | None = None
    confirmed: bool = False
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "accept_delivery"

    def check(self) -> None:
        """As at registration."""
        checks.refuse_secret(self.fields)
        checks.known_fields(INCOMING, self.fields, checks.GIVEN_BY_US | {"arrival_number"})

    def plan(self, context: Context) -> Plan:
        """Delivery accepted, arrival registered with its number, files carried over."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        connection = context.connection
        one = (
            series.series_by_code(connection, self.series)
            if self.series
            else series.incoming_series(connection)
        )
        document_id = derived_id(INCOMING, self.id)
        wish = Wish(document_id, context.today, "arrival_date", self.confirmed)
        given = numbers.give(context, one, wish)
        values = _arrival_values(row) | checks.cleaned(INCOMING, self.fields)
        values |= {
            "arrival_date": context.today.isoformat(),
            "arrived_at": context.now_ms,
            "series_id": one.id,
            "delivery_id": self.id,
            "form": "electronic",
            "state": REGISTERED if given else WAITING,
        }
        consistency.check(INCOMING, values, self.fields)
        if given:
            values["arrival_number"] = given.number
        accepted: Values = {"state": ACCEPTED}
        changes = (
            Change(ENTITY, self.id, accepted, seen_by(row.heads, accepted)),
            Change(INCOMING, document_id, values),
            *_carried_files(context, row, document_id),
        )
        warnings = checks.warnings_of(connection, INCOMING, values, (), except_id=document_id)
        warnings += _asked_back(row)
        claims = given.claims if given else ()
        return Plan(changes, INCOMING, document_id, claims=claims, warnings=warnings)


@dataclass(frozen=True)
class ReturnDelivery:
    """Send a delivery back with a reason (status 02); only before it is accepted (domain §9.2)."""

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "return_delivery"

    def check(self) -> None:
        """The sender must read why."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """State and reason."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        values: Values = {"state": RETURNED, "return_reason": clean_line(self.reason)}
        change = Change(ENTITY, self.id, values, seen_by(row.heads, values))
        return Plan((change,), ENTITY, self.id)


def _asked_back(delivery: view.Row) -> tuple[Warned, ...]:
    """Whoever accepts what its sender has asked back should know."""
    values = delivery.values
    if not values.get("recall_asked_at") or values.get("recall_answer"):
        return ()
    return (Warned("recall_asked", {"reason": values.get("recall_reason")}),)


def _arrival_values(delivery: view.Row) -> Values:
    """What the sender stated, in the fields of an arrival."""
    known = ENTITIES[INCOMING].by_name
    values: Values = {
        name: delivery.values[name]
        for name in PUBLIC_FIELDS
        if name in known and name in delivery.values and name != "to_places"
    }
    if not values.get("organ_name"):
        values["organ_name"] = delivery.values.get("from_name")
    return values


def _carried_files(context: Context, delivery: view.Row, document_id: str) -> tuple[Change, ...]:
    carried = []
    for ordinal, row in enumerate(lookups.attachments_of(context.connection, delivery.id), start=1):
        values = row.values
        size = values.get("size_bytes")
        stored = StoredFile(
            name=str(values.get("name")),
            sha256=str(values.get("sha256")),
            size_bytes=size if isinstance(size, int) else 0,
            media_type=str(values.get("media_type")),
        )
        carried.append(attachments.change(INCOMING, document_id, stored, ordinal))
    return tuple(carried)

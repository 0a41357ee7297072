"""Numbering what waits (*chờ số*), under the lease that this PC holds (design §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.errors import NotAllowed
from common.rules.workflow import REGISTERED, require_move
from desktop.commands import issued_numbers, numbers
from desktop.commands.issued_numbers import Asked
from desktop.commands.numbers import Given, Wish
from desktop.commands.runner import Context, NewFile, Plan, guards_of
from desktop.store import view
from desktop.store.series import Series, series_by_id


@dataclass(frozen=True)
class NumberIncoming:
    """Give the next number to an arrival that waits. It keeps its date and time of arrival; where
    the run has passed that day, the ledger shows the day of numbering."""

    id: str
    confirmed: bool = False
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "number_incoming"

    def check(self) -> None:
        """Nothing that could be known before the record is read."""

    def plan(self, context: Context) -> Plan:
        """State and number. Raises NotAllowed ``series_not_held``, and as `numbers.give`."""
        row, series = _waiting(context, self.action, "incoming_document", self.id)
        arrived = date.fromisoformat(str(row.values["arrival_date"]))
        wish = Wish(self.id, arrived, "arrival_date", self.confirmed)
        given = numbers.give_arrival(context, series, wish)
        if given is None:
            raise NotAllowed("series_not_held", series=series.code)
        values: Values = {"state": REGISTERED, "arrival_number": given.number}
        return _plan(context, self.action, row, values, given)


@dataclass(frozen=True)
class NumberOutgoing:
    """Give number and date to an outgoing document that waits; ``after`` asks for a letter behind
    a number. The date is today's unless one is stated."""

    id: str
    issued_date: date | None = None
    confirmed: bool = False
    after: int | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "number_outgoing"

    def check(self) -> None:
        """Nothing that could be known before the record is read."""

    def plan(self, context: Context) -> Plan:
        """State, number, date. Raises NotAllowed ``series_not_held``, and as `numbers.give`."""
        row, series = _waiting(context, self.action, "outgoing_document", self.id)
        wish = Wish(self.id, self.issued_date or context.today, "issued_date", self.confirmed)
        asked = Asked(self.issued_date is not None, self.after)
        given = issued_numbers.number_for(context, series, wish, asked)
        if given is None:
            raise NotAllowed("series_not_held", series=series.code)
        values = issued_numbers.values_of(given, row.values)
        return _plan(context, self.action, row, values, given)


def _waiting(context: Context, action: str, entity: str, record_id: str) -> tuple[view.Row, Series]:
    """A document that waits, and its series. Raises NotAllowed ``state_forbids``."""
    row = context.require(entity, record_id)
    require_move(action, entity, str(row.values.get("state")))
    return row, series_by_id(context.connection, str(row.values.get("series_id")))


def _plan(context: Context, action: str, row: view.Row, values: Values, given: Given) -> Plan:
    change = Change(row.entity, row.id, values, seen_by(row.heads, row.heads))
    return Plan(
        (change, *given.changes),
        row.entity,
        row.id,
        claims=given.claims,
        guards=guards_of(action, row),
    )

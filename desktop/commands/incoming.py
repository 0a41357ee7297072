"""Incoming documents: register, edit, remove with a reason (NĐ 30/2020 Đ.21–22, domain §3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import Heads, seen_by
from common.changes.record import Values
from common.clock import from_millis, vietnam_date
from common.errors import RuleViolation
from common.rules import consistency
from common.rules.workflow import REGISTERED, WAITING, require_move
from common.text.dates import parse_date
from desktop.commands import attachments, checks, numbers
from desktop.commands.numbers import Given, Wish
from desktop.commands.runner import Context, NewFile, Plan, guards_of
from desktop.store import series
from desktop.store.series import Series

ENTITY = "incoming_document"
GIVEN_BY_US = checks.GIVEN_BY_US | {
    "arrival_number",
    "delivery_id",
    "recalled_at",
    "recalled_why",
}
"""Fields that a person never writes: the register gives them."""


@dataclass(frozen=True)
class RegisterIncoming:
    """Enter a paper or electronic document that has arrived into the register.

    ``fields`` by the entity's names; ``series`` a code, else the office's first register of
    arrivals; ``confirmed`` that a date is meant which the clock makes doubtful; ``reserved`` a
    number that was reserved; ``late`` why it is entered only now, with its real date and time.
    """

    fields: Values
    files: tuple[NewFile, ...] = ()
    series: str | None = None
    confirmed: bool = False
    reserved: int | None = None
    late: str | None = None
    action: ClassVar[str] = "register_incoming"

    def check(self) -> None:
        """Secret documents are refused before anything is written (domain §8)."""
        checks.refuse_secret(self.fields)
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)
        if self.late is not None:
            checks.require_reason(self.late)
            if not self.fields.get("arrival_date") and not self.fields.get("arrived_at"):
                raise RuleViolation("field_required", field="arrival_date", entity=ENTITY)

    def plan(self, context: Context) -> Plan:
        """A new record, its number when this PC holds the series, its attachments."""
        connection = context.connection
        one = (
            series.series_by_code(connection, self.series)
            if self.series
            else series.incoming_series(connection)
        )
        values = checks.cleaned(ENTITY, self.fields)
        arrival = _arrival_day(values, context.today)
        values |= {"arrival_date": arrival.isoformat(), "series_id": one.id}
        values.setdefault("language", "Tiếng Việt")
        if self.late is None:
            values.setdefault("arrived_at", context.now_ms)
        else:
            values |= checks.late_entry(context, self.late)
        document_id = context.new_id()
        wish = Wish(document_id, arrival, "arrival_date", self.confirmed)
        given = self._number(context, one, wish)
        if given:
            values["arrival_number"] = given.number
        values["state"] = REGISTERED if given else WAITING
        consistency.check(ENTITY, values, values)
        warnings = checks.warnings_of(connection, ENTITY, values, context.stored)
        changes = (
            Change(ENTITY, document_id, values),
            *attachments.changes(context, ENTITY, document_id),
            *(given.changes if given else ()),
        )
        claims = given.claims if given else ()
        return Plan(changes, ENTITY, document_id, claims=claims, warnings=warnings)

    def _number(self, context: Context, one: Series, wish: Wish) -> Given | None:
        if self.reserved is not None:
            return numbers.give_reserved(context, one, self.reserved, wish, is_stated=True)
        if self.late is not None:
            return numbers.give_arrival(context, one, wish)
        return numbers.give(context, one, wish)


@dataclass(frozen=True)
class EditIncoming:
    """Correct fields of a registered document; ``base`` are the heads seen when the form opened,
    the record's present heads where none were kept."""

    id: str
    fields: Values
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "edit_incoming"

    def check(self) -> None:
        """As at registration."""
        checks.refuse_secret(self.fields)
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US | {"arrival_date"})

    def plan(self, context: Context) -> Plan:
        """Only the fields that differ from what stands."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        changed = checks.differing(row.values, checks.cleaned(ENTITY, self.fields))
        checks.keep_required(ENTITY, changed)
        consistency.check(ENTITY, {**row.values, **changed}, changed)
        warnings = checks.warnings_of(
            context.connection, ENTITY, {**row.values, **changed}, (), except_id=self.id
        )
        change = Change(ENTITY, self.id, changed, seen_by(self.base or row.heads, changed))
        return Plan(
            (change,), ENTITY, self.id, guards=guards_of(self.action, row), warnings=warnings
        )


@dataclass(frozen=True)
class RemoveIncoming:
    """Take a wrong entry out of sight; its number stays in the book with the reason (§3.2)."""

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "remove_incoming"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Removal is a field; the ledger's row becomes *cancelled*."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        return checks.removal(context, row, self.reason)


def _arrival_day(values: Values, today: date) -> date:
    """The day of arrival as stated, by date or by instant; today where neither is."""
    stated, instant = values.get("arrival_date"), values.get("arrived_at")
    if isinstance(stated, str):
        return parse_date(stated)
    return vietnam_date(from_millis(instant)) if isinstance(instant, int) else today

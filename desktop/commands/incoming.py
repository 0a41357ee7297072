"""Incoming documents: register, edit, remove with a reason (NĐ 30/2020 Đ.21–22, domain §3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import Heads, seen_by
from common.changes.record import Values
from common.errors import RuleViolation
from common.rules.workflow import REGISTERED, WAITING, require_move
from common.text.dates import parse_date
from desktop.commands import attachments, checks, numbers
from desktop.commands.runner import Context, NewFile, Plan, guards_of

ENTITY = "incoming_document"
GIVEN_BY_US = frozenset({"id", "state", "arrival_number", "series_id", "delivery_id"})
"""Fields that a person never writes: the register gives them."""


@dataclass(frozen=True)
class RegisterIncoming:
    """Enter a paper or electronic document that has arrived into the register.

    ``fields`` by the entity's names; ``series`` a code, else the office's first register of
    arrivals; ``confirmed`` that a date more than a day ahead is meant.
    """

    fields: Values
    files: tuple[NewFile, ...] = ()
    series: str | None = None
    confirmed: bool = False
    action: ClassVar[str] = "register_incoming"

    def check(self) -> None:
        """Secret documents are refused before anything is written (domain §8)."""
        checks.refuse_secret(self.fields)
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)

    def plan(self, context: Context) -> Plan:
        """A new record, its number when this PC holds the series, its attachments."""
        connection = context.connection
        series = (
            numbers.series_by_code(connection, self.series)
            if self.series
            else numbers.incoming_series(connection)
        )
        values = checks.cleaned(ENTITY, self.fields)
        arrival = _date_of(values, "arrival_date", context.today)
        values |= {"arrival_date": arrival.isoformat(), "series_id": series.id}
        values.setdefault("arrived_at", context.now_ms)
        values.setdefault("language", "Tiếng Việt")
        document_id = context.new_id()
        claim = numbers.give(
            context,
            series,
            dated=arrival,
            document_id=document_id,
            date_field="arrival_date",
            confirmed=self.confirmed,
        )
        if claim:
            values["arrival_number"] = claim.number
        values["state"] = REGISTERED if claim else WAITING
        warnings = checks.warnings_of(connection, ENTITY, values, context.stored)
        changes = (
            Change(ENTITY, document_id, values),
            *attachments.changes(context, ENTITY, document_id),
        )
        claims = (claim,) if claim else ()
        return Plan(changes, ENTITY, document_id, claims=claims, warnings=warnings)


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


def _date_of(values: Values, name: str, default: date) -> date:
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise RuleViolation("date_invalid", field=name, value=str(value))
    return parse_date(value)

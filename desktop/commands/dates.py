"""Putting a wrong date right, with a reason, while the paper has not left (design §7).

It never blocks the next number: the ledger's row gets the right date with the document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import Heads, seen_by
from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from common.rules import consistency, date_guard
from common.rules.workflow import require_move
from common.text.dates import format_date
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import Context, NewFile, Plan, guards_of
from desktop.store import ledger, lookups, meta, view


@dataclass(frozen=True)
class CorrectArrivalDate:
    """The right day of arrival. Where the ledger shows a later day of entry, that one stays."""

    id: str
    day: date
    reason: str
    confirmed: bool = False
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "correct_arrival_date"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Date, reason, and the ledger's row.

        Raises:
            RuleViolation: ``nothing_changed``; ``date_not_between``; a code of
                `date_guard.CONFIRMABLE`.
        """
        return _correction(context, self, "incoming_document", "arrival_date")


@dataclass(frozen=True)
class CorrectIssuedDate:
    """The right date of a document that has been issued and not sent. What has left is never
    redated: ``note`` then puts the right date into the ledger alone, beside the corrigendum."""

    id: str
    day: date
    reason: str
    confirmed: bool = False
    note: bool = False
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "correct_issued_date"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Date, reason, and the ledger's row.

        Raises:
            NotAllowed: ``date_has_left`` where it was sent and no ``note`` is wanted.
            RuleViolation: as :class:`CorrectArrivalDate`.
        """
        if not self.note and lookups.dispatches_of(context.connection, self.id):
            raise NotAllowed("date_has_left")
        return _correction(context, self, "outgoing_document", "issued_date", only_row=self.note)


def _correction(
    context: Context,
    command: CorrectArrivalDate | CorrectIssuedDate,
    entity: str,
    name: str,
    *,
    only_row: bool = False,
) -> Plan:
    if meta.is_restored(context.connection):
        raise NotAllowed("store_restored", series="")
    row = context.require(entity, command.id)
    require_move(command.action, entity, str(row.values.get("state")))
    before, after = str(row.values.get(name) or ""), command.day.isoformat()
    if before == after and not only_row:
        raise RuleViolation("nothing_changed")
    why = clean_line(command.reason)
    values: Values = {"date_why": why} if only_row else {name: after, "date_why": why}
    consistency.check(entity, {**row.values, **values}, values)
    changes = [Change(entity, row.id, values, seen_by(command.base or row.heads, values))]
    for number in _dated_rows(context, row):
        if number.values.get("dated") == before or only_row:
            changes.append(_redated(context, command, number, name))
        elif after > str(number.values.get("dated")):
            raise _not_between(number, command.day, name)
    return Plan(tuple(changes), entity, row.id, guards=guards_of(command.action, row))


def _dated_rows(context: Context, document: view.Row) -> list[view.Row]:
    rows = lookups.numbers_of(context.connection, document.id)
    return [one for one in rows if one.values.get("state") == "given"]


def _redated(
    context: Context,
    command: CorrectArrivalDate | CorrectIssuedDate,
    number: view.Row,
    name: str,
) -> Change:
    values = number.values
    year, place = values.get("year"), values.get("number")
    assert isinstance(year, int), "a given number has its year"
    assert isinstance(place, int), "a given number is a number"
    before, after = ledger.dates_round(
        context.connection, str(values["series_id"]), year, place, str(values.get("suffix") or "")
    )
    date_guard.check_between(
        command.day,
        before=before or date(year, 1, 1),
        after=after or date(year, 12, 31),
        today=context.known_day,
        confirmed=command.confirmed,
        field=name,
    )
    was = format_date(date.fromisoformat(str(values["dated"])))
    told = f"Sửa ngày {was}: {clean_line(command.reason)}"
    redated: Values = {"dated": command.day.isoformat(), "reason": told}
    return Change("number", number.id, redated, seen_by(number.heads, redated))


def _not_between(number: view.Row, day: date, name: str) -> RuleViolation:
    """An arrival cannot have come after the day on which it was entered."""
    latest = str(number.values.get("dated"))
    return RuleViolation(
        "date_not_between", field=name, dated=day.isoformat(), earliest="…", latest=latest
    )

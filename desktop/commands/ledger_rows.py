"""Rows of the ledger without a document: reserve numbers, cancel them, close unaccounted ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import claimed_id
from common.text.fold import clean_line
from desktop.commands import checks, numbers
from desktop.commands.runner import Context, NewFile, Plan
from desktop.store import ledger
from desktop.store.series import series_by_code

RESERVED_MAX = 50
"""Numbers that one action reserves: two register pages."""


@dataclass(frozen=True)
class ReserveNumbers:
    """Keep the next number, or several, for somebody (*giữ số*): an official who is about to sign,
    or blank register pages that are printed before an outage."""

    series: str
    reserved_for: str
    reason: str
    count: int = 1
    confirmed: bool = False
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "reserve_number"

    def check(self) -> None:
        """For whom and why are part of the record."""
        if not clean_line(self.reserved_for):
            raise RuleViolation("field_required", field="reserved_for", entity="number")
        checks.require_reason(self.reason)
        if not 1 <= self.count <= RESERVED_MAX:
            raise RuleViolation("reserved_too_many", field="count", count_max=RESERVED_MAX)

    def plan(self, context: Context) -> Plan:
        """Claims under the lease, and for each row for whom and why.

        Raises:
            NotAllowed, RuleViolation: as `numbers.reserve`.
        """
        series = series_by_code(context.connection, self.series)
        claims = numbers.reserve(context, series, self.count, confirmed=self.confirmed)
        values: Values = {
            "reserved_for": clean_line(self.reserved_for),
            "reason": clean_line(self.reason),
        }
        changes = tuple(Change("number", claimed_id(claim), dict(values)) for claim in claims)
        return Plan(changes, "number", changes[0].id, claims=tuple(claims))


@dataclass(frozen=True)
class CancelNumber:
    """Strike a reserved number that is not used through, with the reason; it is never given."""

    series: str
    year: int
    number: int
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "cancel_number"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Cancelled, by whom and why. Raises NotAllowed ``number_state_forbids``."""
        return _end(context, self.series, self.year, self.number, "reserved", self.reason)


@dataclass(frozen=True)
class CloseNumber:
    """Close a number of which nobody knows whether the lost PC gave it, in one's own name."""

    series: str
    year: int
    number: int
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "close_number"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Cancelled, by whom and why. Raises NotAllowed ``number_state_forbids``."""
        return _end(context, self.series, self.year, self.number, "unaccounted", self.reason)


def _end(context: Context, series_code: str, year: int, number: int, state: str, why: str) -> Plan:
    series = series_by_code(context.connection, series_code)
    row = ledger.number(context.connection, series.id, year, number)
    if row is None:
        raise RuleViolation("number_unknown", field="number", number=number, series=series_code)
    if row.values.get("state") != state:
        raise NotAllowed(
            "number_state_forbids", number=number, number_state=row.values.get("state")
        )
    values = checks.cancellation(context, why)
    change = Change("number", row.id, values, seen_by(row.heads, values))
    return Plan((change,), "number", row.id)

"""The register books: start one with what stands on paper, release a series (design §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from common.rules import numbering
from common.text.fold import clean_line
from desktop.commands import numbers
from desktop.commands.runner import Context, NewFile, Plan
from desktop.store import leases


@dataclass(frozen=True)
class StartRegister:
    """Every office begins mid-year with a running book: its last number on paper, that number's
    date, and the book's name. The run goes on from there."""

    series: str
    last_number: int
    last_date: date
    book: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "start_register"

    def check(self) -> None:
        """A number that can stand in a book, and the book's name."""
        if not 0 <= self.last_number < 10**9:
            raise RuleViolation("number_invalid", field="last_number", number=self.last_number)
        if not clean_line(self.book):
            raise RuleViolation("field_required", field="name", entity="register_book")

    def plan(self, context: Context) -> Plan:
        """One book a series and year; a run that goes on already is not started again.

        Raises:
            NotAllowed: ``book_already_started`` (param ``last_number``).
            RuleViolation: ``date_ahead`` for a date after today.
        """
        series = numbers.series_by_code(context.connection, self.series)
        year = self.last_date.year
        last = leases.last_number(context.connection, series.id, year)
        if last is not None and last.number > 0:
            raise NotAllowed(
                "book_already_started", series=self.series, year=year, last_number=last.number
            )
        if self.last_date > context.today:
            raise RuleViolation(
                "date_ahead",
                field="last_date",
                dated=self.last_date.isoformat(),
                today=context.today.isoformat(),
            )
        book_id = numbering.book_id(series.id, year)
        values: Values = {
            "series_id": series.id,
            "year": year,
            "name": clean_line(self.book),
            "last_number": self.last_number,
            "last_date": self.last_date.isoformat(),
        }
        return Plan((Change("register_book", book_id, values),), "register_book", book_id)


@dataclass(frozen=True)
class ReleaseSeries:
    """Give a series back, so that another PC may take it; from here on this PC numbers nothing.

    It is a changeset like any other, so it arrives after every number given under it.
    """

    series: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "release_series"

    def check(self) -> None:
        """Nothing that could be known before the store is read."""

    def plan(self, context: Context) -> Plan:
        """Held by nobody. Raises NotAllowed ``series_not_held``."""
        series = numbers.series_by_code(context.connection, self.series)
        if leases.held(context.connection, series.id) is None:
            raise NotAllowed("series_not_held", series=self.series)
        row = context.require("series", series.id)
        leases.give_up(context.connection, series.id)
        values: Values = {"held_by": 0}
        change = Change("series", series.id, values, seen_by(row.heads, values))
        return Plan((change,), "series", series.id)

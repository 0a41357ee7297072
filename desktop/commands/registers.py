"""The register books: start one with what stands on paper, confirm it, close its year; release a
series and say who numbers it (design §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.entities.numbers import NUMBERING
from common.errors import NotAllowed, RuleViolation
from common.rules import numbering
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import Context, NewFile, Plan
from desktop.store import leases, ledger, lookups, meta
from desktop.store.series import Series, series_by_code

NUMBER_MAX = 10**9
"""No book has so many numbers."""


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
        _require_number(self.last_number)
        if not clean_line(self.book):
            raise RuleViolation("field_required", field="name", entity="register_book")

    def plan(self, context: Context) -> Plan:
        """One book a series and year; a run that goes on already is not started again.

        Raises:
            NotAllowed: ``book_already_started`` (param ``last_number``).
            RuleViolation: ``date_ahead`` for a date after today.
        """
        series = series_by_code(context.connection, self.series)
        year = self.last_date.year
        last = ledger.last_number(context.connection, series.id, year)
        if last is not None and last.number > 0:
            raise NotAllowed(
                "book_already_started", series=self.series, year=year, last_number=last.number
            )
        _require_past(self.last_date, context)
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
class ConfirmRegister:
    """The last number that the clerk reads in the paper book, where a rebuilt store cannot know it:
    the run goes on from there, or from what is known where that is more (R16)."""

    series: str
    last_number: int
    last_date: date
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "confirm_register"

    def check(self) -> None:
        """A number that can stand in a book."""
        _require_number(self.last_number)

    def plan(self, context: Context) -> Plan:
        """What was typed, beside what was known then; this store may number the series again.

        Raises:
            NotAllowed: ``series_not_held``.
            RuleViolation: ``date_ahead`` for a date after today.
        """
        connection = context.connection
        series = series_by_code(connection, self.series)
        if leases.held(connection, series.id) is None:
            raise NotAllowed("series_not_held", series=self.series)
        _require_past(self.last_date, context)
        year = self.last_date.year
        known = ledger.last_number(connection, series.id, year)
        meta.note_last_typed(connection, series.id)
        book_id = numbering.book_id(series.id, year)
        book = ledger.book(connection, series.id, year)
        values: Values = {
            "confirmed_number": self.last_number,
            "confirmed_date": self.last_date.isoformat(),
            "confirmed_above": known.number if known else 0,
        }
        # A rebuilt store may have lost the book, which the server has: nothing of it was seen.
        base = seen_by(book.heads, values) if book else {"*": ""}
        change = Change("register_book", book_id, values, base)
        return Plan((change,), "register_book", book_id)


@dataclass(frozen=True)
class CloseYear:
    """Close the book of a past year after it was printed: nothing more is numbered in it but late
    papers, behind their neighbours."""

    series: str
    year: int
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "close_year"

    def check(self) -> None:
        """Nothing that could be known before the store is read."""

    def plan(self, context: Context) -> Plan:
        """When and by whom.

        Raises:
            NotAllowed: ``year_not_over``; ``year_closed``; ``book_not_started``;
                ``year_has_open_numbers`` while numbers of that year are reserved or unaccounted, or
                documents wait (params ``waiting``, ``reserved``, ``unaccounted``).
        """
        connection = context.connection
        series = series_by_code(connection, self.series)
        if self.year >= context.today.year:
            raise NotAllowed("year_not_over", series=self.series, year=self.year)
        if ledger.is_closed(connection, series.id, self.year):
            raise NotAllowed("year_closed", series=self.series, year=self.year)
        numbering.require_book(
            ledger.last_number(connection, series.id, self.year),
            series=self.series,
            year=self.year,
        )
        self._require_settled(context, series)
        book_id = numbering.book_id(series.id, self.year)
        book = ledger.book(connection, series.id, self.year)
        values: Values = {"closed_at": context.now_ms, "closed_by": context.actor.user_id}
        if book is None:
            name = f"{series.name} {self.year}"
            values |= {"series_id": series.id, "year": self.year, "name": name}
        base = seen_by(book.heads, values) if book else {}
        return Plan((Change("register_book", book_id, values, base),), "register_book", book_id)

    def _require_settled(self, context: Context, series: Series) -> None:
        connection = context.connection
        open_rows = {
            state: ledger.in_state(connection, series.id, self.year, state)
            for state in ("reserved", "unaccounted")
        }
        waiting = lookups.waiting_in_year(connection, series.id, self.year)
        if waiting or any(open_rows.values()):
            raise NotAllowed(
                "year_has_open_numbers",
                series=self.series,
                year=self.year,
                waiting=waiting,
                **{
                    state: ", ".join(str(row.values.get("number")) for row in rows) or "0"
                    for state, rows in open_rows.items()
                },
            )


@dataclass(frozen=True)
class ConfigureSeries:
    """Who numbers a series, the PC that holds it or the server, and whether what waits is numbered
    only when a person says so. ``None`` leaves as it is."""

    series: str
    numbering: str | None = None
    ask_first: bool | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "configure_series"

    def check(self) -> None:
        """Something to set, and a known way. Raises RuleViolation."""
        if self.numbering is None and self.ask_first is None:
            raise RuleViolation("nothing_changed")
        if self.numbering not in (None, *NUMBERING):
            raise RuleViolation("field_type", field="numbering", entity="series")

    def plan(self, context: Context) -> Plan:
        """What differs.

        Raises:
            NotAllowed: ``series_held``: the server numbers only what no PC holds, so that no two
                places give the numbers of one series.
            RuleViolation: ``nothing_changed``.
        """
        row = lookups.require_series(context.connection, self.series)
        holder = row.values.get("held_by") or 0
        if self.numbering == "server" and holder:
            raise NotAllowed("series_held", series=self.series, device=holder)
        wanted: Values = {"numbering": self.numbering, "ask_first": self.ask_first}
        values = checks.differing(
            row.values, {name: value for name, value in wanted.items() if value is not None}
        )
        change = Change("series", row.id, values, seen_by(row.heads, values))
        return Plan((change,), "series", row.id)


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
        series = series_by_code(context.connection, self.series)
        if leases.held(context.connection, series.id) is None:
            raise NotAllowed("series_not_held", series=self.series)
        row = context.require("series", series.id)
        leases.give_up(context.connection, series.id)
        values: Values = {"held_by": 0}
        change = Change("series", series.id, values, seen_by(row.heads, values))
        return Plan((change,), "series", series.id)


def _require_number(number: int) -> None:
    if not 0 <= number < NUMBER_MAX:
        raise RuleViolation("number_invalid", field="last_number", number=number)


def _require_past(day: date, context: Context) -> None:
    if day > context.today:
        raise RuleViolation(
            "date_ahead",
            field="last_date",
            dated=day.isoformat(),
            today=context.today.isoformat(),
        )

"""Giving numbers inside a command's transaction (design §7).

::

    next number ─┐  under the lease that this PC holds,
    suffix 125a ─┴▶ claimed in the changeset's header
    reserved one ──▶ the office's already: needs no lease, its row of the ledger is written
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from common.changes.changeset import Change, NumberClaim
from common.changes.heads import seen_by
from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from common.rules import date_guard, numbering
from common.rules.numbering import LastNumber
from desktop.commands.runner import Context
from desktop.store import leases, ledger, meta
from desktop.store.series import Series


@dataclass(frozen=True)
class Wish:
    """For which document a number is wanted, dated when. ``field`` is the form's field of that
    date; ``confirmed`` that a date which the clock makes doubtful is meant."""

    document_id: str
    dated: date
    field: str
    confirmed: bool = False


@dataclass(frozen=True)
class Given:
    """A number, with what books it: a claim for the header, or a change of its reserved row."""

    number: int
    suffix: str
    dated: date
    claims: tuple[NumberClaim, ...] = ()
    changes: tuple[Change, ...] = ()


def give(context: Context, series: Series, wish: Wish, *, year: int | None = None) -> Given | None:
    """The next number of the run, or ``None`` where another place gives the numbers: then the
    document waits for its number and gets no fake one. ``year`` is the book's, else the date's.

    Raises:
        NotAllowed: ``store_restored`` (R16); ``book_not_started``; ``year_closed``.
        RuleViolation: ``date_before_last_number``, or a code of `date_guard.CONFIRMABLE`.
    """
    epoch = epoch_of(context, series)
    if epoch is None:
        return None
    year = year or wish.dated.year
    require_open(context, series, year)
    last = last_number(context, series, year)
    date_guard.check_date(
        wish.dated,
        last=last,
        today=context.known_day,
        confirmed=wish.confirmed,
        field=wish.field,
    )
    return _claimed(series, year, epoch, last.number + 1, "", wish)


def give_arrival(context: Context, series: Series, wish: Wish) -> Given | None:
    """The same for an arrival entered after it came: ``wish.dated`` is when it came.

    Its number stands in the book of the year in which it came, or, where that is closed, in this
    year's; where the run has passed its day, the ledger shows the day of entry.

    Raises:
        As :func:`give`.
    """
    if epoch_of(context, series) is None:
        return None
    year = wish.dated.year
    if year < context.today.year and not _takes_late(context, series, year):
        year = context.today.year
    last = last_number(context, series, year)
    day = date_guard.day_of_entry(wish.dated, year=year, last=last, today=context.today)
    return give(context, series, replace(wish, dated=day), year=year)


def give_suffix(
    context: Context, series: Series, after: int, wish: Wish, *, is_stated: bool
) -> Given:
    """The next free letter behind number ``after``: ``125a``, dated between its neighbours.

    The book is that of the year of ``wish.dated``. Without a stated date it is today's, or the
    nearest that fits.

    Raises:
        NotAllowed: ``series_not_held``, ``store_restored``, ``book_not_started``.
        RuleViolation: ``number_unknown`` where the run has no number ``after``;
            ``date_not_between``; ``suffixes_used_up``; a code of `date_guard.CONFIRMABLE`.
    """
    epoch = epoch_of(context, series)
    if epoch is None:
        raise NotAllowed("series_not_held", series=series.code)
    year = wish.dated.year
    if not 1 <= after <= last_number(context, series, year).number:
        raise RuleViolation("number_unknown", field="after", number=after, series=series.code)
    connection = context.connection
    suffix = date_guard.next_suffix(ledger.suffixes(connection, series.id, year, after))
    dated = _date_inside(context, series, (year, after, suffix), wish, is_stated=is_stated)
    return _claimed(series, year, epoch, after, suffix, replace(wish, dated=dated))


def give_reserved(
    context: Context, series: Series, number: int, wish: Wish, *, is_stated: bool
) -> Given:
    """A number that was reserved, now given to a document; dated between its neighbours.

    Raises:
        RuleViolation: ``number_not_reserved``; ``date_not_between``; a code of
            `date_guard.CONFIRMABLE`.
    """
    year = wish.dated.year
    row = ledger.number(context.connection, series.id, year, number)
    if row is None or row.values.get("state") != "reserved":
        raise RuleViolation(
            "number_not_reserved", field="reserved", number=number, series=series.code, year=year
        )
    dated = _date_inside(context, series, (year, number, ""), wish, is_stated=is_stated)
    values: Values = {
        "state": "given",
        "document_id": wish.document_id,
        "dated": dated.isoformat(),
    }
    change = Change("number", row.id, values, seen_by(row.heads, values))
    return Given(number, "", dated, changes=(change,))


def reserve(context: Context, series: Series, count: int, *, confirmed: bool) -> list[NumberClaim]:
    """Claims of the next ``count`` numbers, for no document yet.

    Raises:
        NotAllowed: ``series_not_held``, ``store_restored``, ``book_not_started``, ``year_closed``.
        RuleViolation: a code of `date_guard.CONFIRMABLE`.
    """
    epoch = epoch_of(context, series)
    if epoch is None:
        raise NotAllowed("series_not_held", series=series.code)
    year = context.today.year
    require_open(context, series, year)
    last = last_number(context, series, year)
    date_guard.check_date(
        max(context.today, last.dated or context.today),
        last=last,
        today=context.known_day,
        confirmed=confirmed,
        field="series",
    )
    today = context.today.isoformat()
    return [
        NumberClaim(series.id, year, epoch, last.number + step, "", "", today)
        for step in range(1, count + 1)
    ]


def epoch_of(context: Context, series: Series) -> int | None:
    """The epoch under which this PC numbers ``series``; ``None`` where another place does.

    Raises:
        NotAllowed: ``store_restored`` until it has synced, or the clerk has typed the last number.
    """
    epoch = leases.held(context.connection, series.id)
    if epoch is None or series.by_server:
        return None
    if not meta.may_number(context.connection, series.id):
        raise NotAllowed("store_restored", series=series.code)
    return epoch


def last_number(context: Context, series: Series, year: int) -> LastNumber:
    """Where the run stands. Raises NotAllowed ``book_not_started``."""
    return numbering.require_book(
        ledger.last_number(context.connection, series.id, year), series=series.code, year=year
    )


def require_open(context: Context, series: Series, year: int) -> None:
    """Raise NotAllowed ``year_closed`` where the office has closed the book of ``year``."""
    if ledger.is_closed(context.connection, series.id, year):
        raise NotAllowed("year_closed", series=series.code, year=year)


def _takes_late(context: Context, series: Series, year: int) -> bool:
    """Whether the book of a past year was kept here and stands open."""
    connection = context.connection
    is_known = ledger.last_number(connection, series.id, year) is not None
    return is_known and not ledger.is_closed(connection, series.id, year)


def _claimed(series: Series, year: int, epoch: int, number: int, suffix: str, wish: Wish) -> Given:
    claim = NumberClaim(
        series.id, year, epoch, number, suffix, wish.document_id, wish.dated.isoformat()
    )
    return Given(number, suffix, wish.dated, claims=(claim,))


def _date_inside(
    context: Context, series: Series, place: tuple[int, int, str], wish: Wish, *, is_stated: bool
) -> date:
    """The date of a number inside the run: as stated, else the nearest to today that fits."""
    before, after = ledger.dates_round(context.connection, series.id, *place)
    dated = wish.dated
    if not is_stated:
        dated = date_guard.date_inside(before=before, after=after, today=wish.dated)
    date_guard.check_between(
        dated,
        before=before,
        after=after,
        today=context.known_day,
        confirmed=wish.confirmed,
        field=wish.field,
    )
    return dated

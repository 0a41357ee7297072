"""Which number an outgoing document gets: the next, a letter behind another, or a reserved one."""

from __future__ import annotations

from dataclasses import dataclass

from common.changes.record import Values
from common.errors import NotAllowed
from common.rules.workflow import ISSUED
from common.text.notation import format_number, of_year
from desktop.commands import numbers
from desktop.commands.numbers import Given, Wish
from desktop.commands.runner import Context
from desktop.store import ledger
from desktop.store.series import Series


@dataclass(frozen=True)
class Asked:
    """What the clerk asks of the number: whether a date is stated, behind which number it shall
    stand, which reserved one it is, and whether the paper left long ago."""

    is_dated: bool = False
    after: int | None = None
    reserved: int | None = None
    is_late: bool = False


def number_for(context: Context, series: Series, wish: Wish, asked: Asked) -> Given | None:
    """The number of an outgoing document, or ``None`` where it has to wait for one.

    A late paper of a year that is closed takes a letter behind its neighbour by date (design §7).

    Raises:
        NotAllowed: ``series_not_held`` for a late paper without the lease: it has left with a
            number, so it cannot wait for one; as the functions of `numbers`.
        RuleViolation: as there.
    """
    if asked.reserved is not None:
        return numbers.give_reserved(
            context, series, asked.reserved, wish, is_stated=asked.is_dated
        )
    after, year = asked.after, wish.dated.year
    is_closed = ledger.is_closed(context.connection, series.id, year)
    if asked.is_late and is_closed and after is None:
        after = ledger.number_by_date(context.connection, series.id, year, wish.dated) or 1
    if after is not None:
        if not asked.is_late:
            numbers.require_open(context, series, year)
        return numbers.give_suffix(context, series, after, wish, is_stated=asked.is_dated)
    given = numbers.give(context, series, wish)
    if given is None and asked.is_late:
        raise NotAllowed("series_not_held", series=series.code)
    return given


def values_of(given: Given | None, document: Values) -> Values:
    """What an issued document carries of its number; nothing while it waits."""
    if given is None:
        return {}
    values: Values = {
        "state": ISSUED,
        "code_number": format_number(given.number, given.suffix),
        "issued_date": given.dated.isoformat(),
    }
    if given.suffix:
        values["number_suffix"] = given.suffix
    notation = str(document.get("code_notation") or "")
    if notation != of_year(notation, given.dated.year):
        values["code_notation"] = of_year(notation, given.dated.year)
    return values

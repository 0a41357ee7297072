"""Giving numbers inside a command's transaction, under the lease that this PC holds (design §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common.changes.changeset import NumberClaim
from common.errors import NotAllowed, RuleViolation
from common.rules import numbering
from desktop.commands.runner import Context
from desktop.store import leases, lookups, meta, view
from desktop.store.connection import Connection


@dataclass(frozen=True)
class Series:
    """A series of this office."""

    id: str
    code: str
    name: str
    kind: str
    type_codes: tuple[str, ...]


def series_of_kind(connection: Connection, kind: str) -> list[Series]:
    """The office's series of one kind, by code."""
    return [_series(row) for row in lookups.series_of_kind(connection, kind)]


def series_by_code(connection: Connection, code: str) -> Series:
    """One series. Raises RuleViolation ``series_unknown``."""
    return _series(lookups.require_series(connection, code))


def incoming_series(connection: Connection) -> Series:
    """The office's register of arrivals; the first where it keeps several."""
    found = series_of_kind(connection, "incoming")
    if not found:
        raise RuleViolation("series_unknown", field="series", series="den")
    return found[0]


def outgoing_series(connection: Connection, type_code: str | None) -> Series:
    """The series that numbers a document of this type: its own, else the administrative one."""
    series = [
        one for kind in ("outgoing", "legal", "copy") for one in series_of_kind(connection, kind)
    ]
    for one in series:
        if type_code is not None and type_code in one.type_codes:
            return one
    for one in series:
        if one.kind == "outgoing" and not one.type_codes:
            return one
    raise RuleViolation("series_unknown", field="series", series="di")


def give(
    context: Context,
    series: Series,
    *,
    dated: date,
    document_id: str,
    date_field: str,
    confirmed: bool,
) -> NumberClaim | None:
    """The next number of the run, or ``None`` where another PC holds the series: then the
    document waits for its number and gets no fake one.

    Raises:
        NotAllowed: ``store_restored`` (R16); ``book_not_started``.
        RuleViolation: ``date_before_last_number``, ``date_ahead``.
    """
    epoch = leases.held(context.connection, series.id)
    if epoch is None:
        return None
    if meta.is_restored(context.connection):
        raise NotAllowed("store_restored")
    last = numbering.require_book(
        leases.last_number(context.connection, series.id, dated.year),
        series=series.code,
        year=dated.year,
    )
    numbering.check_date(
        dated, last=last, today=context.today, confirmed=confirmed, field=date_field
    )
    return NumberClaim(
        series.id, dated.year, epoch, last.number + 1, "", document_id, dated.isoformat()
    )


def _series(row: view.Row) -> Series:
    values = row.values
    codes = values.get("type_codes")
    return Series(
        row.id,
        str(values.get("code")),
        str(values.get("name")),
        str(values.get("kind")),
        tuple(str(code) for code in codes) if isinstance(codes, list) else (),
    )

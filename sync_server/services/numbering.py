"""Numbers that the server gives, where an office chose so: what waits, oldest first (design §7).

::

    series.numbering = server ──▶ device 0 holds its lease, no PC may take it
            │
    a document in state chờ số ──▶ the next number, in the transaction that brings it

Once a document has its number it waits no more, so nothing is numbered twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from common.changes.changeset import Change, NumberClaim
from common.changes.heads import seen_by
from common.changes.record import Record, Values
from common.clock import from_millis, vietnam_date
from common.rules.date_guard import DAYS_AHEAD_MAX, day_of_entry
from common.rules.numbering import LastNumber, ledger_changes
from common.rules.workflow import ISSUED, REGISTERED, WAITING
from common.text.notation import format_number
from sync_server.db import leases, waiting
from sync_server.db.runs import Run
from sync_server.db.waiting import Waiting
from sync_server.services import runs
from sync_server.services.context import SERVER_DEVICE
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act
from sync_server.services.working_set import Difference

INCOMING, OUTGOING = "incoming_document", "outgoing_document"
_ASKED_AT = {INCOMING: "arrived_at", OUTGOING: "issue_asked_at"}


def follow(work: ScopeWork, differences: Iterable[Difference]) -> None:
    """Note the documents that wait for a number since this transaction, or wait no more."""
    begun: list[Waiting] = []
    ended: list[str] = []
    for difference in differences:
        if difference.after.entity not in _ASKED_AT:
            continue
        before = _waiting(work, difference.before) if difference.before else None
        after = _waiting(work, difference.after)
        if after and after != before:
            begun.append(after)
        elif before and not after:
            ended.append(before.document_id)
    if begun:
        waiting.note(work.conn, work.scope, begun)
    if ended:
        waiting.forget(work.conn, work.scope, ended)


def number_waiting(work: ScopeWork) -> None:
    """Give every document that waits in a series of the server's its number, oldest first.

    One waits on where the book was not begun or is closed, or where the run is dated so far ahead
    that a person has to put that right first. A document in an open conflict gets its number.
    """
    series = leases.numbered_by(work.conn, work.scope, SERVER_DEVICE)
    if not series:
        return
    for one in waiting.oldest_first(work.conn, work.scope, series):
        document = work.state.record((one.entity, one.document_id))
        claim = _claim(work, document) if document else None
        if document and claim:
            _number(work, document, claim)


def _waiting(work: ScopeWork, document: Record) -> Waiting | None:
    values = document.values
    series_id = values.get("series_id")
    if values.get("state") != WAITING or values.get("removed_at") or not series_id:
        return None
    since = values.get(_ASKED_AT[document.entity])
    return Waiting(
        document.id,
        document.entity,
        str(series_id),
        since if isinstance(since, int) else work.now_ms,
    )


def _claim(work: ScopeWork, document: Record) -> NumberClaim | None:
    """The next number of the document's series, dated as the guard allows."""
    today = vietnam_date(from_millis(work.now_ms))
    series_id = str(document.values["series_id"])
    run = _run(work, series_id, _day(document, today).year, today)
    dated = _dated(run, _day(document, today), today) if run and not run.closed else None
    if run is None or dated is None:
        return None
    return NumberClaim(
        series_id, run.year, 0, run.last_number + 1, "", document.id, dated.isoformat()
    )


def _day(document: Record, today: date) -> date:
    """The day on which an arrival came; an outgoing document gets its date with its number."""
    arrived = document.values.get("arrival_date") if document.entity == INCOMING else None
    return date.fromisoformat(arrived) if isinstance(arrived, str) else today


def _run(work: ScopeWork, series_id: str, year: int, today: date) -> Run | None:
    """The book of ``year`` while it is open, else this year's: a late arrival stands there."""
    run = runs.of_year(work.conn, work.scope, series_id, year)
    if year < today.year and (run is None or run.closed):
        run = runs.of_year(work.conn, work.scope, series_id, today.year)
    return run


def _dated(run: Run, day: date, today: date) -> date | None:
    """The number's date: not before the last one of the run, not beyond what a clerk may write."""
    last = date.fromisoformat(run.last_date) if run.last_date else None
    dated = day_of_entry(
        min(day, today), year=run.year, last=LastNumber(run.last_number, last), today=today
    )
    if last and dated < last:
        dated = last
    return dated if dated <= today + timedelta(days=DAYS_AHEAD_MAX) else None


def _number(work: ScopeWork, document: Record, claim: NumberClaim) -> None:
    """One act for each document: its number and the ledger's row together."""
    values: Values = {"arrival_number": claim.number, "state": REGISTERED}
    if document.entity == OUTGOING:
        values = {
            "code_number": format_number(claim.number),
            "issued_date": claim.dated,
            "state": ISSUED,
        }
    elif document.values.get("arrival_date") is None:
        values["arrival_date"] = claim.dated
    (row,) = ledger_changes((claim,))
    present = work.state.record((row.entity, row.id))
    if present is not None:
        row = Change(row.entity, row.id, row.set, seen_by(present.heads, row.set))
    change = Change(*document.key, values, seen_by(document.heads, values))
    act(work, "number_by_server", [change, row])
    laid = [work.state.record(document.key), work.state.record((row.entity, row.id))]
    runs.follow(work, [record for record in laid if record])
    waiting.forget(work.conn, work.scope, [document.id])

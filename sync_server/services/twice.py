"""A document that got two numbers on two PCs: the first stands, and people say which paper left.

The law knows one number for a document; both may be on paper already (design §5 "Paper wins").
"""

from __future__ import annotations

import re

from common.changes.changeset import Change, Header
from common.changes.heads import head_of
from common.changes.record import Record, Values
from common.entities.cases import ISSUED_TWICE, OPEN
from common.entities.schema import Value
from common.ids import derived_id
from common.rules.actions import ACTIONS
from common.rules.numbering import number_id
from sync_server.services.parking import candidate
from sync_server.services.scope_work import ScopeWork

_NUMBER = re.compile(r"0*(\d+)(.*)")


def first_number(work: ScopeWork, header: Header) -> Record | None:
    """The ledger's row of the number that the claimed document carries already."""
    for claim in header.numbers:
        document = work.state.record((ACTIONS[header.action].target, claim.document_id))
        for row_id in rows_of(document, claim.year) if document else ():
            row = work.state.record(("number", row_id))
            if row and row.values.get("document_id") == claim.document_id:
                return row
    return None


def twice_conflict(work: ScopeWork, name: str, header: Header, first: Record) -> Change:
    """The conflict that asks which of the two papers has left the house."""
    action = ACTIONS[header.action]
    (claim, *_) = header.numbers
    standing_head = head_of(first.heads, "document_id") or ""
    second: Values = {
        "number": claim.number,
        "suffix": claim.suffix,
        "series_id": claim.series_id,
        "year": claim.year,
        "dated": claim.dated,
    }
    stands: Value = {key: first.values.get(key) for key in second}
    values: Values = {
        "kind": ISSUED_TWICE,
        "entity": action.target,
        "record_id": claim.document_id,
        "field": action.gives,
        "changeset": name,
        "action": header.action,
        "candidates": [
            candidate(work, standing_head, stands),
            candidate(work, name, second),
        ],
        "opened_at": work.now_ms,
        "state": OPEN,
    }
    return Change("conflict", derived_id("conflict", work.scope, name), values)


def rows_of(document: Record, *years: int) -> list[str]:
    """Ids that the row of a document's number may have: its series, a year of its dates.

    An arrival that waited, or that was entered late, may have its number in the year after.
    """
    values, is_arrival = document.values, document.entity == "incoming_document"
    own_number = values.get("arrival_number" if is_arrival else "code_number")
    found = _NUMBER.fullmatch(str(own_number or ""))
    if found is None:
        return []
    dates = (values.get("issued_date"), values.get("arrival_date"))
    known = {int(str(day)[:4]) for day in dates if day} | set(years)
    known |= {year + 1 for year in known} if is_arrival else set()
    series = str(values.get("series_id"))
    return [number_id(series, year, int(found[1]), found[2]) for year in sorted(known)]

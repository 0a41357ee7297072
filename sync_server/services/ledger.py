"""The ledger: what the numbers of a changeset make of the rows that stand (design §7).

::

    the row of the number ──is not there, or has no document──▶ given to this document
            │ has one
            ▼
    the same document ──▶ given, whatever it was booked as
            │ another
            ▼
    it keeps its first document, is disputed, and who may have it is a conflict

A number on paper is a fact: nothing here takes one away, and nothing renumbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from common.changes.changeset import Change, Header, NumberClaim
from common.changes.heads import head_of, seen_by, with_written
from common.changes.merge import Merged, ParkedValue
from common.changes.record import Key, Record, Values
from common.entities.cases import DISPUTED_NUMBER
from common.entities.schema import Value
from common.rules.numbering import ledger_changes
from common.text.notation import format_number
from sync_server.db import leases
from sync_server.services.scope_work import ScopeWork

OUT_OF_ORDER_WHY = "Máy {device} cấp số này sau khi sổ đã được thu hồi khỏi máy đó"
SECOND_WHY = "Văn bản đã được cấp số {first} ở máy khác"


@dataclass(frozen=True)
class Entered:
    """The ledger's rows as an applied changeset leaves them, and the numbers that it disputes."""

    records: dict[Key, Record] = field(default_factory=dict)
    parked: tuple[ParkedValue, ...] = ()


@dataclass(frozen=True)
class Placed:
    """What one claim writes into its row; ``parked`` where another document has the number."""

    key: Key
    present: Record | None
    values: Values
    parked: ParkedValue | None = None

    def change(self) -> Change | None:
        """The same, for a changeset of the server; ``None`` where nothing is to be written."""
        if not self.values:
            return None
        heads = self.present.heads if self.present else {}
        return Change(*self.key, self.values, seen_by(heads, self.values))


def with_ledger(work: ScopeWork, header: Header, name: str, merged: Merged) -> Merged:
    """The outcome of an applied changeset ``name`` with the ledger's rows, laid in one entry.

    A row that the changeset wrote itself (a reserved number put to use) and that another document
    has by now is disputed too; what the merge parked of it is that dispute.
    """
    records, parked = dict(merged.records), list(merged.parked)
    for key in [key for key in records if key[0] == "number"]:
        present, wanted = work.state.record(key), records[key].values.get("document_id")
        first = present.values.get("document_id") if present else None
        if present is None or first is None or wanted in (None, first):
            continue
        disputed = _disputed(present, key, str(wanted), name)
        records[key] = _laid(disputed, name)
        parked = [one for one in parked if one.key != key]
        parked += [disputed.parked] if disputed.parked else []
    entered = enter(work, header, name, records)
    return replace(
        merged, records={**records, **entered.records}, parked=(*parked, *entered.parked)
    )


def enter(
    work: ScopeWork, header: Header, name: str, laid: Mapping[Key, Record] | None = None
) -> Entered:
    """The rows that the numbers of the applied changeset ``name`` give, with heads of that name.

    Nothing is written: the caller lays them with the changeset's own records (``laid``, on which
    they build), in the same entry of the log, and opens the conflicts of ``parked``.
    """
    records: dict[Key, Record] = {}
    parked = []
    for claim, row in zip(header.numbers, ledger_changes(header.numbers), strict=True):
        key = row.entity, row.id
        present = records.get(key) or (laid or {}).get(key) or work.state.record(key)
        placed = place(work, present, claim, row, name)
        if placed.values:
            records[key] = _laid(placed, name)
        if placed.parked:
            parked.append(placed.parked)
    return Entered(records, tuple(parked))


def place(
    work: ScopeWork, present: Record | None, claim: NumberClaim, row: Change, name: str
) -> Placed:
    """What the claim of changeset ``name`` makes of its number's row ``present``.

    ``row`` is what the claim gives where there is none yet. A claim that only reserves a number
    takes none that a document has.
    """
    key = row.entity, row.id
    first = present.values.get("document_id") if present else None
    if present is None or first in (None, claim.document_id):
        return Placed(key, present, _given(work, present, claim, row, name))
    if not claim.document_id:
        return Placed(key, present, {})
    return _disputed(present, key, claim.document_id, name)


def _disputed(present: Record, key: Key, document_id: str, name: str) -> Placed:
    """A number that another document has: it keeps the first, and is disputed once for each."""
    claimed = _listed(present.values.get("also"))
    if document_id in claimed:
        return Placed(key, present, {})
    parked = ParkedValue(
        key=key,
        field="document_id",
        value=document_id,
        head=name,
        standing=present.values.get("document_id"),
        standing_head=head_of(present.heads, "document_id") or "",
        base_value=None,
        kind=DISPUTED_NUMBER,
    )
    values: Values = {"state": "disputed", "also": [*claimed, document_id]}
    return Placed(key, present, _differing(present, values), parked)


def place_cancelled(present: Record | None, row: Change, why: str) -> Placed:
    """A number that was given on paper and that its document will not carry: booked, struck
    through. One that any document has already stays as it is."""
    key = row.entity, row.id
    if present and present.values.get("document_id") is not None:
        return Placed(key, present, {})
    values: Values = {**row.set, "state": "cancelled", "reason": why}
    return Placed(key, present, _differing(present, values))


def second_issue(work: ScopeWork, header: Header, first_number_row: Record) -> list[Change]:
    """The rows of the numbers that a changeset gave to a document that had one already.

    The first stands, the second is booked as cancelled with that reason until somebody says which
    paper has left the house (design §5). A number that yet another document has stays with it.
    """
    first = first_number_row.values
    number = format_number(_whole(first.get("number")), _text(first.get("suffix")))
    why = SECOND_WHY.format(first=number)
    placed = []
    for row in ledger_changes(header.numbers):
        present = work.state.record((row.entity, row.id))
        if row.id != first_number_row.id:
            placed.append(place_cancelled(present, row, why))
    return [change for one in placed if (change := one.change())]


def _given(
    work: ScopeWork, present: Record | None, claim: NumberClaim, row: Change, name: str
) -> Values:
    """The row given to its document; a number in dispute stays so until that is settled."""
    values = dict(row.set)
    state = present.values.get("state") if present else None
    if state == "disputed" or (state == "cancelled" and not claim.document_id):
        return {}
    if present and state == "given" and _is_its(present, claim):
        return {}
    if state == "cancelled":
        values["reason"] = None
    if is_out_of_order(work, claim):
        values["out_of_order"] = True
        if not (present and present.values.get("reason")):
            values["reason"] = OUT_OF_ORDER_WHY.format(device=name.partition(".")[0])
    return _differing(present, values)


def _is_its(row: Record, claim: NumberClaim) -> bool:
    """Whether the row stands with the claim's own document: two PCs gave it one number."""
    return row.values.get("document_id") == claim.document_id


def is_out_of_order(work: ScopeWork, claim: NumberClaim) -> bool:
    """Whether a number lies above what was stated when its lease was taken from the PC."""
    series = work.state.record(("series", claim.series_id))
    if series is None or series.values.get("epoch") == claim.epoch:
        return False
    past = leases.past_epoch(work.conn, work.scope, claim.series_id, claim.epoch)
    if past is None or past.ending != leases.REVOKED:
        return False
    return not past.covers(claim.year, claim.number)


def _differing(present: Record | None, values: Values) -> Values:
    if present is None:
        return {name: value for name, value in values.items() if value is not None}
    return {name: value for name, value in values.items() if present.values.get(name) != value}


def _laid(placed: Placed, name: str) -> Record:
    present = placed.present
    if present and not placed.values:
        return present
    values = {**present.values, **placed.values} if present else placed.values
    heads = with_written(present.heads if present else {}, placed.values, name)
    return Record(*placed.key, values, heads)


def _listed(value: Value) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

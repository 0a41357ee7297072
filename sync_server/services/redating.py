"""A number's date put right must still lie between its neighbours', as they stand now (design §7).

The PC has checked it against what it knew; two people may each correct a neighbour.
"""

from __future__ import annotations

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.entities.schema import Value
from common.errors import RuleViolation
from common.rules.numbering import number_id
from sync_server.services.working_set import WorkingSet

NEIGHBOURS_MAX = 50
"""How far to look past numbers that have no date of their own: reserved, cancelled, blank."""


def check_redated(state: WorkingSet, change: Change) -> None:
    """Whether the ledger's row may have the date that ``change`` gives it.

    Raises:
        RuleViolation: ``date_not_between``.
    """
    row = state.record((change.entity, change.id)) if change.entity == "number" else None
    dated = change.set.get("dated")
    if row is None or not isinstance(dated, str) or dated == row.values.get("dated"):
        return
    before, after = _dated_from(state, row, -1), _dated_from(state, row, +1)
    if (before and dated < before) or (after and dated > after):
        raise RuleViolation(
            "date_not_between",
            field="dated",
            dated=dated,
            earliest=before or "…",
            latest=after or "…",
        )


def _dated_from(state: WorkingSet, row: Record, step: int) -> str:
    """The date of the nearest number in one direction that has one; empty for none."""
    values = row.values
    place = _whole(values, "number")
    for number in range(place + step, place + step * (NEIGHBOURS_MAX + 1), step):
        row_id = number_id(str(values.get("series_id")), _whole(values, "year"), number, "")
        neighbour = state.record(("number", row_id)) if number >= 1 else None
        if neighbour is None:
            return ""
        if _counts(neighbour):
            return str(neighbour.values.get("dated"))
    return ""


def _counts(row: Record) -> bool:
    """Whether a row's date takes part in the order: what is out of order says why."""
    values = row.values
    in_order = not (values.get("out_of_order") or values.get("also"))
    return values.get("state") == "given" and in_order and bool(values.get("dated"))


def _whole(values: Values, name: str) -> int:
    value: Value = values.get(name)
    return value if isinstance(value, int) else 0

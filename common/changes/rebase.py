"""Lay pending changesets over the server's record: the view is base ∘ pending (R1).

A pull that brings a record which this PC has edited meanwhile never flickers or drops the edit:
the touched record is recomputed from its two layers.
"""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import Change
from common.changes.merge import overlaid
from common.changes.record import Record


def rebased(base: Record | None, pending: Iterable[tuple[str, Change]]) -> Record | None:
    """The record as its office sees it.

    ``pending`` are (changeset name, change) of this record, oldest first. ``None`` where neither
    layer has it.
    """
    record = base
    for name, change in pending:
        record = overlaid(record, change, name)
    return record


def only_fields(change: Change, fields: frozenset[str]) -> Change:
    """The part of a change that was parked: what else it wrote already stands in the base."""
    return Change(
        change.entity,
        change.id,
        {name: value for name, value in change.set.items() if name in fields},
        change.base,
    )

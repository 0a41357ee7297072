"""What the merge may look at: a scope's present records, and what changesets wrote."""

from __future__ import annotations

from typing import Protocol

from common.changes.record import Key, Record
from common.entities.schema import Value

ERASED: Value = {"erased": "by order"}
"""What stands for a value whose changeset was erased by order; compared by identity."""


class State(Protocol):
    """A scope as the next changeset meets it."""

    def record(self, key: Key) -> Record | None:
        """The present record, or ``None``."""
        ...

    def value_written(self, name: str, key: Key, field: str) -> Value:
        """The value that changeset ``name`` wrote into ``field`` of the record, or
        :data:`ERASED` where nobody can say any more."""
        ...

"""Settling a conflict: keep what stands, take another side, or write a third value, with a reason.

A settlement names the sides that the person looked at; one that was added since is never settled
unseen (design §5 "Conflicts").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from common.changes.changeset import Change, Guard
from common.changes.heads import Heads, head_of
from common.changes.record import Values
from common.entities.cases import OPEN, VALUE
from common.entities.schema import Value
from common.errors import RuleViolation
from common.rules.settlement import (
    Settlement,
    action_for,
    is_number,
    require_consistent,
    require_may_settle,
    require_outcome,
    settlement_changes,
    third_value,
)
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import Context, NewFile, Plan
from desktop.store import lookups, view

ENTITY = "conflict"


@dataclass(frozen=True)
class SettleConflict:
    """Decide a conflict over content.

    ``outcome`` is one of `common.rules.settlement.outcomes_for`; ``side`` counts from 1 among all
    sides where it is *other*; ``value`` is the third value where it is *value*. ``base`` are the
    conflict's heads as the person saw them, its present ones where none were kept.
    """

    id: str
    outcome: str
    why: str
    side: int = 0
    value: Value = None
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "settle_conflict"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.why)

    def plan(self, context: Context) -> Plan:
        """The conflict's end, and the value that stands from now on.

        Raises:
            RuleViolation: ``record_not_found``; ``conflict_settled``; ``side_added`` where the
                conflict is not as it was when the person looked; ``outcome_not_possible``,
                ``side_unknown``, ``side_not_chosen``, ``side_in_log``; as an edit for the value.
            NotAllowed: ``settle_not_yours``.
        """
        row = context.require(ENTITY, self.id)
        if action_for(row.values) != self.action:
            raise RuleViolation("settlement_malformed")
        known = lookups.roles_of(context.connection, context.actor.user_id)
        roles = context.actor.enrolled_roles if known is None else known
        require_may_settle(row.values, context.actor.user_id, roles)
        seen = self.base or row.heads
        is_open = row.values.get("state") == OPEN
        if is_open and head_of(seen, "candidates") != head_of(row.heads, "candidates"):
            raise RuleViolation("side_added")
        changes, guards = self._decided(context, row)
        return Plan(changes, ENTITY, self.id, guards=guards)

    def _decided(
        self, context: Context, row: view.Row
    ) -> tuple[tuple[Change, ...], tuple[Guard, ...]]:
        about = view.get(
            context.connection, str(row.values.get("entity")), str(row.values.get("record_id"))
        )
        record = about.record if about else None
        require_outcome(row.values, record.values if record else None, self.outcome)
        settlement = Settlement(
            outcome=self.outcome,
            why=clean_line(self.why),
            by=context.actor.user_id,
            at_ms=context.now_ms,
            side=self.side,
            value=third_value(row.values, self.value) if self.outcome == VALUE else None,
        )
        changes, guards = settlement_changes(row.record, record, settlement)
        require_consistent(changes, record)
        return changes, guards


@dataclass(frozen=True)
class SettleNumber(SettleConflict):
    """Say which paper has left the house, where a number was given twice, or a document two."""

    action: ClassVar[str] = "settle_number"


def settling(
    conflict: Values,
    record_id: str,
    outcome: str,
    why: str,
    *,
    side: int = 0,
    value: Value = None,
    base: Heads | None = None,
) -> SettleConflict:
    """The command that settles the conflict ``record_id``, whose values are ``conflict``."""
    kind = SettleNumber if is_number(conflict) else SettleConflict
    return kind(record_id, outcome, why, side, value, base)

"""Rules over several fields of one record, each declared once for form, command and merge.

Two people may each make a sound edit whose sum is none: then only the fields of the broken rule are
parked (design §5.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from common.changes.record import Values
from common.errors import RuleViolation


@dataclass(frozen=True)
class Consistency:
    """``code`` names the rule and its sentence; ``field`` is where a form shows it."""

    code: str
    entity: str
    field: str
    fields: frozenset[str]
    holds: Callable[[Values], bool]


def _not_before(later: str, earlier: str) -> Callable[[Values], bool]:
    """ISO dates compare as text; where one is missing there is nothing to compare."""

    def holds(values: Values) -> bool:
        end, start = values.get(later), values.get(earlier)
        return not (isinstance(end, str) and isinstance(start, str)) or end >= start

    return holds


RULES: tuple[Consistency, ...] = (
    Consistency(
        "due_before_arrival",
        "incoming_document",
        "due_date",
        frozenset({"due_date", "arrival_date"}),
        _not_before("due_date", "arrival_date"),
    ),
    Consistency(
        "due_before_issue",
        "outgoing_document",
        "due_date",
        frozenset({"due_date", "issued_date"}),
        _not_before("due_date", "issued_date"),
    ),
    Consistency(
        "file_ends_before_start",
        "case_file",
        "end_date",
        frozenset({"start_date", "end_date"}),
        _not_before("end_date", "start_date"),
    ),
)


def broken(entity: str, values: Values, touched: Iterable[str]) -> list[Consistency]:
    """The rules that ``values`` break and that concern one of the fields ``touched``."""
    touched = set(touched)
    return [
        rule
        for rule in RULES
        if rule.entity == entity and not rule.fields.isdisjoint(touched) and not rule.holds(values)
    ]


def check(entity: str, values: Values, touched: Iterable[str]) -> None:
    """Raise RuleViolation with the rule's code, at its field, for the first that is broken."""
    for rule in broken(entity, values, touched):
        raise RuleViolation(rule.code, field=rule.field, entity=entity)

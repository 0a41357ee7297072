"""What the command line calls records and actions, and parts that conflicts and cases share."""

from __future__ import annotations

from typing import Any

from common.changes.record import Values
from common.entities.registry import ENTITIES
from common.entities.schema import Value
from common.rules.actions import ACTIONS
from common.text.notation import format_number
from desktop.cli import records, texts
from desktop.store.view import Row


def label_of(row: Row | None, entity: str = "") -> str:
    """A record in a few words: its kind, its number and notation, what it is about."""
    if row is None:
        return ENTITIES[entity].label.vi if entity in ENTITIES else "Bản ghi chưa có ở máy này"
    values = row.values
    parts = [ENTITIES[row.entity].label.vi]
    if row.entity == "number":
        return f"Số {printed(values)} năm {values.get('year')}"
    if values.get("arrival_number"):
        parts.append(f"số {values['arrival_number']}")
    parts.append(records.code_of(values))
    told = " ".join(part for part in parts if part)
    about = values.get("subject") or values.get("name")
    return f"{told}: {about}" if about else told


def printed(values: Values) -> str:
    """A number of the ledger as it stands on paper: ``05``, ``125a``; empty for none."""
    number = whole(values.get("number"))
    return format_number(number, str(values.get("suffix") or "")) if number else ""


def action_words(action: Value) -> str:
    """An action as people call it."""
    return ACTIONS[str(action)].label.vi if action in ACTIONS else str(action or "")


def looked_words(one: dict[str, Any]) -> str:
    """Who of the centre opened the content, when and why."""
    return f"{one.get('who')}, {texts.instant(one.get('at'))}: {one.get('why')}"


def maps(value: Value) -> list[dict[str, Any]]:
    """The maps in a field that lists some."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def with_instant(one: dict[str, Any], name: str) -> dict[str, Any]:
    """The map with one of its instants in ISO 8601."""
    return {**one, name: records.instant(whole(one.get(name)))}


def whole(value: Value) -> int:
    """A whole number, 0 for anything else."""
    return value if isinstance(value, int) else 0

"""Conflicts and cases as the centre sees them: in lists without any content, one in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from common.changes.changeset import name_of, read_changes, read_header
from common.changes.record import Record, Values
from common.clock import from_millis, vietnam_date
from common.entities.schema import Value
from common.errors import ProtocolFault
from common.rules.deadlines import add_working_days
from common.rules.settlement import OFFICE_DAYS, outcomes_for, sides_of
from sync_server.db import cases, changesets, records
from sync_server.services.context import CATALOG, office_of
from sync_server.services.working_set import WorkingSet, as_record, name_parts


@dataclass(frozen=True)
class ConflictInfo:
    """One conflict, for lists: nothing of what the documents say.

    ``centre_from`` is the first day on which the centre may settle it (R23).
    """

    office: str
    id: str
    kind: str
    entity: str
    record_id: str
    field: str
    action: str
    sides: int
    state: str
    outcome: str
    opened_at: int
    centre_from: date


@dataclass(frozen=True)
class Side:
    """One value of a conflict; ``place`` counts from 1, the first is what stands."""

    place: int
    value: Value
    changeset: str
    actor: str
    full_name: str
    device: int
    at: int


@dataclass(frozen=True)
class OpenedConflict:
    """One conflict with its content."""

    info: ConflictInfo
    sides: tuple[Side, ...]
    outcomes: tuple[str, ...]
    values: Values


@dataclass(frozen=True)
class CaseInfo:
    """One changeset that waits, for lists. ``needs`` names the one with which it is held,
    ``dependants`` those that are held with it."""

    office: str
    name: str
    device: int
    action: str
    actor: str
    full_name: str
    entity: str
    record_id: str
    state: str
    code: str
    params: dict[str, str]
    needs: str
    dependants: tuple[str, ...]
    opened_at: int


@dataclass(frozen=True)
class OpenedCase:
    """One changeset that waits, with what it would write: ``{entity, id, set}`` of each record;
    ``changes`` is ``None`` where it cannot be read."""

    info: CaseInfo
    changes: tuple[dict[str, Any], ...] | None


def holidays(conn: Connection) -> frozenset[date]:
    """Days that are not worked, as the catalog keeps them."""
    known = (as_record(one).values for one in records.of_entity(conn, CATALOG, "holiday"))
    free = (one for one in known if not one.get("working") and not one.get("removed_at"))
    return frozenset(date.fromisoformat(str(one["day"])) for one in free)


def conflicts_of(conn: Connection, scope: str, free: Iterable[date]) -> list[ConflictInfo]:
    """Every conflict of an office, oldest first."""
    found = [as_record(one) for one in records.of_entity(conn, scope, "conflict")]
    infos = [conflict_info(scope, one, frozenset(free)) for one in found]
    return sorted(infos, key=lambda one: (one.opened_at, one.record_id, one.field))


def conflict_info(scope: str, conflict: Record, free: frozenset[date]) -> ConflictInfo:
    """One conflict without its content."""
    values = conflict.values
    opened_at = _whole(values.get("opened_at"))
    return ConflictInfo(
        office=office_of(scope),
        id=conflict.id,
        kind=_text(values.get("kind")),
        entity=_text(values.get("entity")),
        record_id=_text(values.get("record_id")),
        field=_text(values.get("field")),
        action=_text(values.get("action")),
        sides=len(sides_of(values)),
        state=_text(values.get("state")),
        outcome=_text(values.get("outcome")),
        opened_at=opened_at,
        centre_from=centre_from(opened_at, free),
    )


def centre_from(opened_at_ms: int, free: frozenset[date]) -> date:
    """The first day on which a conflict is the centre's too."""
    opened = vietnam_date(from_millis(opened_at_ms))
    last = add_working_days(opened, OFFICE_DAYS, free)
    return date.fromordinal(last.toordinal() + 1)


def opened_conflict(state: WorkingSet, info: ConflictInfo, conflict: Record) -> OpenedConflict:
    """A conflict with its content, as its scope stands now."""
    about = state.record((info.entity, info.record_id))
    sides = (
        Side(
            place=place,
            value=None if side.get("in_log") else side.get("value"),
            changeset=_text(side.get("head")),
            actor=_text(side.get("actor")),
            full_name=full_name(state, side.get("actor")),
            device=_whole(side.get("device")),
            at=_whole(side.get("at")),
        )
        for place, side in enumerate(sides_of(conflict.values), start=1)
    )
    is_open = info.state == "open"
    outcomes = outcomes_for(conflict.values, about.values if about else None) if is_open else ()
    return OpenedConflict(info, tuple(sides), outcomes, conflict.values)


def cases_of(conn: Connection, scope: str) -> list[CaseInfo]:
    """What waits in quarantine or with it, oldest first; what is parked waits for its conflict."""
    waiting = [one for one in cases.of_scope(conn, scope) if one.state != "parked"]
    noted = {_text(one.get("changeset")): one for one in _noted(conn, scope)}
    state = WorkingSet(conn, scope)
    found = []
    for case in waiting:
        name = name_of(case.device, case.seq)
        values = noted.get(name, {})
        held = [one for one in noted.values() if one.get("needs") == name and _is_open(one)]
        params = values.get("params")
        found.append(
            CaseInfo(
                office=office_of(scope),
                name=name,
                device=case.device,
                action=_text(values.get("action")),
                actor=_text(values.get("actor")),
                full_name=full_name(state, values.get("actor")),
                entity=_text(values.get("entity")),
                record_id=_text(values.get("record_id")),
                state=case.state,
                code=case.code,
                params={key: str(one) for key, one in params.items()}
                if isinstance(params, dict)
                else {},
                needs=_text(values.get("needs")),
                dependants=tuple(sorted((_text(one.get("changeset")) for one in held), key=_place)),
                opened_at=case.opened_at,
            )
        )
    return found


def content_of(conn: Connection, scope: str, info: CaseInfo) -> OpenedCase:
    """A case with what it would write."""
    stored = changesets.named(conn, scope, *(name_parts(info.name) or (0, 0)))
    try:
        if stored is None:
            return OpenedCase(info, None)
        read_header(stored.changeset)
        changes = read_changes(stored.changeset)
    except ProtocolFault:
        return OpenedCase(info, None)
    told = ({"entity": one.entity, "id": one.id, "set": one.set} for one in changes)
    return OpenedCase(info, tuple(told))


def full_name(state: WorkingSet, user_id: Value) -> str:
    """A person's name, empty for nobody known."""
    user = state.record(("user", user_id)) if isinstance(user_id, str) and user_id else None
    return _text(user.values.get("full_name")) if user else ""


def _noted(conn: Connection, scope: str) -> Iterator[Values]:
    return (as_record(one).values for one in records.of_entity(conn, scope, "case"))


def _is_open(values: Values) -> bool:
    return values.get("closed_at") is None


def _place(name: str) -> tuple[int, int]:
    return name_parts(name) or (0, 0)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

"""Whether an authentic changeset is acceptable, by schema, rules, secrecy, role and lease.

What is not is *quarantined*; what needs a quarantined one is *held* with it; the rest of the push
applies. Nothing is dropped (R9, design §5.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from common.changes.changeset import Change, Header, name_of
from common.changes.merge import Fate
from common.entities.offices import Role
from common.entities.registry import entity_named
from common.entities.schema import FieldType
from common.errors import ProtocolFault, RuleViolation, VanThuError
from common.ids import derived_id
from common.rules.actions import ACTIONS
from common.rules.permissions import MATRIX, require
from common.rules.validation import check_changes
from sync_server.db import cases, leases
from sync_server.services.claims import check_claims, require_lease
from sync_server.services.scope_work import ScopeWork
from sync_server.services.working_set import WorkingSet, all_changes
from sync_server.services.writable import check_writable


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a changeset is not applied: ``fate`` is quarantined or held."""

    fate: Fate
    code: str
    params: dict[str, str]


class Judge:
    """Judges the changesets of one push, in order; each may change what the next may do."""

    def __init__(self, work: ScopeWork, device: int) -> None:
        self._work = work
        self._device = device
        self._leases = leases.of_scope(work.conn, work.scope)
        self._roles: dict[str, frozenset[str]] = {}
        self._set_aside: set[str] = set()
        self._only_there: dict[str, str] = {}
        for of_device, seq, changeset in cases.changesets_in(work.conn, work.scope):
            self._note(name_of(of_device, seq), all_changes(changeset))

    def verdict(self, header: Header | None, changes: tuple[Change, ...] | None) -> Verdict | None:
        """``None`` for a changeset that may be merged; ``changes`` is ``None`` if unreadable."""
        if header is None or changes is None:
            return Verdict(Fate.QUARANTINED, "changeset_malformed", {})
        if needed := self._needs(header, changes):
            return Verdict(Fate.HELD, "needs_held", {"name": needed})
        try:
            self._check(header, changes)
        except VanThuError as error:
            params = {name: str(value) for name, value in error.params.items()}
            if isinstance(error, RuleViolation) and error.field:
                params["field"] = error.field
            return Verdict(Fate.QUARANTINED, error.code, params)
        return None

    def set_aside(self, name: str, changes: tuple[Change, ...] | None) -> None:
        """Remember a changeset that was quarantined or held: what needs it is held too."""
        self._note(name, changes or ())

    def applied(self, header: Header, changes: tuple[Change, ...]) -> None:
        """Remember what an applied changeset took from this device."""
        if header.action == "release_series":
            for change in changes:
                lease = self._leases[change.id]
                self._leases[change.id] = replace(lease, state=leases.RELEASED)

    def _check(self, header: Header, changes: tuple[Change, ...]) -> None:
        if header.action not in MATRIX or header.action not in ACTIONS:
            raise ProtocolFault("action_unknown", action=header.action)
        require(self._roles_of(header.actor), header.action)
        check_changes(changes)
        for change in changes:
            present = self._work.state.record((change.entity, change.id))
            check_writable(header.action, change, present)
        if header.numbers:
            check_claims(header, changes, self._leases, self._device)
        if header.action == "release_series":
            for change in changes:
                require_lease(self._leases, change.id, self._device)

    def _roles_of(self, actor: str) -> frozenset[str]:
        """The roles that a person of this office has now; none where the person has left."""
        if actor not in self._roles:
            user = self._work.state.record(("user", actor))
            present = user and user.values.get("state") != "ended"
            roles = active_roles(self._work.state, actor) if present else frozenset()
            self._roles[actor] = roles
        return self._roles[actor]

    def _note(self, name: str, changes: Iterable[Change]) -> None:
        self._set_aside.add(name)
        self._only_there.update((change.id, change.entity) for change in changes)

    def _needs(self, header: Header, changes: tuple[Change, ...]) -> str:
        """The name, or the record's id, that this changeset needs and that is set aside."""
        parked = self._needs_parked(changes)
        if parked or not self._set_aside:
            return parked
        heads = [guard.head for guard in header.guards]
        for change in changes:
            heads += change.base.values()
        for head in heads:
            if head in self._set_aside:
                return head
        return next((id_ for id_ in _ids_in(changes) if self._is_only_there(id_)), "")

    def _is_only_there(self, record_id: str) -> bool:
        """Whether only a changeset that was set aside would make this record."""
        entity = self._only_there.get(record_id)
        return entity is not None and self._work.state.record((entity, record_id)) is None

    def _needs_parked(self, changes: tuple[Change, ...]) -> str:
        """The name of an action parked whole that would have made a record changed here (R8)."""
        for change in changes:
            if change.base and self._work.state.record((change.entity, change.id)) is None:
                for head in change.base.values():
                    if self._work.fate_of(head) == Fate.PARKED:
                        return head
        return ""


def active_roles(state: WorkingSet, user_id: str) -> frozenset[str]:
    """The roles that a person holds in this scope now."""
    held = set()
    for role in Role:
        grant = state.record(grant_key(user_id, role))
        if grant and not grant.values.get("ended") and not grant.values.get("removed_at"):
            held.add(str(role))
    return frozenset(held)


def grant_key(user_id: str, role: str) -> tuple[str, str]:
    """The key of the record that grants ``role`` to a person: unique by nature (design §4)."""
    return "role_grant", derived_id("role_grant", user_id, role)


def _ids_in(changes: tuple[Change, ...]) -> Iterator[str]:
    """Ids of the records written and of those that they refer to."""
    for change in changes:
        yield change.id
        entity = entity_named(change.entity)
        for field, value in change.set.items():
            declared = entity.by_name.get(field) if entity else None
            if declared and declared.type is FieldType.REFERENCE and isinstance(value, str):
                yield value

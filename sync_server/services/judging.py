"""Whether an authentic changeset is acceptable, by schema, rules, secrecy, role and lease.

What is not is *quarantined*; what needs a quarantined one is *held* with it; the rest of the push
applies. Nothing is dropped (R9, design §5.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from common.changes.changeset import Change, Header, name_of
from common.changes.heads import head_of
from common.changes.merge import Fate
from common.changes.record import Key, Record
from common.entities.offices import Role
from common.entities.registry import entity_named
from common.entities.schema import FieldType
from common.errors import NotAllowed, ProtocolFault, RuleViolation, VanThuError
from common.ids import derived_id
from common.rules.actions import ACTIONS
from common.rules.permissions import MATRIX, require
from common.rules.validation import check_changes
from sync_server.db import cases, leases
from sync_server.db.leases import LeaseRow
from sync_server.services import settling
from sync_server.services.claims import check_claims, check_numbering, require_lease
from sync_server.services.redating import check_redated
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

    def __init__(
        self, work: ScopeWork, device: int, *, without: str = "", admits: bool = False
    ) -> None:
        """``without`` names a case that is judged again; ``admits`` a role that has ended since."""
        self._work = work
        self._device = device
        self._admits = admits
        self._leases = leases.of_scope(work.conn, work.scope)
        self._roles: dict[str, frozenset[str]] = {}
        self._set_aside: set[str] = set()
        self._only_there: dict[str, tuple[str, str]] = {}
        for of_device, seq, changeset in cases.changesets_in(work.conn, work.scope):
            if (name := name_of(of_device, seq)) != without:
                self._note(name, all_changes(changeset))

    def verdict(self, header: Header | None, changes: tuple[Change, ...] | None) -> Verdict | None:
        """``None`` for a changeset that may be merged; ``changes`` is ``None`` if unreadable."""
        if header is None or changes is None:
            return Verdict(Fate.QUARANTINED, "changeset_malformed", {})
        if found := self._needs(header, changes) or self._given_up_before(header, changes):
            return found
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
        self._require_role(header)
        check_changes(changes)
        if header.action in settling.SETTLEMENTS:
            roles = self._roles_of(header.actor)
            settling.check(self._work, header, changes, header.actor, roles)
            return
        for change in changes:
            present = self._work.state.record((change.entity, change.id))
            check_writable(header.action, change, present)
            check_numbering(change, self._leases)
            check_redated(self._work.state, change)
        if header.numbers:
            check_claims(header, changes, self._leases, self._device)
        if header.action == "release_series":
            for change in changes:
                require_lease(self._leases, change.id, self._device)

    def _require_role(self, header: Header) -> None:
        """The actor's role, as of what the PC had seen (design §5.3).

        Raises:
            NotAllowed: ``role_missing``; ``role_ended_since`` where it ended after that: the
                person could not know, and one click admits it.
        """
        try:
            require(self._roles_of(header.actor), header.action)
        except NotAllowed as refusal:
            needed = MATRIX[header.action]
            if not had_role(self._work, header.actor, needed, seen=header.seen):
                raise
            if not self._admits:
                raise NotAllowed("role_ended_since", **refusal.params) from refusal

    def _given_up_before(self, header: Header, changes: tuple[Change, ...]) -> Verdict | None:
        """A series given back by a PC that did not know that it was taken from it."""
        if header.action != "release_series":
            return None
        leases_of = [self._leases.get(change.id) for change in changes]
        if all(one and _was_taken_from(one, self._device) for one in leases_of):
            return Verdict(Fate.DISCARDED, "done_before", {})
        return None

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
        made = (change for change in changes if not change.base)
        self._only_there.update((change.id, (change.entity, name)) for change in made)

    def _needs(self, header: Header, changes: tuple[Change, ...]) -> Verdict | None:
        """What this changeset waits for: a case that it goes on from, or whose record it needs.

        What went on from an action that was discarded falls with it, where no other has made the
        record.
        """
        for key, head in _relied_on(header, changes):
            if head in self._set_aside:
                return _held_with(head)
            if self._work.state.record(key) is None:
                fate = self._work.fate_of(head)
                if fate == Fate.DISCARDED:
                    return Verdict(Fate.DISCARDED, "fell_with", {"name": head})
        for id_ in _ids_in(changes) if self._set_aside else ():
            if name := self._made_only_by(id_):
                return _held_with(name)
        return None

    def _made_only_by(self, record_id: str) -> str:
        """The changeset set aside that alone would make this record; empty for none."""
        entity, name = self._only_there.get(record_id, ("", ""))
        return name if name and self._work.state.record((entity, record_id)) is None else ""


def _was_taken_from(lease: LeaseRow, device: int) -> bool:
    """Whether a series was taken from a device, and is not its own again."""
    is_held = (lease.device, lease.state) == (device, leases.HELD)
    return not is_held and device in {one for one, _ in lease.revoked}


def had_role(work: ScopeWork, user_id: str, needed: Collection[str], *, seen: int) -> bool:
    """Whether a person held one of these roles at the log's place ``seen``, though no longer."""
    user = work.state.record(("user", user_id))
    if user is None or not _stood_at(
        work, user, "state", seen, gone=user.values["state"] == "ended"
    ):
        return False
    grants = (work.state.record(grant_key(user_id, role)) for role in needed)
    return any(
        grant and _stood_at(work, grant, "ended", seen, gone=bool(grant.values.get("ended")))
        for grant in grants
    )


def _stood_at(work: ScopeWork, record: Record, field: str, seen: int, *, gone: bool) -> bool:
    """Whether what is ``gone`` now by ``field`` was still there at the log's place ``seen``."""
    if not gone:
        return True
    return work.log_seq_of(head_of(record.heads, field) or "") > seen


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


def _held_with(name: str) -> Verdict:
    return Verdict(Fate.HELD, "needs_held", {"name": name})


def _relied_on(header: Header, changes: tuple[Change, ...]) -> Iterator[tuple[Key, str]]:
    """Records and the heads of them that a changeset goes on from."""
    for guard in header.guards:
        yield (guard.entity, guard.id), guard.head
    for change in changes:
        for head in change.base.values():
            yield (change.entity, change.id), head


def _ids_in(changes: tuple[Change, ...]) -> Iterator[str]:
    """Ids of the records that are edited, and of those that the changes refer to.

    One that makes a record needs no other that would make the same (a derived id).
    """
    for change in changes:
        if change.base:
            yield change.id
        entity = entity_named(change.entity)
        for field, value in change.set.items():
            declared = entity.by_name.get(field) if entity else None
            if declared and declared.type is FieldType.REFERENCE and isinstance(value, str):
                yield value

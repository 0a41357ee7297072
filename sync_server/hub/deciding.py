"""What the centre does with conflicts and cases: lists, opening one with a reason, deciding it.

Whoever opens the content of a case gives a reason; it is audited, and the office sees who looked
(design §5).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.merge import Fate
from common.changes.record import Key
from common.clock import from_millis, vietnam_date
from common.entities.cases import VALUE
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.rules.settlement import Settlement, third_value
from common.text.dates import format_date
from common.text.fold import clean_line
from sync_server.db import admins, records, scopes
from sync_server.hub.core import Core
from sync_server.services import case_lists, casework, deciding
from sync_server.services.case_lists import CaseInfo, ConflictInfo, OpenedCase, OpenedConflict
from sync_server.services.context import CATALOG, office_of, office_scope
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from sync_server.services.working_set import name_parts

CONSOLE = "console"
_LOOKED_MAX = 20
"""Looks that a record keeps: the audit has all."""


@dataclass(frozen=True)
class Decision:
    """How a conflict is settled: ``outcome`` of `common.entities.cases`, ``side`` from 1 or the
    third ``value`` where it asks for one."""

    outcome: str
    reason: str
    side: int = 0
    value: Value = None


class DecisionDesk:
    """The side of the hub that decides what was set aside. ``by`` is who does it, in words."""

    core: Core

    def conflicts(
        self, office_code: str | None = None, *, state: str | None = "open"
    ) -> list[ConflictInfo]:
        """Conflicts of all offices or one, without content; ``state`` ``None`` for all of them.

        Raises:
            RuleViolation: ``office_unknown``.
        """
        with self.core.reading() as conn:
            free = case_lists.holidays(conn)
            found = (
                one
                for scope in _chosen(conn, office_code)
                for one in case_lists.conflicts_of(conn, scope, free)
            )
            return [one for one in found if state in (None, one.state)]

    def conflict(self, conflict_id: str, reason: str, *, by: str = CONSOLE) -> OpenedConflict:
        """Open a conflict's content.

        Raises:
            RuleViolation: ``reason_required``; ``record_not_found``.
        """
        why = _required(reason)
        with self._hold_conflict(conflict_id) as (work, info):
            key = "conflict", info.id
            _note_look(work, key, "raise_conflict", by, why)
            self._audit(work, "open_conflict", by, {"conflict": info.id, "reason": why})
            conflict = work.state.record(key)
            assert conflict is not None, "it was found before"
            return case_lists.opened_conflict(work.state, info, conflict)

    def settle_conflict(
        self, conflict_id: str, decision: Decision, *, by: str = CONSOLE, asked: bool = False
    ) -> ConflictInfo:
        """Settle a conflict; ``asked`` where the office has asked the centre to.

        Raises:
            RuleViolation: ``reason_required``; ``record_not_found``; as
                `common.rules.settlement.settlement_changes` and, for a third value, `third_value`.
            NotAllowed: ``conflict_is_the_offices`` (param ``day``) in its first 3 working days.
        """
        why = _required(decision.reason)
        with self._hold_conflict(conflict_id) as (work, info):
            today = vietnam_date(from_millis(work.now_ms))
            if not asked and info.state == "open" and today < info.centre_from:
                raise NotAllowed("conflict_is_the_offices", day=format_date(info.centre_from))
            is_value = decision.outcome == VALUE
            conflict = work.state.record(("conflict", info.id))
            assert conflict is not None, "it was found before"
            settlement = Settlement(
                outcome=decision.outcome,
                why=why,
                by=by,
                at_ms=work.now_ms,
                side=decision.side,
                value=third_value(conflict.values, decision.value) if is_value else None,
            )
            deciding.settle_here(work, info.id, settlement)
            params = {"conflict": info.id, "outcome": decision.outcome, "reason": why}
            self._audit(work, "settle_conflict", by, params | {"asked": str(asked).lower()})
            settled = work.state.record(("conflict", info.id))
            assert settled is not None, "it was found before"
            return case_lists.conflict_info(work.scope, settled, case_lists.holidays(work.conn))

    def quarantine(self, office_code: str | None = None) -> list[CaseInfo]:
        """Changesets that wait, of all offices or one, without content.

        Raises:
            RuleViolation: ``office_unknown``.
        """
        with self.core.reading() as conn:
            chosen = _chosen(conn, office_code)
            return [one for scope in chosen for one in case_lists.cases_of(conn, scope)]

    def quarantined(
        self, office_code: str, name: str, reason: str, *, by: str = CONSOLE
    ) -> OpenedCase:
        """Open the content of a changeset that waits.

        Raises:
            RuleViolation: ``reason_required``; ``office_unknown``.
            NotAllowed: ``case_unknown``.
        """
        why = _required(reason)
        with self._hold_office(office_code) as work:
            device, seq = _parts(name)
            casework.require_case(work, device, seq)
            key = "case", casework.case_id(work.scope, device, seq)
            _note_look(work, key, "note_case", by, why)
            self._audit(work, "open_case", by, {"name": name, "reason": why})
            waiting = case_lists.cases_of(work.conn, work.scope)
            info = next((one for one in waiting if one.name == name), None)
            if info is None:
                raise NotAllowed("case_waits", name=name)
            return case_lists.content_of(work.conn, work.scope, info)

    def retry(
        self, office_code: str, name: str, reason: str, *, by: str = CONSOLE, admit: bool = False
    ) -> Fate:
        """Judge a changeset again and apply it; ``admit`` a role that its PC could not know ended.

        Raises:
            RuleViolation: ``office_unknown``; or why it is still not acceptable: nothing changes.
            NotAllowed: ``case_unknown``; ``case_waits`` (param ``name``).
        """
        with self._hold_office(office_code) as work:
            device, seq = _parts(name)
            why = clean_line(reason)
            result = deciding.retry(work, device, seq, by=by, why=why, admits=admit)
            params = {"name": name, "reason": why, "admit": str(admit).lower()}
            self._audit(work, "retry_case", by, params)
        return Fate(result.fate)

    def discard(
        self,
        office_code: str,
        name: str,
        reason: str,
        *,
        by: str = CONSOLE,
        with_dependants: bool = False,
    ) -> list[str]:
        """Close a changeset that waits without applying it; what fell with it.

        Raises:
            RuleViolation: ``reason_required``; ``office_unknown``.
            NotAllowed: ``case_unknown``; ``case_waits``; ``case_has_dependants`` (param ``names``)
                unless those may fall too.
        """
        why = _required(reason)
        with self._hold_office(office_code) as work:
            device, seq = _parts(name)
            fallen = deciding.discard(
                work, device, seq, by=by, why=why, with_dependants=with_dependants
            )
            params = {"name": name, "reason": why, "with": ",".join(fallen)}
            self._audit(work, "discard_case", by, params)
        return fallen

    @contextmanager
    def _hold_office(self, office_code: str) -> Iterator[ScopeWork]:
        with self.core.reading() as conn:
            _chosen(conn, office_code)
        with self.core.scope(office_scope(office_code)) as work:
            yield work

    @contextmanager
    def _hold_conflict(self, conflict_id: str) -> Iterator[tuple[ScopeWork, ConflictInfo]]:
        """Hold the scope of a conflict. Raises RuleViolation ``record_not_found``."""
        with self.core.reading() as conn:
            keys = [(scope, "conflict", conflict_id) for scope in _chosen(conn, None)]
            found = records.scopes_with(conn, keys)
            free = case_lists.holidays(conn)
        if not found:
            raise RuleViolation("record_not_found", entity="conflict", id=conflict_id)
        with self.core.scope(found.pop()) as work:
            conflict = work.state.record(("conflict", conflict_id))
            assert conflict is not None, "a record is never taken away"
            yield work, case_lists.conflict_info(work.scope, conflict, free)

    def _audit(self, work: ScopeWork, what: str, by: str, params: dict[str, str]) -> None:
        told = {"office": office_of(work.scope), **params}
        admins.note(work.conn, at=work.now_ms, who=by, what=what, params=told)


def _chosen(conn: Connection, office_code: str | None) -> list[str]:
    """The scopes of all offices, or of one. Raises RuleViolation ``office_unknown``."""
    if office_code is None:
        return [scope for scope in scopes.names(conn) if scope != CATALOG]
    if scopes.read(conn, office_scope(office_code)) is None:
        raise RuleViolation("office_unknown", field="office", office=office_code)
    return [office_scope(office_code)]


def _parts(name: str) -> tuple[int, int]:
    """Device and seq of a changeset. Raises NotAllowed ``case_unknown`` for what is no name."""
    parts = name_parts(name)
    if parts is None:
        raise NotAllowed("case_unknown", name=name)
    return parts


def _required(reason: str) -> str:
    why = clean_line(reason)
    if not why:
        raise RuleViolation("reason_required", field="reason")
    return why


def _note_look(work: ScopeWork, key: Key, action: str, by: str, why: str) -> None:
    """Write onto the record who looked: every PC of the office pulls it."""
    record = work.state.record(key)
    before = record.values.get("looked") if record else None
    looks = [*(before if isinstance(before, list) else []), {"who": by, "why": why}]
    looks[-1]["at"] = work.now_ms
    change = difference(work, *key, {"looked": looks[-_LOOKED_MAX:]})
    act(work, action, [change] if change else [])

"""The people of an office: invited, active, ended, and the roles that they hold.

A person is a record of the office's scope, so every PC of the office knows them by the ordinary
pull; a password never comes near the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.entities.offices import Role
from common.errors import RuleViolation
from common.ids import derived_id
from common.text.fold import clean_line
from sync_server.db import records, scopes
from sync_server.services.context import office_of, office_scope
from sync_server.services.judging import active_roles, grant_key
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import difference
from sync_server.services.working_set import WorkingSet, as_record

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Person:
    """One person of an office, for lists."""

    user_id: str
    login: str
    full_name: str
    state: str
    roles: tuple[str, ...]


def clean_login(login: str) -> str:
    """The login as it is kept: lower case, without spaces around.

    Raises:
        RuleViolation: ``login_empty``; ``login_invalid`` for other than letters without marks,
            digits, dot, dash and underscore.
    """
    cleaned = login.strip().lower()
    if not cleaned:
        raise RuleViolation("login_empty", field="login")
    if not _LOGIN.fullmatch(cleaned):
        raise RuleViolation("login_invalid", field="login", login=login)
    return cleaned


def user_id(office_code: str, login: str) -> str:
    """The id of a person: one login of an office is one record (design §4)."""
    return derived_id("user", office_code, login)


def require_free(conn: Connection, login: str, *, office_code: str) -> None:
    """Raise RuleViolation ``login_taken`` where another office's person has this login."""
    offices = [office_of(scope) for scope in scopes.names(conn) if scope.startswith("office/")]
    keys = [
        (office_scope(code), "user", user_id(code, login))
        for code in offices
        if code != office_code
    ]
    if records.scopes_with(conn, keys):
        raise RuleViolation("login_taken", field="login", login=login)


def person_changes(
    work: ScopeWork, login: str, full_name: str, state: str, roles: Iterable[str]
) -> list[Change]:
    """What makes the person and adds the roles; nothing for what stands already.

    A state never goes back from active to invited. An empty ``full_name`` leaves the one that
    stands; a new person without one is called by the login.
    """
    of_user = user_id(office_of(work.scope), login)
    present = work.state.record(("user", of_user))
    name = clean_line(full_name) or (present.values.get("full_name") if present else login)
    values: Values = {"login": login, "full_name": name, "state": _state(present, state)}
    changes = [difference(work, "user", of_user, values)]
    for role in roles:
        entity, grant_id = grant_key(of_user, role)
        granted: Values = {"user_id": of_user, "role": str(role), "ended": False}
        changes.append(difference(work, entity, grant_id, granted))
    return [change for change in changes if change]


def people_of(conn: Connection, scope: str) -> list[Person]:
    """The people of an office, by login."""
    found = [as_record(one) for one in records.of_entity(conn, scope, "user")]
    state = WorkingSet(conn, scope)
    state.load(grant_key(user.id, role) for user in found for role in Role)
    people = [_person(state, user) for user in found if not user.values.get("removed_at")]
    return sorted(people, key=lambda person: person.login)


def _person(state: WorkingSet, user: Record) -> Person:
    return Person(
        user_id=user.id,
        login=str(user.values.get("login")),
        full_name=str(user.values.get("full_name")),
        state=str(user.values.get("state")),
        roles=tuple(sorted(active_roles(state, user.id))),
    )


def _state(present: Record | None, wanted: str) -> str:
    if present and present.values.get("state") == "active":
        return "active"
    return wanted

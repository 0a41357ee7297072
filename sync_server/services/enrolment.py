"""How a PC becomes a device of an office: a code of one use, a person, scopes, leases (design §10).

The whole is one transaction, and asked again with the same code and key it gives the same answer,
so a lost response costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from common.crypto.signing import PUBLIC_SIZE_BYTES
from common.entities.offices import Role
from common.errors import NotAllowed, ProtocolFault, RuleViolation
from common.protocol.enrolment_code import EnrolmentCode, new_code
from common.protocol.messages import EnrolAnswer, EnrolRequest
from common.text.fold import clean_line
from sync_server.db import devices, records, scopes
from sync_server.db.devices import ACTIVE, Code, Device, Membership
from sync_server.services import leases
from sync_server.services.consequences import finish
from sync_server.services.context import CATALOG, Server, office_scope
from sync_server.services.judging import active_roles
from sync_server.services.people import clean_login, person_changes, require_free, user_id
from sync_server.services.postman import office_name
from sync_server.services.scope_work import ScopeWork, open_scope
from sync_server.services.server_acts import act
from sync_server.services.working_set import as_record

CODE_LIFE_MS = 7 * 24 * 3600 * 1000
DEVICE_NAME_LENGTH_MAX = 100


def hand_out_code(
    conn: Connection, server: Server, office_code: str, roles: Collection[str] | None
) -> EnrolmentCode:
    """A code for one PC of the office, for 7 days.

    Without ``roles``: clerk and admin for the first person of an office, clerk for the next.

    Raises:
        RuleViolation: ``office_unknown`` (param ``office``); ``role_unknown`` (param ``role``).
    """
    scope = office_scope(office_code)
    if scopes.read(conn, scope) is None:
        raise RuleViolation("office_unknown", office=office_code)
    chosen = checked_roles(roles) if roles else _default_roles(conn, scope)
    code = new_code(server.key.public, server.random)
    expires_at = server.now_ms() + CODE_LIFE_MS
    devices.add_code(conn, Code(code.secret_hash, office_code, ",".join(chosen), expires_at, 0))
    return code


def checked_roles(roles: Collection[str]) -> list[str]:
    """The roles, each once, in their own order. Raises RuleViolation ``role_unknown``."""
    known = [str(role) for role in Role]
    for role in roles:
        if role not in known:
            raise RuleViolation("role_unknown", field="roles", role=role)
    return [role for role in known if role in roles]


def enrol(
    conn: Connection, server: Server, request: EnrolRequest, secret_hash: bytes
) -> EnrolAnswer:
    """Make the PC a device of the code's office; ``secret_hash`` is that of the request's secret.

    Raises:
        NotAllowed: ``enrolment_code_refused``.
        RuleViolation: ``login_empty``, ``login_invalid``, ``login_taken``.
        ProtocolFault: ``request_malformed`` for what is no signing key.
    """
    if len(request.signing_public) != PUBLIC_SIZE_BYTES:
        raise ProtocolFault("request_malformed")
    login = clean_login(request.login)
    code = devices.code_with(conn, secret_hash)
    if code is None:
        raise NotAllowed("enrolment_code_refused")
    work = open_scope(conn, server, office_scope(code.office_code))
    known = devices.with_key(conn, request.signing_public)
    if code.used_by and known and known.device == code.used_by:
        return _answer(work, known)
    if code.used_by or known or code.expires_at < work.now_ms:
        raise NotAllowed("enrolment_code_refused")
    require_free(conn, login, office_code=code.office_code)
    roles = code.roles.split(",")
    changes = person_changes(work, login, request.full_name, "active", roles)
    act(work, "enrol_person", changes)
    device = _add_device(work, code, request, user_id(code.office_code, login))
    if Role.CLERK in roles:
        leases.take_never_held(work, device.device)
    finish(work)
    return _answer(work, device)


def _add_device(work: ScopeWork, code: Code, request: EnrolRequest, person: str) -> Device:
    number = devices.next_number(work.conn)
    device = Device(
        device=number,
        name=clean_line(request.device_name)[:DEVICE_NAME_LENGTH_MAX],
        office_code=code.office_code,
        signing_public=request.signing_public,
        user_id=person,
        state=ACTIVE,
        revoked_why="",
        enrolled_at=work.now_ms,
        last_seen_at=work.now_ms,
    )
    own = Membership(number, work.scope, ACTIVE, may_write=True)
    catalog = Membership(number, CATALOG, ACTIVE, may_write=False)
    devices.add(work.conn, device, [own, catalog])
    devices.use_code(work.conn, code.secret_hash, number)
    return device


def _answer(work: ScopeWork, device: Device) -> EnrolAnswer:
    return EnrolAnswer(
        device=device.device,
        office_code=device.office_code,
        office_name=office_name(work.conn, device.office_code),
        user_id=device.user_id,
        roles=sorted(active_roles(work.state, device.user_id)),
        scopes=[work.scope, CATALOG],
        server_ms=work.now_ms,
    )


def _default_roles(conn: Connection, scope: str) -> list[str]:
    people = (as_record(one) for one in records.of_entity(conn, scope, "user"))
    anybody = any(person.values.get("state") == "active" for person in people)
    return [str(Role.CLERK)] if anybody else checked_roles([Role.CLERK, Role.ADMIN])

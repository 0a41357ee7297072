"""What an admin of the server does: offices, codes, devices, people; each act is audited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from common.clock import vietnam_date
from common.crypto.passwords import DEFAULT, KdfParams, check_password, derive
from common.errors import RuleViolation
from common.protocol.enrolment_code import EnrolmentCode
from common.text.fold import clean_line
from sync_server.db import admins, devices, scopes
from sync_server.db.admins import Admin
from sync_server.db.devices import Device
from sync_server.hub.core import Core
from sync_server.hub.deciding import DecisionDesk
from sync_server.hub.erasing import ErasureDesk
from sync_server.hub.inspection import Inspection
from sync_server.hub.lease_desk import LeaseDesk
from sync_server.services import catalog, enrolment, people
from sync_server.services import offices as office_services
from sync_server.services.context import CATALOG, office_scope
from sync_server.services.offices import OfficeInfo, OfficeRow
from sync_server.services.people import Person
from sync_server.services.scope_work import create_scope
from sync_server.services.server_acts import act

_SALT_BYTES = 16
_BY = "console"


@dataclass(frozen=True)
class ImportReport:
    """What an import found and wrote; all zero but ``offices`` for one that changed nothing."""

    offices: int
    new_offices: int
    records_changed: int


class Console(Inspection, LeaseDesk, DecisionDesk, ErasureDesk):
    """The admin's side of the hub."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def create_admin(self, login: str, password: str, *, params: KdfParams = DEFAULT) -> None:
        """A central admin for the console's pages.

        Raises:
            RuleViolation: ``login_empty``, ``login_invalid``, ``login_taken``,
                ``password_too_short``, ``password_common``.
        """
        cleaned = people.clean_login(login)
        check_password(password)
        salt = self.core.server.random.bytes(_SALT_BYTES)
        admin = Admin(
            login=cleaned,
            salt=salt,
            params=msgspec.msgpack.encode(params),
            verifier=derive(password, salt, params),
        )
        with self.core.writing() as conn:
            if not admins.add(conn, admin):
                raise RuleViolation("login_taken", field="login", login=cleaned)
            admins.note(
                conn,
                at=self.core.server.now_ms(),
                who=_BY,
                what="create_admin",
                params={"login": cleaned},
            )

    def import_offices(
        self, rows: Iterable[Mapping[str, str | None]], *, with_users: bool = False
    ) -> ImportReport:
        """Bring the lines of a CSV file (as ``csv.DictReader`` gives them) into the system.

        All lines are checked before the first is written. Each scope has its own transaction; a
        second import of the same file changes nothing.

        Raises:
            RuleViolation: ``csv_invalid`` with ``line`` and ``problem``; nothing was imported.
        """
        read = office_services.read_rows(rows)
        new, changed = self._write_catalog(read)
        for office in read:
            with self.core.scope(office_scope(office.code)) as work:
                office_services.write_series(work, office)
                if with_users:
                    office_services.write_people(work, office)
                changed += work.changed_count
        return ImportReport(offices=len(read), new_offices=new, records_changed=changed)

    def offices(self) -> list[OfficeInfo]:
        """All offices, by code."""
        with self.core.reading() as conn:
            return office_services.offices_of(conn)

    def new_enrolment_code(
        self, office_code: str, roles: Collection[str] | None = None
    ) -> EnrolmentCode:
        """A code for one PC, of one use, for 7 days; see :func:`enrolment.hand_out_code`.

        Raises:
            RuleViolation: ``office_unknown``, ``role_unknown``.
        """
        with self.core.writing() as conn:
            code = enrolment.hand_out_code(conn, self.core.server, office_code, roles)
            admins.note(
                conn,
                at=self.core.server.now_ms(),
                who=_BY,
                what="hand_out_code",
                params={"office": office_code, "roles": ",".join(roles or ())},
            )
        return code

    def devices(self) -> list[Device]:
        """All devices, by number."""
        with self.core.reading() as conn:
            return devices.all_of(conn)

    def revoke_device(self, device: int, reason: str) -> None:
        """Let a device push and pull no more; what it signed before stays valid (R17).

        Raises:
            RuleViolation: ``device_unknown`` (param ``device``), ``reason_required``.
        """
        why = clean_line(reason)
        if not why:
            raise RuleViolation("reason_required", field="reason")
        with self.core.writing() as conn:
            if devices.read(conn, device) is None:
                raise RuleViolation("device_unknown", device=device)
            devices.revoke(conn, device, why)
            admins.note(
                conn,
                at=self.core.server.now_ms(),
                who=_BY,
                what="revoke_device",
                params={"device": str(device), "reason": why},
            )

    def add_user(
        self, office_code: str, login: str, full_name: str, roles: Collection[str]
    ) -> Person:
        """Invite a person to an office, or add roles to one who is there.

        Raises:
            RuleViolation: ``office_unknown``, ``role_unknown``, ``roles_missing``,
                ``login_empty``, ``login_invalid``, ``login_taken``.
        """
        cleaned = people.clean_login(login)
        chosen = enrolment.checked_roles(roles)
        if not chosen:
            raise RuleViolation("roles_missing", field="roles")
        self._require_office(office_code)
        with self.core.scope(office_scope(office_code)) as work:
            people.require_free(work.conn, cleaned, office_code=office_code)
            changes = people.person_changes(work, cleaned, full_name, "invited", chosen)
            act(work, "invite_people", changes)
            admins.note(
                work.conn,
                at=work.now_ms,
                who=_BY,
                what="add_user",
                params={"office": office_code, "login": cleaned, "roles": ",".join(chosen)},
            )
        return next(one for one in self.users(office_code) if one.login == cleaned)

    def users(self, office_code: str) -> list[Person]:
        """The people of an office, by login. Raises RuleViolation ``office_unknown``."""
        self._require_office(office_code)
        with self.core.reading() as conn:
            return people.people_of(conn, office_scope(office_code))

    def _require_office(self, office_code: str) -> None:
        with self.core.reading() as conn:
            if scopes.read(conn, office_scope(office_code)) is None:
                raise RuleViolation("office_unknown", office=office_code)

    def _write_catalog(self, read: list[OfficeRow]) -> tuple[int, int]:
        """Offices, types and holidays into the catalog, and an empty scope for each new office."""
        with self.core.scope(CATALOG) as work:
            catalog.write_catalog(work, vietnam_date(self.core.server.clock.now()))
            before = {office.code for office in office_services.offices_of(work.conn)}
            for office in read:
                office_services.write_office(work, office)
                create_scope(work.conn, self.core.server, office_scope(office.code))
            new = len({office.code for office in read} - before)
            admins.note(
                work.conn,
                at=work.now_ms,
                who=_BY,
                what="import_offices",
                params={"offices": str(len(read)), "new": str(new)},
            )
            return new, work.changed_count

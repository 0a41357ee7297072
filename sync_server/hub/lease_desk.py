"""Who gives the numbers of which series, and taking a series from a PC that cannot be asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from common.clock import from_millis, vietnam_date
from common.errors import RuleViolation
from common.rules.numbering import series_id
from common.text.fold import clean_line
from sync_server.db import admins, devices, leases, records, scopes
from sync_server.db.leases import HELD
from sync_server.hub.core import Core
from sync_server.services import runs
from sync_server.services.context import SERVER_DEVICE, office_of, office_scope
from sync_server.services.revocation import Revoked, Stated, revoke
from sync_server.services.working_set import as_record

_BY = "console"
_OFFICE = "office/"


@dataclass(frozen=True)
class LeaseInfo:
    """One series, for lists. ``device`` is 0 where no PC holds it; ``by_server`` where the server
    numbers it; ``last_number`` and its date are those of ``year``, as far as is known here."""

    office: str
    series: str
    name: str
    device: int
    device_name: str
    by_server: bool
    epoch: int
    year: int
    last_number: int | None
    last_date: str


class LeaseDesk:
    """The side of the hub that answers for leases."""

    core: Core

    def leases(self, office_code: str | None = None) -> list[LeaseInfo]:
        """Every series with its holder, by office and code. Raises RuleViolation
        ``office_unknown``."""
        with self.core.reading() as conn:
            chosen = _offices(conn, office_code)
            names = {one.device: one.name for one in devices.all_of(conn)}
            return [one for scope in chosen for one in self._of_office(conn, scope, names)]

    def revoke_lease(
        self, office_code: str, series_code: str, stated: Stated, *, to_device: int = 0
    ) -> Revoked:
        """Take a series from the PC that holds it (R18); ``stated.year`` 0 is this year.

        Raises:
            RuleViolation: ``office_unknown``; ``series_unknown``; as :func:`revocation.revoke`.
            NotAllowed: ``lease_free``.
        """
        with self.core.reading() as conn:
            _offices(conn, office_code)
        with self.core.scope(office_scope(office_code)) as work:
            series = work.state.record(("series", series_id(office_code, series_code)))
            if series is None:
                raise RuleViolation("series_unknown", field="series", series=series_code)
            cleaned = Stated(
                year=stated.year or self._year(),
                last_on_paper=stated.last_on_paper,
                seen_by=clean_line(stated.seen_by),
                reason=clean_line(stated.reason),
                wide_gap_meant=stated.wide_gap_meant,
            )
            revoked = revoke(work, series, cleaned, to_device)
            params = {"office": office_code, "series": series_code, "year": str(cleaned.year)}
            params |= {"from": str(revoked.device), "to": str(to_device), "reason": cleaned.reason}
            params |= {"last_on_paper": str(revoked.last), "seen_by": cleaned.seen_by}
            admins.note(work.conn, at=work.now_ms, who=_BY, what="revoke_lease", params=params)
        return revoked

    def _of_office(self, conn: Connection, scope: str, names: dict[int, str]) -> list[LeaseInfo]:
        known, year = leases.of_scope(conn, scope), self._year()
        found = []
        for series in map(as_record, records.of_entity(conn, scope, "series")):
            lease = known.get(series.id)
            holder = lease.device if lease and lease.state == HELD else None
            run = runs.of_year(conn, scope, series.id, year)
            found.append(
                LeaseInfo(
                    office=office_of(scope),
                    series=str(series.values.get("code")),
                    name=str(series.values.get("name")),
                    device=holder or 0,
                    device_name=names.get(holder or 0, ""),
                    by_server=holder == SERVER_DEVICE,
                    epoch=lease.epoch if lease else 0,
                    year=year,
                    last_number=run.last_number if run else None,
                    last_date=run.last_date if run else "",
                )
            )
        return sorted(found, key=lambda one: one.series)

    def _year(self) -> int:
        return vietnam_date(from_millis(self.core.server.now_ms())).year


def _offices(conn: Connection, office_code: str | None) -> list[str]:
    """The scopes of all offices, or of one. Raises RuleViolation ``office_unknown``."""
    if office_code is None:
        return [scope for scope in scopes.names(conn) if scope.startswith(_OFFICE)]
    if scopes.read(conn, office_scope(office_code)) is None:
        raise RuleViolation("office_unknown", field="office", office=office_code)
    return [office_scope(office_code)]

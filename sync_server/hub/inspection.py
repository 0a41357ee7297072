"""Whether the server is sound, asked of the whole of it; nothing is changed and nothing stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from common.errors import RuleViolation
from common.text.findings import Finding, Told
from sync_server.db import devices, scopes
from sync_server.db.engine import snapshot
from sync_server.hub.core import Core
from sync_server.services.checking.blobs import check_blobs
from sync_server.services.checking.chains import check_chains
from sync_server.services.checking.damage import Damage, Tally
from sync_server.services.checking.indexes import check_indexes
from sync_server.services.checking.ledger import check_register
from sync_server.services.checking.log import check_log
from sync_server.services.checking.post import check_dispatches, check_letters
from sync_server.services.checking.records import check_records
from sync_server.services.context import CATALOG, SERVER_DEVICE, office_scope

Progress = Callable[[str], None]
"""Called with the name of each scope before it is looked at."""


@dataclass(frozen=True)
class CheckReport:
    """What was looked at, how much of each, and what is wrong with it; nothing, where sound.

    ``left_out`` counts by code what :class:`common.text.findings.Told` does not tell one by one.
    """

    scopes: tuple[str, ...]
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    left_out: dict[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


class Inspection:
    """The side of the hub that looks at all it keeps."""

    core: Core

    def check(
        self,
        office_code: str | None = None,
        *,
        deep: bool = False,
        progress: Progress | None = None,
    ) -> CheckReport:
        """Look at every scope, or at one office's, in a moment of its own each, then at files and
        post; with ``deep`` every byte of every file is read.

        Works beside a running server, with a few hundred rows in memory at a time.

        Raises:
            RuleViolation: ``office_unknown``.
            EnvironmentFault: as :func:`sync_server.db.engine.writing`.
        """
        chosen, tally, told = self._scopes(office_code), Tally(), Told()
        for scope in chosen:
            if progress:
                progress(scope)
            with snapshot(self.core.engine) as conn:
                self._check_scope(conn, scope, tally, told)
        only = office_scope(office_code) if office_code else None
        now_s = self.core.server.now_ms() / 1000
        with snapshot(self.core.engine) as conn:
            found = check_blobs(conn, self.core.blobs, only, tally, deep=deep, now_s=now_s)
            told.add(found)
            told.add(check_letters(conn, only, tally))
        return CheckReport(chosen, dict(tally), tuple(told.findings), dict(told.left_out))

    def _scopes(self, office_code: str | None) -> tuple[str, ...]:
        with self.core.reading() as conn:
            if office_code is None:
                return tuple(scopes.names(conn))
            scope = office_scope(office_code)
            if scopes.read(conn, scope) is None:
                raise RuleViolation("office_unknown", office=office_code)
            return (scope,)

    def _check_scope(self, conn: Connection, scope: str, tally: Tally, told: Told) -> None:
        row, damage = scopes.read(conn, scope), Damage()
        assert row is not None, "a scope is never taken away"
        publics = {one.device: one.signing_public for one in devices.all_of(conn)}
        publics[SERVER_DEVICE] = self.core.server.key.public
        told.add(check_chains(conn, scope, publics, tally, damage))
        told.add(check_log(conn, row, tally, damage))
        told.add(check_records(conn, row, tally, damage))
        told.add(check_indexes(conn, scope))
        if scope != CATALOG:
            told.add(check_register(conn, scope, tally))
            told.add(check_dispatches(conn, scope))

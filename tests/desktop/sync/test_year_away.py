"""A PC that was away through two turns of the year: it ends, in bounded memory, and loses nothing.

``YEAR_AWAY_RECORDS`` says how many records changed meanwhile: `make soak` asks for 60,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.changes.changeset import read_header
from common.changes.digest import EMPTY
from common.changes.merge import Fate, is_same
from desktop.office import Office, open_office
from desktop.queries import cases
from desktop.store import base, ledger, pending, view
from desktop.store.connection import Connection
from desktop.store.pending import OwnChangeset
from desktop.store.verification import verify
from sync_server.app import create_app
from sync_server.settings import Settings
from tests.helpers.absence import AWAY_LOGIN, Absence, colleague
from tests.helpers.hubs import scope_row, server_rows
from tests.helpers.offices import PASSWORD
from tests.helpers.province import province
from tests.helpers.seeded import SeededRandom
from tests.helpers.served import served

RECORDS = int(os.environ.get("YEAR_AWAY_RECORDS", "6000"))
PEAK_BYTES_MAX = 300_000_000
ROOT = Path(__file__).parents[3]


class Back:
    """How it stands after the one long sync."""

    def __init__(self, absence: Absence, told: dict[str, int]) -> None:
        self.absence = absence
        self.told = told
        self.office = _reopened(absence)

    @property
    def own(self) -> list[OwnChangeset]:
        """All that the PC ever did, oldest first."""
        with self.office.read() as connection:
            return list(pending.all_own(connection, self.office.who.office_scope))


def _reopened(absence: Absence) -> Office:
    world = absence.world
    opened = open_office(
        Path(absence.away.store.folder),
        AWAY_LOGIN,
        PASSWORD,
        lambda _: world.cables["xa"],
        clock=world.clock,
        random=SeededRandom(8),
    )
    world.offices[world.offices.index(absence.away)] = opened
    return opened


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Back]:
    """The PC, back from its year: everything here is read only."""
    with province(tmp_path_factory.mktemp("away")) as world:
        absence = Absence(world)
        absence.work_away()
        assert absence.away.status().by_fate["pending"] >= 300
        absence.work_here(RECORDS)
        absence.away.close()
        with served(create_app(world.hub, Settings(data=world.folder / "server"))) as address:
            yield Back(absence, _long_sync(absence, address))


def _long_sync(absence: Absence, address: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.helpers.away_process"]
    command += [str(absence.away.store.folder), AWAY_LOGIN, address]
    command += [absence.world.clock.now().isoformat()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, int] = json.loads(done.stdout)
    return told


def test_it_ends_over_a_line_that_breaks(back: Back) -> None:
    assert (back.told["waiting"], back.told["offline"], back.told["healed"]) == (0, 0, 0)
    assert 0 < back.told["broken"] < back.told["rounds"] + 1 < 60


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak")
def test_its_memory_is_bounded(back: Back) -> None:
    assert 0 < back.told["peak_bytes"] < PEAK_BYTES_MAX


def test_its_base_is_the_servers_byte_for_byte(back: Back) -> None:
    scope = back.office.who.office_scope
    with back.office.read() as connection:
        here = {(row.entity, row.id): row for row in base.rows(connection, scope)}
        digest = base.scope_state(connection, scope).digest
    assert here == server_rows(back.absence.world.hub, scope)
    assert digest == scope_row(back.absence.world.hub, scope).digest != EMPTY
    assert len(here) > RECORDS


def test_store_and_server_are_sound(back: Back) -> None:
    assert verify(back.office.store, back.office.who).findings == ()
    assert back.absence.world.hub.check().findings == ()


def test_every_own_changeset_has_a_fate_that_is_told(back: Back) -> None:
    assert {str(one.fate) for one in back.own} >= {"applied", "parked", "discarded"}
    with back.office.read() as connection:
        for own in back.own:
            assert own.fate is not Fate.PENDING
            if own.fate in (Fate.QUARANTINED, Fate.HELD, Fate.DISCARDED):
                about = [cases.cases_of(connection, change.id) for change in own.changes]
                assert any(about), (own.seq, own.action, own.code)


def test_every_number_that_was_given_is_accounted_for(back: Back) -> None:
    with back.office.read() as connection:
        for own in back.own:
            for claim in read_header(own.changeset).numbers:
                row = ledger.number(
                    connection, claim.series_id, claim.year, claim.number, claim.suffix
                )
                assert row, (own.seq, claim)
                stands = row.values.get("document_id") == claim.document_id
                also = row.values.get("also") or []
                is_second = isinstance(also, list) and claim.document_id in also
                assert stands or is_second or row.values.get("state") == "cancelled"


def test_no_value_that_was_typed_is_gone_without_a_mark(back: Back) -> None:
    last = {
        (change.entity, change.id, field): (own.seq, value)
        for own in back.own
        if own.seq > back.absence.known
        for change in own.changes
        if change.entity not in ("conflict", "number")
        for field, value in change.set.items()
    }
    device = back.office.who.device
    waiting = {own.seq for own in back.own if own.fate in pending.OPEN_FATES}
    assert waiting
    with back.office.read() as connection:
        marked = set(_marked(connection))
        for (entity, record_id, field), (seq, value) in last.items():
            row = view.get(connection, entity, record_id)
            is_shown = row is not None and is_same(row.values.get(field), value)
            assert is_shown or f"{device}.{seq}" in marked, (seq, entity, field, value)
            assert is_shown or seq not in waiting, "what waits for a person is in sight"
    assert len(last) > 1_000


def _marked(connection: Connection) -> Iterator[str]:
    """Names of changesets that a case or a conflict speaks of."""
    for case in view.find(connection, "case"):
        yield str(case.values["changeset"])
    for conflict in view.find(connection, "conflict"):
        sides = conflict.values["candidates"]
        assert isinstance(sides, list)
        for side in sides:
            yield from (side["head"], *side.get("earlier", ()))


def test_the_colleague_sees_the_same(back: Back) -> None:
    assert colleague(back.absence).base == server_rows(
        back.absence.world.hub, back.office.who.office_scope
    )

"""Named scenarios of a line that is narrow, breaks, or ends at somebody else: all is kept.

Each names the naive build on which it fails; docs/scenarios.md lists them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from common.changes.record import Values
from common.crypto.signing import SigningKey
from common.errors import ProtocolFault, TransportFault
from common.protocol.messages import SyncAnswer, SyncRequest
from common.protocol.wire import pack
from common.text.findings import Finding
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.runner import NewFile
from desktop.office import Office, open_office
from desktop.queries import records
from desktop.store import base, pending
from desktop.store.verification import verify
from desktop.sync.batching import Batching
from desktop.sync.engine import SyncEngine
from desktop.sync.http_api import HttpApi
from tests.helpers.impostor import PORTAL, impostor
from tests.helpers.offices import PASSWORD
from tests.helpers.province import Cable, Province, province
from tests.helpers.seeded import SeededRandom
from tests.simulation.power import SYNC_POINTS, Fuse, PowerCut, lay_failpoints

ARRIVAL: Values = {"organ_name": "UBND tỉnh", "subject": "cũ", "code_number": "12"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


@pytest.fixture
def office(world: Province) -> Office:
    """A PC that holds its office's series."""
    made = world.office("stc")
    world.start_books(made, den=1)
    made.sync()
    return made


def faults(world: Province) -> list[Finding]:
    """What is wrong with any PC's layers, chain and registers, or with the server's."""
    told = [verify(office.store, office.who).findings for office in world.offices]
    return [one for some in (*told, world.hub.check().findings) for one in some]


def long_text(seed: int, size: int) -> str:
    """Words that compress as badly as they can."""
    return Random(seed).randbytes(size // 2).hex()


class Narrow:
    """A proxy on the line that lets bodies through up to a size, whoever asks, for ever."""

    def __init__(self, cable: Cable, size_bytes_max: int) -> None:
        self._through = cable.sync
        self._size_bytes_max = size_bytes_max
        self.refused = 0
        cable.sync = self.sync  # type: ignore[method-assign]

    def sync(self, request: SyncRequest) -> SyncAnswer:
        if len(pack(request)) > self._size_bytes_max:
            self.refused += 1
            raise TransportFault("too_large")
        return self._through(request)


def test_body_413_forever(world: Province, office: Office) -> None:
    """Naive: the body that a proxy has refused is sent again as it is (R10)."""
    for n in range(60):
        office.run(RegisterIncoming({**ARRIVAL, "description": long_text(n, 2_000)}))
    proxy = Narrow(world.cables["stc"], size_bytes_max=20_000)
    rounds = 0
    while office.sync().waiting and rounds < 30:
        rounds += 1
    assert 0 < proxy.refused == rounds < 30
    assert office.status().by_fate == {"applied": 61}
    assert faults(world) == []


def test_one_changeset_over_limit(world: Province, office: Office) -> None:
    """Naive: a record that no body can carry is made, and stops the chain for ever (R10)."""
    long = dict.fromkeys(("subject", "organ_name", "description", "to_places"), "ữ" * 20_000)
    with pytest.raises(ProtocolFault, match="changeset_too_large"):
        office.run(RegisterIncoming({**long, "position": "ữ" * 20_000}))
    big = office.run(RegisterIncoming(long))
    after = office.run(RegisterIncoming(ARRIVAL))
    numbers = [one.values["arrival_number"] for one in (big, after)]
    assert numbers == [2, 3], "what was refused has taken no number"
    office.engine._batching = Batching(size_bytes=1)
    assert office.sync().waiting == 0
    assert office.status().by_fate == {"applied": 3}
    assert faults(world) == []


class Unlucky:
    """An office whose power goes during syncs, at each transaction in turn."""

    def __init__(self, world: Province) -> None:
        self.world = world
        self.other = world.office("stc", name="a")
        world.start_books(self.other, den=1)
        self.ids = [self.other.run(RegisterIncoming(ARRIVAL)).id for _ in range(3)]
        self.office = world.office("stc", name="b", roles=("clerk",))
        self.other.sync()
        self.office.sync()

    def work(self, count: int) -> None:
        """Both edit: something is to be pushed, and more than a page to be pulled."""
        for document_id in self.ids:
            self.other.run(EditIncoming(document_id, {"subject": f"của A, lần {count}"}))
        self.other.sync()
        for document_id in self.ids:
            self.office.run(EditIncoming(document_id, {"to_places": f"phòng {count}"}))
        self.office.engine._batching = Batching(size_bytes=1)

    def cut(self, point: str, count: int) -> bool:
        """Sync until the power goes; false where it was over before."""
        fuse = Fuse()
        lay_failpoints(self.office.store, fuse)
        fuse.arm(point, count)
        with suppress(PowerCut):
            self.office.sync()
        return fuse.blown

    def start_again(self) -> None:
        """The PC is on again."""
        self.office.close()
        opened = open_office(
            Path(self.office.store.folder),
            "vt.b",
            PASSWORD,
            lambda _: self.world.cables["b"],
            clock=self.world.clock,
            random=SeededRandom(8),
        )
        self.world.offices[self.world.offices.index(self.office)] = opened
        self.office = opened

    def shown(self) -> set[tuple[object, object]]:
        with self.office.read() as connection:
            found = [records.detail(connection, "incoming_document", one) for one in self.ids]
        return {(one.row.values["subject"], one.row.values["to_places"]) for one in found if one}


@pytest.mark.parametrize("point", SYNC_POINTS)
def test_crash_between_bookkeeping_writes(world: Province, point: str) -> None:
    """Naive: cursor, rows and fates are written in transactions of their own."""
    unlucky = Unlucky(world)
    count = 0
    while True:
        count += 1
        unlucky.work(count)
        was_cut = unlucky.cut(point, count)
        unlucky.start_again()
        assert verify(unlucky.office.store, unlucky.office.who).findings == ()
        assert {places for _, places in unlucky.shown()} == {f"phòng {count}"}
        unlucky.office.sync()
        assert unlucky.shown() == {(f"của A, lần {count}", f"phòng {count}")}
        assert faults(world) == []
        if not was_cut:
            break
    assert count > 4
    assert unlucky.office.status().by_fate == {"applied": 3 * count}


def test_upload_failed_once_no_new_write(world: Province, office: Office, tmp_path: Path) -> None:
    """Naive: files go up only with a push; one that failed waits for the next thing written."""
    paper = tmp_path / "công văn.txt"
    paper.write_text("CÔNG VĂN", encoding="utf-8")
    made = office.run(RegisterIncoming(ARRIVAL, (NewFile(paper, "công văn.txt"),)))
    cable = world.cables["stc"]
    through = cable.upload

    def broken(*_: object) -> None:
        cable.upload = through  # type: ignore[method-assign]
        raise TransportFault("connection_cut")

    cable.upload = broken  # type: ignore[method-assign]
    assert office.sync().offline == "connection_cut"
    report = office.sync()
    assert (report.pushed, report.files_up) == (0, 1)
    second = world.office("stc", name="hai", roles=("clerk",))
    with second.read() as connection:
        (file,) = records.attached(connection, second.who.office_scope, made.id)
    assert file.here
    assert second.store.blobs.read(file.sha256) == paper.read_bytes()


@pytest.mark.parametrize("status", [404, 410])
def test_proxy_404_is_not_delete(world: Province, office: Office, status: int) -> None:
    """Naive: *not found* is taken for the server's word that the office has nothing (R21)."""
    kept = office.run(RegisterIncoming(ARRIVAL))
    office.sync()
    waits = office.run(EditIncoming(kept.id, {"subject": "chưa gửi"}))
    before = _layers(office)
    with impostor(status, {"Content-Type": "text/html"}, PORTAL) as address:
        key = SigningKey.from_bytes(office.who.signing_seed)
        api = HttpApi(address, office.who.device, key, office.who.server_public)
        astray = SyncEngine(
            office.store,
            office.who,
            api,
            office.events,
            clock=world.clock,
            best_time=office.engine._best_time,
        )
        report = astray.sync_once()
        api.close()
    assert (report.offline, report.waiting) == ("not_our_server", 1)
    assert _layers(office) == before
    assert office.sync().pushed == 1
    with office.read() as connection:
        found = records.detail(connection, "incoming_document", kept.id)
    assert found
    assert found.row.heads["subject"] == waits.changeset
    assert faults(world) == []


def _layers(office: Office) -> tuple[object, ...]:
    """Base, cursor and own work, as they stand."""
    scope = office.who.office_scope
    with office.read() as connection:
        own = [(one.seq, one.fate) for one in pending.all_own(connection, scope)]
        return base.rows(connection, scope), base.scope_state(connection, scope), own

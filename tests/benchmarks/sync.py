"""Push and pull of many one-action records through the real server, beside their floors."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from common.changes.changeset import Changeset
from common.clock import SystemClock, vietnam_date
from common.protocol.api import SyncApi
from common.protocol.messages import Row, SyncAnswer, SyncRequest
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.connecting import api_of, enrolment_api
from desktop.events import Changed, Event
from desktop.identity.enrolment import EnrolmentWish, enrol
from desktop.office import Office, open_office
from desktop.store import base, pending
from sync_server.app import create_app
from sync_server.hub.hub import Hub
from sync_server.hub.opening import init_data, open_hub
from sync_server.settings import Settings
from tests.benchmarks import floors
from tests.benchmarks.counting import Counter, counted
from tests.benchmarks.local import fields
from tests.benchmarks.report import Figure, timed
from tests.helpers.offices import CHEAP_KDF, PASSWORD
from tests.helpers.province import OFFICES
from tests.helpers.seeded import SeededRandom
from tests.helpers.served import served

COUNT = int(os.environ.get("BENCH_RECORDS", "10000"))
IDLE_SYNCS = 20


def figures(folder: Path) -> list[Figure]:
    """Push, pull and idle, each measured in this run beside its floor."""
    init_data(folder / "server")
    hub = open_hub(folder / "server")
    hub.import_offices(OFFICES)
    try:
        with (
            served(create_app(hub, Settings(data=folder / "server"))) as url,
            counted(url) as (address, counter),
        ):
            return _measured(folder, hub, address, counter)
    finally:
        hub.close()


def _measured(folder: Path, hub: Hub, address: str, counter: Counter) -> list[Figure]:
    writer = _office(folder / "writer", hub, address, seed=1)
    writer.run(StartRegister("den", 0, vietnam_date(SystemClock().now()).replace(day=1), "Quyển 1"))
    for index in range(COUNT):
        writer.run(RegisterIncoming(fields(index)))
    changesets = _own(writer)
    counter.reset()
    push_s = _seconds_to_acknowledged(writer)
    pushed_bytes = counter.up
    reader = _office(folder / "reader", hub, address, seed=2, first_sync=False)
    counter.reset()
    pull_s, findable_s = _seconds_to_visible_and_findable(reader)
    pulled_bytes = counter.down
    rows = _rows(reader)
    writer.sync()
    counter.reset()
    idle_s = timed(lambda: [writer.sync() for _ in range(IDLE_SYNCS)]) / IDLE_SYNCS
    idle_bytes = (counter.up + counter.down) / IDLE_SYNCS
    writer.close()
    reader.close()
    push_floor_s, pull_floor_s, idle_floor_s, wire = _floors(folder, changesets, rows)
    rows_floor_s = timed(
        lambda: floors.rows_floor(folder / "rows.db", reader.who.office_scope, rows)
    )
    return [
        Figure(f"push {COUNT} to acknowledged", push_s, push_floor_s, "s", "≤ 5 (F)"),
        Figure(
            f"pull {COUNT} to rows visible",
            pull_s,
            pull_floor_s + 2 * rows_floor_s,
            "s",
            "≤ 1 (F + 2 P)",
        ),
        Figure("  the same beside F alone", pull_s, pull_floor_s, "s"),
        Figure("  the same beside P alone", pull_s, rows_floor_s, "s"),
        Figure("  and until all are findable", findable_s, rows_floor_s, "s"),
        Figure("bytes up", pushed_bytes / 1e6, wire / 1e6, "MB", "≤ 1.15"),
        Figure("bytes down", pulled_bytes / 1e6, wire / 1e6, "MB", "≤ 1.15"),
        Figure("idle sync, bytes both ways", idle_bytes, 1000, "B", "≤ 1 (1,000 B)"),
        Figure("idle sync", idle_s * 1000, idle_floor_s * 1000, "ms"),
    ]


class _Watched:
    """A device's API that notes when the server had acknowledged everything."""

    def __init__(self, api: SyncApi) -> None:
        self._api = api
        self.results = 0
        self.acknowledged_at = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        answer = self._api.sync(request)
        results = sum(len(one.results) for one in answer.scopes)
        if results:
            self.acknowledged_at = time.perf_counter()
            self.results += results
        return answer


def _seconds_to_acknowledged(office: Office) -> float:
    """From pending to acknowledged: the pull that goes with it until then is included."""
    watched = _Watched(office.engine._api)
    office.engine._api = watched  # type: ignore[assignment]
    start = time.perf_counter()
    office.sync()
    assert watched.results > COUNT
    return watched.acknowledged_at - start


def _seconds_to_visible_and_findable(office: Office) -> tuple[float, float]:
    """Until the last rows were in the typed tables, and until the search index had them too."""
    times: list[float] = []

    def note(event: Event) -> None:
        if isinstance(event, Changed):
            times.append(time.perf_counter())

    office.events.subscribe(note)
    start = time.perf_counter()
    office.sync()
    return times[-1] - start, time.perf_counter() - start


def _office(folder: Path, hub: Hub, address: str, *, seed: int, first_sync: bool = True) -> Office:
    api = enrolment_api(address)
    wish = EnrolmentWish(
        server_url=address,
        code=hub.new_enrolment_code("stc", ("clerk", "admin")).text,
        login=f"vt{seed}",
        password=PASSWORD,
        device_name=f"Máy {seed}",
    )
    random = SeededRandom(seed)
    enrol(folder, wish, api, random=random, pin_ca=api.pinned, params=CHEAP_KDF)
    office = open_office(folder, wish.login, PASSWORD, api_of)
    if first_sync:
        office.sync()
    return office


def _own(office: Office) -> list[Changeset]:
    with office.read() as connection:
        own = pending.after(connection, office.who.office_scope, 0, COUNT + 10)
    return [one.changeset for one in own]


def _rows(office: Office) -> list[Row]:
    with office.read() as connection:
        return base.rows(connection, office.who.office_scope)


def _floors(
    folder: Path, changesets: list[Changeset], rows: list[Row]
) -> tuple[float, float, float, float]:
    """F of the push and of the pull, an idle request, and the wire bytes of the bare records."""
    documents = [(row.id, row.values) for row in rows if row.entity == "incoming_document"]
    assert len(documents) <= len(changesets)
    with served(floors.floor_app(folder / "floor.db")) as url:
        push_s = timed(lambda: floors.push_floor(url, documents))
        sizes: list[int] = []
        pull_s = timed(lambda: sizes.append(floors.pull_floor(url)))
        idle_s = timed(lambda: [floors.idle_floor(url) for _ in range(IDLE_SYNCS)]) / IDLE_SYNCS
    return push_s, pull_s, idle_s, sizes[0]

"""Push and pull of many one-action records through the real server, beside their floors."""

from __future__ import annotations

import itertools
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from common.clock import SystemClock, vietnam_date
from common.protocol.api import SyncApi
from common.protocol.messages import Row, SyncAnswer, SyncRequest
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.events import Changed, Event
from desktop.office import Office
from desktop.store import base
from tests.benchmarks import floors
from tests.benchmarks.counting import Counter, counted
from tests.benchmarks.local import fields, words
from tests.benchmarks.processes import cpu_s
from tests.benchmarks.report import REPEATS, Figure, median_of, timed
from tests.benchmarks.stage import OFFICE, Stage, stage

COUNT = int(os.environ.get("BENCH_RECORDS", "10000"))
EDITS = min(1000, COUNT)
IDLE_SYNCS = 200


def figures(folder: Path) -> list[Figure]:
    """Push, pull, small edits and idle, each measured in this run beside its floor."""
    with stage(folder, codes=2) as on, counted(on.server.address) as (address, counter):
        run = _Run(on, address, counter)
        push = run.push()
        pull, rows = run.pull()
        rest = [*run.edits(), *run.idle()]
        run.close()
    floor = _floors(folder, rows)
    return [*_of_push(push, floor), *_of_pull(pull, floor), *rest]


@dataclass(frozen=True)
class _Push:
    acknowledged_s: float
    whole_s: float
    cpu_s: float
    size_bytes: int


@dataclass(frozen=True)
class _Pull:
    visible_s: float
    findable_s: float
    size_bytes: int


@dataclass(frozen=True)
class _Floor:
    push_s: float
    push_cpu_s: float
    pull_s: float
    rows_s: float
    size_bytes: int


def _of_push(push: _Push, floor: _Floor) -> list[Figure]:
    name, wire = f"push {COUNT} to acknowledged", "zstd-3 of the bare records"
    return [
        Figure(name, push.acknowledged_s, floor.push_s, "s", 5, "F"),
        Figure("  and until its echo is laid in", push.whole_s, floor.push_s, "s", 0, "F"),
        Figure("  CPU of both sides for all that", push.cpu_s, floor.push_cpu_s, "s", 0, "F's CPU"),
        Figure("bytes up", push.size_bytes / 1e6, floor.size_bytes / 1e6, "MB", 1.15, wire),
    ]


def _of_pull(pull: _Pull, floor: _Floor) -> list[Figure]:
    least, wire = floor.pull_s + 2 * floor.rows_s, "zstd-3 of the bare records"
    return [
        Figure(f"pull {COUNT} to rows visible", pull.visible_s, least, "s", 1, "F + 2 P"),
        Figure("  the same beside F alone", pull.visible_s, floor.pull_s, "s", 0, "F"),
        Figure("  the same beside P alone", pull.visible_s, floor.rows_s, "s", 0, "P"),
        Figure("  and until all are findable", pull.findable_s, floor.rows_s, "s", 0, "P"),
        Figure("bytes down", pull.size_bytes / 1e6, floor.size_bytes / 1e6, "MB", 1.15, wire),
    ]


class _Run:
    """One PC that writes, one that reads."""

    def __init__(self, on: Stage, address: str, counter: Counter) -> None:
        self._stage = on
        self._address = address
        self._counter = counter
        self._writer = on.office("writer", seed=1, address=address)
        self._reader: Office | None = None
        self._documents: list[str] = []

    def push(self) -> _Push:
        """All that was registered while there was no line."""
        today = vietnam_date(SystemClock().now())
        self._writer.run(StartRegister("den", 0, today.replace(day=1), "Quyển 1"))
        made = (self._writer.run(RegisterIncoming(fields(index))) for index in range(COUNT))
        self._documents = [one.id for one in made]
        watched = _Watched(self._writer.engine._api)
        self._writer.engine._api = watched  # type: ignore[assignment]
        self._counter.reset()
        start, cpu = time.perf_counter(), self._cpu_s()
        self._writer.sync()
        whole_s, cpu = time.perf_counter() - start, self._cpu_s() - cpu
        assert watched.results > COUNT
        return _Push(watched.acknowledged_at - start, whole_s, cpu, self._counter.up)

    def pull(self) -> tuple[_Pull, list[Row]]:
        """All of it into a new PC, and the rows that came."""
        self._reader = self._stage.office("reader", seed=2, address=self._address, first_sync=False)
        self._counter.reset()
        visible_s, findable_s = _seconds_to_visible_and_findable(self._reader)
        pull = _Pull(visible_s, findable_s, self._counter.down)
        with self._reader.read() as connection:
            return pull, base.rows(connection, self._reader.who.office_scope)

    def edits(self) -> list[Figure]:
        """One short field of many documents, each its own action, in one batch."""
        random = Random(3)
        for document_id in self._documents[:EDITS]:
            self._writer.run(EditIncoming(document_id, {"full_name": words(random, 3).title()}))
        self._counter.reset()
        self._writer.sync()
        each = self._counter.up / EDITS
        return [Figure(f"one-field edit, in a batch of {EDITS}", each, 0, "B", 120)]

    def idle(self) -> list[Figure]:
        """Nothing to say on either side."""
        self._writer.sync()
        self._counter.reset()
        cpu = cpu_s(self._stage.server_pid)
        seconds = timed(lambda: [self._writer.sync() for _ in range(IDLE_SYNCS)]) / IDLE_SYNCS
        cpu = (cpu_s(self._stage.server_pid) - cpu) / IDLE_SYNCS
        size_bytes = (self._counter.up + self._counter.down) / IDLE_SYNCS
        return [
            Figure("idle sync, bytes both ways", size_bytes, 0, "B", 1000),
            Figure("idle sync, CPU of the server", cpu * 1000, 0, "ms", 5),
            Figure("idle sync", seconds * 1000, 0, "ms"),
        ]

    def close(self) -> None:
        """Both stores."""
        self._writer.close()
        if self._reader:
            self._reader.close()

    def _cpu_s(self) -> float:
        return cpu_s(self._stage.server_pid) + time.process_time()


class _Watched:
    """A device's API that notes when the server had acknowledged everything."""

    def __init__(self, api: SyncApi) -> None:
        self._api = api
        self.results = 0
        self.acknowledged_at = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """The same; a result is an acknowledgement."""
        answer = self._api.sync(request)
        results = sum(len(one.results) for one in answer.scopes)
        if results:
            self.acknowledged_at = time.perf_counter()
            self.results += results
        return answer


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


def _floors(folder: Path, rows: list[Row]) -> _Floor:
    """F of the push and of the pull, through the same counting line; P of all rows."""
    documents = [(row.id, row.values) for row in rows if row.entity == "incoming_document"]
    assert len(documents) == COUNT
    taken = [_floor(folder / f"floor{place}.db", documents) for place in range(REPEATS)]
    push_s, cpu, pull_s = (statistics.median(one) for one in list(zip(*taken, strict=True))[:3])
    scope, place = f"office/{OFFICE}", itertools.count()
    rows_s = median_of(
        lambda: timed(lambda: floors.rows_floor(folder / f"rows{next(place)}.db", scope, rows))
    )
    return _Floor(push_s, cpu, pull_s, rows_s, taken[0][3])


def _floor(path: Path, documents: list[tuple[str, bytes]]) -> tuple[float, float, float, int]:
    """Seconds and CPU seconds of a push into a new database, seconds and bytes of the pull."""
    with floors.floor_process(path) as (own_url, pid), counted(own_url) as (url, _):
        floors.idle_floor(url)
        cpu = cpu_s(pid) + time.process_time()
        push_s = timed(lambda: floors.push_floor(url, documents))
        cpu = cpu_s(pid) + time.process_time() - cpu
        sizes: list[int] = []
        return push_s, cpu, timed(lambda: sizes.append(floors.pull_floor(url))), sizes[0]

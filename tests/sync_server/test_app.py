"""The application put together: the post's lane, slow senders, and many uploads at once."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest

from common.errors import EnvironmentFault
from common.protocol.wire import pack
from sync_server.app import PostLane, create_app
from sync_server.settings import Settings
from tests.helpers.logfail import LogGuard
from tests.helpers.served import served
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import AUTHORIZED, PACKED, Web

WAIT_S = 30
NEVER_S = 3600.0
FILE = f"/files/{'ab' * 32}?scope=office/stc"


class CountingHub(StubHub):
    """Tells how often the post was delivered; fails the first time when told to."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__()
        self.rounds = threading.Semaphore(0)
        self._failures = list(failures)

    def deliver_post(self) -> int:
        self.rounds.release()
        if self._failures:
            raise self._failures.pop()
        return 0

    def next_round(self) -> bool:
        return self.rounds.acquire(timeout=WAIT_S)


@pytest.fixture
def lanes() -> Iterator[list[PostLane]]:
    """Lanes that end with the test."""
    started: list[PostLane] = []
    yield started
    for lane in started:
        lane.stop()


def started(lanes: list[PostLane], hub: StubHub, interval_s: float) -> PostLane:
    lane = PostLane(hub, interval_s)
    lanes.append(lane)
    lane.start()
    return lane


def test_what_waits_is_delivered_at_the_start(lanes: list[PostLane]) -> None:
    hub = CountingHub()
    started(lanes, hub, NEVER_S)
    assert hub.next_round()


def test_a_push_wakes_the_post(lanes: list[PostLane]) -> None:
    hub = CountingHub()
    lane = started(lanes, hub, NEVER_S)
    assert hub.next_round()
    lane.wake()
    assert hub.next_round()


def test_the_post_goes_by_itself_too(lanes: list[PostLane]) -> None:
    hub = CountingHub()
    started(lanes, hub, 0.01)
    assert all(hub.next_round() for _ in range(3))


@pytest.mark.parametrize(
    ("failure", "level"),
    [(EnvironmentFault("database_busy"), logging.WARNING), (KeyError("x"), logging.ERROR)],
)
def test_a_fault_does_not_end_the_post(
    lanes: list[PostLane], log_guard: LogGuard, failure: Exception, level: int
) -> None:
    hub = CountingHub(failure)
    with log_guard.expect("sync_server.api", level=level):
        started(lanes, hub, 0.01)
        assert all(hub.next_round() for _ in range(2))


def test_a_stopped_lane_has_ended() -> None:
    lane = PostLane(CountingHub(), NEVER_S)
    lane.start()
    lane.stop()
    assert not any(thread.name == "post" for thread in threading.enumerate())


@pytest.mark.parametrize("path", ["/sync", FILE])
def test_a_sender_who_falls_silent_is_given_up(path: str) -> None:
    headers = {**PACKED, **AUTHORIZED} if path == "/sync" else AUTHORIZED
    method = "POST" if path == "/sync" else "PUT"
    lines = [f"{method} {path} HTTP/1.1", "Host: x", "Content-Length: 1000", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with served(create_app(StubHub(), Settings(data=Path(), body_wait_s=1))) as address:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port), timeout=WAIT_S) as line:
            line.sendall(("\r\n".join(lines) + "\r\n\r\nhalf").encode())
            answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"request_stalled"' in answer


class SlowHub(StubHub):
    """Keeps an upload in hand until told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.busy, self.go_on = threading.Event(), threading.Event()

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self.busy.set()
        assert self.go_on.wait(WAIT_S)


def test_one_upload_too_many_is_asked_to_come_back(log_guard: LogGuard) -> None:
    hub = SlowHub()
    app = create_app(hub, Settings(data=Path(), uploads_max=1))
    with served(app) as address, Web(address) as one, Web(address) as other:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(one.ask, "PUT", FILE, b"x", **AUTHORIZED)
            assert hub.busy.wait(WAIT_S)
            with log_guard.expect("sync_server.api", match="server_busy"):
                refused = other.ask("PUT", FILE, b"x", **AUTHORIZED)
            exchange = other.post("/sync", {"v": 1, "scopes": []})
            hub.go_on.set()
        assert first.result(WAIT_S).status == 200
    assert (refused.status, refused.problem()["code"]) == (503, "server_busy")
    assert exchange.status == 200, "slow uploads keep no exchange waiting"


def test_a_body_of_many_pieces_arrives_whole() -> None:
    hub = StubHub()
    message = {"v": 1, "scopes": [], "rows_bytes_max": 7, "more": "ạ" * 500_000}
    with served(create_app(hub, Settings(data=Path()))) as address, Web(address) as web:
        assert web.ask("POST", "/sync", pack(message), **PACKED, **AUTHORIZED).status == 200
    assert hub.requests[0].rows_bytes_max == 7

"""The edge: each error has its status, and what nobody foresaw is told without details."""

from __future__ import annotations

import asyncio
import logging
import queue

import pytest
from starlette.types import Message, Receive, Scope, Send

from common.errors import (
    EnvironmentFault,
    NotAllowed,
    ProtocolFault,
    RuleViolation,
    TransportFault,
    VanThuError,
)
from sync_server.api import errors
from sync_server.api.errors import contained, problem, status_of
from tests.helpers.logfail import LogGuard
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import Web


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed("token_invalid"), 401),
        (NotAllowed("scope_closed"), 403),
        (NotAllowed("series_held"), 409),
        (NotAllowed("device_revoked"), 410),
        (RuleViolation("login_taken"), 409),
        (ProtocolFault("too_large"), 413),
        (ProtocolFault("request_malformed"), 422),
        (ProtocolFault("version_newer"), 409),
        (NotAllowed("too_many_requests"), 429),
        (EnvironmentFault("disk_full"), 503),
        (TransportFault("server_fault"), 500),
        (VanThuError("of_no_family"), 500),
    ],
)
def test_each_error_has_its_status(error: VanThuError, status: int) -> None:
    assert status_of(error) == status


def test_a_wait_that_the_error_names_is_the_one_told() -> None:
    answer = problem(NotAllowed("too_many_requests", retry_after_s=7))
    assert answer.headers["retry-after"] == "7"


def test_parameters_that_json_does_not_know_become_text() -> None:
    assert b'"tmp"' in problem(RuleViolation("field_type", value=object, where="tmp")).body


def test_a_bug_is_logged_in_full_and_told_by_its_number_only(
    web: Web, hub: StubHub, log_guard: LogGuard
) -> None:
    hub.failure = KeyError("Nguyễn Văn Đức")
    with log_guard.expect("sync_server.api", level=logging.ERROR, match="incident") as lines:
        told = web.ask("GET", "/token/challenge").problem()
    assert (told["status"], told["code"]) == (500, "server_fault")
    assert told["params"]["incident"] in lines[0].getMessage()
    assert "Nguyễn" not in str(told)
    assert lines[0].exc_info is not None


def test_an_unknown_address_is_our_own_404(web: Web) -> None:
    answer = web.ask("GET", "/wp-login.php")
    assert (answer.status, answer.problem()["code"]) == (404, "route_unknown")
    assert answer.headers["x-vanthu-protocol"] == "1"


def test_a_known_address_asked_otherwise_is_405(web: Web) -> None:
    answer = web.ask("DELETE", "/sync")
    assert (answer.status, answer.problem()["code"]) == (405, "method_unknown")


def test_a_lane_goes_on_after_a_fault(log_guard: LogGuard) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with log_guard.expect("sync_server.api", level=logging.ERROR):
        contained(fail)


def test_a_lane_waits_out_the_environments_faults(log_guard: LogGuard) -> None:
    def fail() -> None:
        raise EnvironmentFault("database_busy")

    with log_guard.expect("sync_server.api", level=logging.WARNING, match="database_busy"):
        contained(fail)


def test_the_line_in_the_log_names_the_route_and_no_file(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(errors.log, "info", lambda text, *parts: lines.put(text % parts))
    web.ask("GET", f"/files/{'ab' * 32}?scope=office/stc")
    assert lines.get(timeout=10).startswith("GET /files/{sha256}: 401 in ")


def order_of(status: int, pieces: list[bytes]) -> list[str]:
    """What happens around an application that answers without reading, piece by piece."""
    told: list[str] = []

    async def answer_at_once(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        told.append("read")
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        told.append(str(message["type"]).rpartition(".")[2])

    scope = {"type": "http", "method": "PUT", "path": "/"}
    asyncio.run(errors.Edge(answer_at_once)(scope, receive, send))
    return told


def test_a_refusal_waits_for_the_rest_of_a_small_request() -> None:
    """Closing beside unread bytes resets the line, and the sender never reads why."""
    assert order_of(401, [b"a", b"b", b"c"]) == ["read", "read", "read", "start", "body"]


def test_a_refusal_does_not_wait_for_a_large_request() -> None:
    pieces = [b"x" * errors.DRAIN_BYTES_MAX, b"y", b"z"]
    assert order_of(401, pieces) == ["read", "start", "body"]


def test_a_good_answer_waits_for_nothing() -> None:
    assert order_of(200, [b"a"]) == ["start", "body"]

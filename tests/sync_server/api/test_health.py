"""Alive is not ready."""

from __future__ import annotations

from common.errors import EnvironmentFault
from tests.helpers.logfail import LogGuard
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import Web


def test_a_living_server_with_its_database_is_ready(web: Web) -> None:
    for path in ("/healthz", "/readyz"):
        answer = web.ask("GET", path)
        assert (answer.status, answer.body) == (200, b'{"status":"ok"}')


def test_without_its_database_it_lives_but_is_not_ready(
    web: Web, hub: StubHub, log_guard: LogGuard
) -> None:
    hub.failure = EnvironmentFault("database_unavailable")
    assert web.ask("GET", "/healthz").status == 200
    with log_guard.expect("sync_server.api", match="database_unavailable"):
        assert web.ask("GET", "/readyz").problem()["code"] == "database_unavailable"

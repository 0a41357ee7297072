"""The exchange over HTTP: who may, how much, and what wakes the post."""

from __future__ import annotations

import os

import msgspec
import pytest

from common.errors import EnvironmentFault, NotAllowed
from common.protocol.messages import (
    Cursor,
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    ScopeAsk,
    SyncAnswer,
    SyncRequest,
)
from common.protocol.wire import pack
from common.rules.numbering import Lease
from tests.helpers.logfail import LogGuard
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import AUTHORIZED, PACKED, Web

HELLO = SyncRequest(1, [ScopeAsk("office/stc"), ScopeAsk("catalog")], rows_bytes_max=4_000)
QUESTION = DigestRequest(1, "office/stc", Cursor("i", 7, b"h" * 32), 2, [5], rows_bytes_max=900)
SERIES = "0" * 36


def test_a_device_syncs_all_its_scopes_at_once(web: Web, hub: StubHub) -> None:
    assert web.post("/sync", HELLO).message(SyncAnswer) == SyncAnswer(1, 1, [])
    assert hub.requests == [HELLO]


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer 17.bad", "Basic 17.good"])
def test_without_a_good_token_nothing_is_asked(web: Web, hub: StubHub, token: str) -> None:
    answer = web.post("/sync", HELLO, Authorization=token)
    assert (answer.status, answer.problem()["code"]) == (401, "token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert hub.requests == []


@pytest.mark.parametrize(("asked", "given"), [(1_000_000, 5_000), (-1, 1), (4_999, 4_999)])
def test_the_server_bounds_the_pages_that_it_builds(
    web: Web, hub: StubHub, asked: int, given: int
) -> None:
    web.post("/sync", SyncRequest(1, [], rows_bytes_max=asked))
    assert hub.requests[0].rows_bytes_max == given


def test_a_body_over_the_limit_is_refused(web: Web, hub: StubHub) -> None:
    told = web.ask("POST", "/sync", os.urandom(2_001), **PACKED, **AUTHORIZED).problem()
    assert (told["status"], told["code"], told["params"]) == (
        413,
        "too_large",
        {"size_bytes_max": 2_000},
    )
    assert hub.requests == []


def test_a_body_that_does_not_tell_its_length_is_bounded_too(web: Web) -> None:
    pieces = (b"x" * 500 for _ in range(5))
    assert web.ask("POST", "/sync", pieces, **PACKED, **AUTHORIZED).status == 413


def test_a_small_body_that_unpacks_to_a_large_one_is_refused(web: Web) -> None:
    bomb = pack(b"\0" * 1_000_000)
    assert len(bomb) < 2_000
    told = web.ask("POST", "/sync", bomb, **PACKED, **AUTHORIZED).problem()
    assert (told["code"], told["params"]) == ("too_large", {"size_bytes_max": 20_000})


@pytest.mark.parametrize("body", [b"", b"<html>", pack(HELLO)[:-9], pack([1, 2])])
def test_bytes_that_are_no_exchange_are_malformed(web: Web, body: bytes) -> None:
    told = web.ask("POST", "/sync", body, **PACKED, **AUTHORIZED).problem()
    assert (told["status"], told["code"]) == (422, "request_malformed")


def test_a_newer_protocol_is_told_so(web: Web) -> None:
    told = web.post("/sync", SyncRequest(2, [])).problem()
    assert (told["status"], told["code"], told["params"]) == (409, "version_newer", {"version": 2})


def test_more_scopes_than_a_device_can_have_are_refused(web: Web) -> None:
    many = SyncRequest(1, [ScopeAsk(f"office/{number}") for number in range(65)])
    assert web.post("/sync", many).problem()["code"] == "request_malformed"


def test_a_revoked_device_is_gone_for_good(web: Web, hub: StubHub) -> None:
    hub.failure = NotAllowed("device_revoked")
    assert web.post("/sync", HELLO).problem()["status"] == 410


def test_a_busy_database_asks_to_come_back(web: Web, hub: StubHub, log_guard: LogGuard) -> None:
    hub.failure = EnvironmentFault("database_busy")
    with log_guard.expect("sync_server.api", match="database_busy"):
        answer = web.post("/sync", HELLO)
    assert (answer.status, answer.headers["retry-after"]) == (503, "15")


def test_an_exchange_wakes_the_post(web: Web, hub: StubHub) -> None:
    web.post("/sync", HELLO)
    assert hub.delivered.wait(10)


def test_a_device_compares_a_scope(web: Web, hub: StubHub) -> None:
    assert web.post("/digest", QUESTION).message(DigestAnswer) == DigestAnswer(moved=True)
    assert hub.compared == [QUESTION]


@pytest.mark.parametrize("token", ["", "Bearer 17.bad"])
def test_without_a_good_token_nothing_is_compared(web: Web, hub: StubHub, token: str) -> None:
    assert web.post("/digest", QUESTION, Authorization=token).problem()["code"] == "token_invalid"
    assert hub.compared == []


@pytest.mark.parametrize(("asked", "given"), [(1_000_000, 5_000), (-1, 1)])
def test_the_server_bounds_the_rows_of_a_comparison(
    web: Web, hub: StubHub, asked: int, given: int
) -> None:
    web.post("/digest", msgspec.structs.replace(QUESTION, rows_bytes_max=asked))
    assert hub.compared[0].rows_bytes_max == given


def test_a_device_is_shown_a_log_again(web: Web) -> None:
    asked = ProofRequest(1, "office/stc", Cursor("a", 7, bytes(32)))
    answer = web.post("/proof", asked).message(ProofAnswer)
    assert (answer.head, answer.unknown) == (asked.cursor, True)


def test_without_a_good_token_no_log_is_shown(web: Web) -> None:
    asked = ProofRequest(1, "office/stc", Cursor("a", 7, bytes(32)))
    assert web.post("/proof", asked, Authorization="").problem()["code"] == "token_invalid"


def test_a_question_that_cannot_be_read_is_malformed(web: Web) -> None:
    told = web.ask("POST", "/digest", pack([1, 2]), **PACKED, **AUTHORIZED).problem()
    assert (told["status"], told["code"]) == (422, "request_malformed")


def test_a_released_series_is_taken(web: Web, hub: StubHub) -> None:
    answer = web.ask("POST", f"/series/take?scope=office/stc&series={SERIES}", **AUTHORIZED)
    lease = answer.message(Lease)
    assert (lease.series_id, lease.is_signed_by(hub.key.public)) == (SERIES, True)


def test_a_held_series_names_its_holder(web: Web, hub: StubHub) -> None:
    hub.failure = NotAllowed("series_held", device=3)
    answer = web.ask("POST", f"/series/take?scope=office/stc&series={SERIES}", **AUTHORIZED)
    assert (answer.status, answer.problem()["params"]) == (409, {"device": 3})

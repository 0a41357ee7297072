"""`SyncApi` over HTTP: proofs, tokens, refusals and files, against the real web application."""

from __future__ import annotations

import hashlib
import io
import logging
import os

import pytest

from common.crypto.signing import SigningKey
from common.errors import (
    EnvironmentFault,
    NotAllowed,
    ProtocolFault,
    RuleViolation,
    TransportFault,
)
from common.protocol.messages import (
    Cursor,
    DigestAnswer,
    DigestLevel,
    DigestRequest,
    EnrolRequest,
    ProofRequest,
    ScopeAsk,
    SyncAnswer,
    SyncRequest,
)
from desktop.sync.http_api import HttpApi, HttpEnrolment
from tests.desktop.sync.conftest import Connect
from tests.helpers.lines import line_to
from tests.helpers.logfail import LogGuard
from tests.helpers.stub_hub import DEVICE, StubHub

HELLO = SyncRequest(1, [ScopeAsk("office/stc", Cursor("i" * 36, 7, b"h" * 32))])
QUESTION = DigestRequest(
    1, "office/stc", Cursor("i" * 36, 7, b"h" * 32), DigestLevel.ROWS, [3, 65_535], b"h" * 64
)
WISH = EnrolRequest(b"s" * 7, "PC văn thư", b"p" * 32, "vanthu1.stc")
LETTER = os.urandom(500_000)
HASH = hashlib.sha256(LETTER).hexdigest()
SERIES = "0" * 36


# ── enrolment ────────────────────────────────────────────────────────────────


def test_the_servers_identity_is_proved(hub: StubHub, address: str) -> None:
    assert HttpEnrolment(address).identity(b"n" * 32).public_key == hub.key.public


def test_a_proof_by_another_key_is_refused(hub: StubHub, address: str) -> None:
    class Imitation(SigningKey):
        @property
        def public(self) -> bytes:
            return SigningKey.from_bytes(b"x" * 32).public

    hub.key = Imitation.from_bytes(b"s" * 32)
    with pytest.raises(TransportFault, match="server_identity_wrong"):
        HttpEnrolment(address).identity(b"n" * 32)


def test_a_pc_enrols(hub: StubHub, address: str) -> None:
    assert HttpEnrolment(address).enrol(WISH).device == DEVICE
    assert hub.enrolled == [WISH]


def test_a_refused_code_reaches_the_person_as_it_was(hub: StubHub, address: str) -> None:
    hub.failure = NotAllowed("enrolment_code_refused")
    with pytest.raises(NotAllowed, match="enrolment_code_refused"):
        HttpEnrolment(address).enrol(WISH)


def test_a_broken_rule_keeps_its_field_and_parameters(hub: StubHub, address: str) -> None:
    hub.failure = RuleViolation("login_taken", field="login", login="vanthu1.stc")
    with pytest.raises(RuleViolation) as refusal:
        HttpEnrolment(address).enrol(WISH)
    assert (refusal.value.field, refusal.value.params) == ("login", {"login": "vanthu1.stc"})


# ── addresses ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vanthu.haiduong",
        "ftp://10.0.0.1",
        "http://",
        "https://a:b@10.0.0.1",
        "https://vanthu/?q=1",
        "http://10.0.0.1:99999",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_said_so(url: str) -> None:
    with pytest.raises(RuleViolation, match="server_url_invalid"):
        HttpEnrolment(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1", "http://vanthu.haiduong:8080"])
def test_plain_http_to_another_machine_is_refused(connect: Connect, url: str) -> None:
    with pytest.raises(NotAllowed, match="http_refused"):
        HttpEnrolment(url)
    with pytest.raises(NotAllowed, match="http_refused"):
        connect(url)


def test_plain_http_to_another_machine_may_be_allowed(connect: Connect) -> None:
    HttpEnrolment("http://10.0.0.1", allow_http=True)
    connect("http://10.0.0.1", allow_http=True)


@pytest.mark.parametrize("url", ["http://localhost:1", "http://127.0.0.1:1/", "http://[::1]:1"])
def test_plain_http_to_oneself_is_fine(url: str) -> None:
    HttpEnrolment(url)


# ── tokens ───────────────────────────────────────────────────────────────────


def test_an_exchange_goes_and_comes(hub: StubHub, api: HttpApi) -> None:
    assert api.sync(HELLO) == SyncAnswer(1, 1, [])
    assert hub.requests == [HELLO]


def test_one_token_serves_many_exchanges(hub: StubHub, api: HttpApi) -> None:
    for _ in range(3):
        api.sync(HELLO)
    assert hub.tokens_given == 1


def test_a_token_near_its_end_is_renewed_before(hub: StubHub, api: HttpApi) -> None:
    hub.expires_in_s = 30
    api.sync(HELLO)
    api.sync(HELLO)
    assert hub.tokens_given == 2


def test_a_token_that_ended_early_is_renewed_once(
    hub: StubHub, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.sync(HELLO)
    api._token = type(api._token)("17.stale", 1e18)  # type: ignore[call-arg, misc]
    api.sync(HELLO)
    assert (hub.tokens_given, len(hub.requests)) == (2, 2)


def test_a_server_with_another_key_gets_no_work(
    hub: StubHub, address: str, connect: Connect
) -> None:
    api = connect(address, server_public=SigningKey.from_bytes(b"x" * 32).public)
    with pytest.raises(TransportFault, match="server_identity_wrong"):
        api.sync(HELLO)
    assert hub.requests == []


def test_a_revoked_device_is_told(hub: StubHub, api: HttpApi) -> None:
    api.sync(HELLO)
    hub.failure = NotAllowed("device_revoked", device=17)
    with pytest.raises(NotAllowed, match="device_revoked"):
        api.sync(HELLO)


# ── comparing ────────────────────────────────────────────────────────────────


def test_a_comparison_goes_and_comes(hub: StubHub, api: HttpApi) -> None:
    assert api.digest(QUESTION) == DigestAnswer(moved=True)
    assert hub.compared == [QUESTION]


def test_a_refused_comparison_is_told(hub: StubHub, api: HttpApi) -> None:
    api.sync(HELLO)
    hub.failure = ProtocolFault("request_malformed", part="held")
    with pytest.raises(ProtocolFault, match="request_malformed"):
        api.digest(QUESTION)


def test_a_question_for_proof_goes_and_comes(api: HttpApi) -> None:
    cursor = Cursor("i" * 36, 7, b"h" * 32)
    answer = api.proof(ProofRequest(1, "office/stc", cursor))
    assert (answer.head, answer.unknown) == (cursor, True)


# ── the server's own troubles ────────────────────────────────────────────────


def test_a_busy_server_says_when_to_come_back(
    hub: StubHub, api: HttpApi, log_guard: LogGuard
) -> None:
    api.sync(HELLO)
    hub.failure = EnvironmentFault("database_busy")
    with log_guard.expect("sync_server.api"), pytest.raises(TransportFault) as fault:
        api.sync(HELLO)
    assert fault.value.code == "server_busy"
    assert fault.value.params == {"reason": "database_busy", "retry_after_s": 15}


def test_a_bug_of_the_server_keeps_the_work_here(
    hub: StubHub, api: HttpApi, log_guard: LogGuard
) -> None:
    api.sync(HELLO)
    hub.failure = ZeroDivisionError()
    logged = log_guard.expect("sync_server.api", level=logging.ERROR)
    with logged, pytest.raises(TransportFault, match="server_fault"):
        api.sync(HELLO)


# ── series and files ─────────────────────────────────────────────────────────


def test_a_series_is_taken_with_the_servers_signature(hub: StubHub, api: HttpApi) -> None:
    assert api.take_series("office/stc", SERIES).is_signed_by(hub.key.public)


def test_a_lease_that_the_server_did_not_sign_is_refused(
    hub: StubHub, address: str, connect: Connect
) -> None:
    api = connect(address)
    api.sync(HELLO)
    hub.key = SigningKey.from_bytes(b"x" * 32)
    with pytest.raises(TransportFault, match="server_identity_wrong"):
        api.take_series("office/stc", SERIES)


def test_a_held_series_names_its_holder(hub: StubHub, api: HttpApi) -> None:
    api.sync(HELLO)
    hub.failure = NotAllowed("series_held", device=3)
    with pytest.raises(NotAllowed) as refusal:
        api.take_series("office/stc", SERIES)
    assert (refusal.value.code, refusal.value.params) == ("series_held", {"device": 3})


@pytest.mark.parametrize("content", [b"", b"x", LETTER])
def test_a_file_goes_up_and_comes_down(hub: StubHub, api: HttpApi, content: bytes) -> None:
    name = hashlib.sha256(content).hexdigest()
    api.upload("office/stc", name, len(content), io.BytesIO(content))
    assert hub.files == {name: content}
    assert b"".join(api.download("office/stc", name)) == content


def test_a_file_is_sent_from_where_it_stands_even_the_second_time(
    hub: StubHub, api: HttpApi
) -> None:
    api.sync(HELLO)
    api._token = type(api._token)("17.stale", 1e18)  # type: ignore[call-arg, misc]
    stream = io.BytesIO(b"heading" + LETTER)
    stream.seek(7)
    api.upload("office/stc", HASH, len(LETTER), stream)
    assert hub.files == {HASH: LETTER}


def test_a_file_with_another_hash_is_refused_by_the_server(hub: StubHub, api: HttpApi) -> None:
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        api.upload("office/stc", HASH, 5, io.BytesIO(b"other"))
    assert hub.files == {}


def test_a_file_without_grant_is_refused_at_once(api: HttpApi) -> None:
    with pytest.raises(NotAllowed, match="file_not_granted"):
        api.download("office/stc", HASH)


def test_a_file_that_comes_with_other_bytes_is_noticed(hub: StubHub, api: HttpApi) -> None:
    hub.files[HASH] = b"x" * len(LETTER)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        list(api.download("office/stc", HASH))


def test_a_file_that_is_cut_is_noticed(hub: StubHub, address: str, connect: Connect) -> None:
    hub.files[HASH] = LETTER
    with line_to(address) as line:
        api = connect(line.address)
        api.sync(HELLO)
        line.down_max = line.down + 100_000
        with pytest.raises(TransportFault, match="connection_cut"):
            list(api.download("office/stc", HASH))


def test_an_idle_exchange_is_one_request_under_1000_bytes(
    hub: StubHub, address: str, connect: Connect
) -> None:
    with line_to(address) as line:
        api = connect(line.address)
        api.sync(HELLO)
        before = line.up + line.down
        api.sync(HELLO)
        assert line.up + line.down - before < 1_000
        assert (line.connections, len(hub.requests)) == (1, 2)

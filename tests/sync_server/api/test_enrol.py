"""Identity, enrolment and tokens over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.crypto.signing import verify
from common.errors import NotAllowed, RuleViolation
from common.protocol.messages import (
    IDENTITY_DOMAIN,
    EnrolAnswer,
    EnrolRequest,
    ServerIdentity,
    TokenAnswer,
    TokenRequest,
)
from common.protocol.wire import content_digest
from sync_server.app import create_app
from sync_server.settings import Settings
from tests.helpers.served import served
from tests.helpers.stub_hub import DEVICE, TOKEN, StubHub
from tests.sync_server.api.asking import PACKED, Web

WISH = EnrolRequest(b"s" * 7, "PC văn thư", b"p" * 32, "vanthu1.stc")


def test_the_identity_is_proved_over_the_callers_nonce(web: Web) -> None:
    nonce = bytes(range(32))
    answer = web.ask("GET", f"/identity?nonce={nonce.hex()}")
    told = answer.message(ServerIdentity)
    assert verify(told.public_key, IDENTITY_DOMAIN, nonce, told.signature)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("nonce", ["", "00" * 15, "0" * 33, "zz" * 16, "00" * 65])
def test_a_nonce_of_another_form_is_malformed(web: Web, nonce: str) -> None:
    told = web.ask("GET", f"/identity?nonce={nonce}").problem()
    assert (told["status"], told["code"], told["params"]) == (
        422,
        "request_malformed",
        {"part": "nonce"},
    )


def test_every_answer_carries_protocol_and_digest(web: Web) -> None:
    answer = web.ask("GET", "/token/challenge")
    assert answer.headers["x-vanthu-protocol"] == "1"
    assert answer.headers["content-encoding"] == "zstd"
    assert answer.headers["content-digest"] == content_digest(answer.body)


def test_a_pc_enrols_without_a_token(web: Web, hub: StubHub) -> None:
    answer = web.post("/enrol", WISH, Authorization="")
    assert answer.message(EnrolAnswer).device == DEVICE
    assert hub.enrolled == [WISH]


def test_a_refused_code_is_told_with_its_sentence(web: Web, hub: StubHub) -> None:
    hub.failure = NotAllowed("enrolment_code_refused")
    told = web.post("/enrol", WISH).problem()
    assert told == {
        "type": "urn:vanthu:problem:enrolment_code_refused",
        "title": "Mã ghi danh không dùng được: không có, đã dùng, hoặc đã quá hạn.",
        "status": 403,
        "code": "enrolment_code_refused",
        "family": "NotAllowed",
    }


def test_a_taken_login_names_the_field(web: Web, hub: StubHub) -> None:
    hub.failure = RuleViolation("login_taken", field="login", login="vanthu1.stc")
    told = web.post("/enrol", WISH).problem()
    assert (told["status"], told["field"], told["params"]) == (
        409,
        "login",
        {"login": "vanthu1.stc"},
    )


def test_guessing_codes_is_slowed_down() -> None:
    app = create_app(StubHub(), Settings(data=Path(), enrolments_per_minute=2))
    with served(app) as address, Web(address) as web:
        statuses = [web.post("/enrol", WISH).status for _ in range(2)]
        refused = web.post("/enrol", WISH)
    assert statuses == [200, 200]
    assert refused.problem()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 30


def test_a_token_is_given_against_a_proof(web: Web) -> None:
    request = TokenRequest(DEVICE, b"c" * 32, b"n" * 32, b"x" * 64)
    assert web.post("/token", request).message(TokenAnswer).token == TOKEN


def test_a_message_of_another_shape_is_malformed(web: Web) -> None:
    told = web.post("/token", {"device": "seventeen"}).problem()
    assert (told["status"], told["code"]) == (422, "request_malformed")


@pytest.mark.parametrize("missing", ["Content-Type", "Content-Encoding"])
def test_a_body_of_another_kind_is_not_read(web: Web, missing: str) -> None:
    headers = {name: value for name, value in PACKED.items() if name != missing}
    told = web.ask("POST", "/token", b"{}", **headers).problem()
    assert (told["status"], told["code"]) == (415, "media_type_unknown")

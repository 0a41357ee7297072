"""Challenges and tokens: earned with the device's key, proved by the server's, soon over."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from common.crypto.signing import SigningKey, verify
from common.errors import NotAllowed
from common.protocol.messages import CHALLENGE_DOMAIN, PROOF_DOMAIN, TokenRequest
from sync_server.hub.hub import Hub
from tests.helpers.databases import SqliteFiles
from tests.helpers.devices import FakePc, SteppedClock, enrolled
from tests.helpers.hubs import SERVER_KEY, new_hub
from tests.helpers.seeded import SeededRandom

NONCE = b"n" * 32


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def hub(sqlite: SqliteFiles, clock: SteppedClock) -> Iterator[Hub]:
    hub = new_hub(sqlite.filled(), clock=clock)
    yield hub
    hub.close()


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    return enrolled(hub)


def proof(
    pc: FakePc, challenge: bytes, *, key: SigningKey | None = None, device: int = 0
) -> TokenRequest:
    signature = (key or pc.key).sign(CHALLENGE_DOMAIN, challenge + NONCE)
    return TokenRequest(device or pc.device, challenge, NONCE, signature)


def refused(hub: Hub, request: TokenRequest) -> str:
    with pytest.raises(NotAllowed) as error:
        hub.token(request)
    return error.value.code


def test_a_token_names_the_device_that_earned_it(hub: Hub, pc: FakePc) -> None:
    answer = hub.token(proof(pc, hub.challenge()))
    assert hub.device_of(answer.token) == pc.device


def test_the_server_proves_itself_over_nonce_and_token(hub: Hub, pc: FakePc) -> None:
    answer = hub.token(proof(pc, hub.challenge()))
    message = NONCE + answer.token.encode()
    assert verify(SERVER_KEY.public, PROOF_DOMAIN, message, answer.proof)


def test_another_key_earns_nothing(hub: Hub, pc: FakePc) -> None:
    other = SigningKey.generate(SeededRandom(77))
    assert refused(hub, proof(pc, hub.challenge(), key=other)) == "token_invalid"


def test_a_challenge_lasts_two_minutes(hub: Hub, pc: FakePc, clock: SteppedClock) -> None:
    challenge = hub.challenge()
    clock.forward(minutes=2)
    hub.token(proof(pc, challenge))
    clock.forward(seconds=1)
    assert refused(hub, proof(pc, challenge)) == "token_invalid"


@pytest.mark.parametrize("made_up", [b"", b"x" * 48, bytes(48)])
def test_a_challenge_that_the_server_did_not_give_is_refused(
    hub: Hub, pc: FakePc, made_up: bytes
) -> None:
    assert refused(hub, proof(pc, made_up)) == "token_invalid"


def test_a_token_is_no_challenge_and_a_challenge_no_token(hub: Hub, pc: FakePc) -> None:
    token = hub.token(proof(pc, hub.challenge())).token
    assert refused(hub, proof(pc, base64.urlsafe_b64decode(token))) == "token_invalid"
    with pytest.raises(NotAllowed, match="token_invalid"):
        hub.device_of(base64.urlsafe_b64encode(hub.challenge()).decode())


def test_a_token_lasts_an_hour(hub: Hub, pc: FakePc, clock: SteppedClock) -> None:
    answer = hub.token(proof(pc, hub.challenge()))
    clock.forward(seconds=answer.expires_in_s)
    assert hub.device_of(answer.token) == pc.device
    clock.forward(seconds=1)
    with pytest.raises(NotAllowed, match="token_invalid"):
        hub.device_of(answer.token)


@pytest.mark.parametrize("text", ["", "x", "đ", "AAAA", "A" * 64, "A" * 1000])
def test_what_is_no_token_is_refused(hub: Hub, text: str) -> None:
    with pytest.raises(NotAllowed, match="token_invalid"):
        hub.device_of(text)


def test_every_altered_byte_of_a_token_is_noticed(hub: Hub, pc: FakePc) -> None:
    raw = bytearray(base64.urlsafe_b64decode(hub.token(proof(pc, hub.challenge())).token))
    for at in range(len(raw)):
        altered = bytes(raw[:at]) + bytes([raw[at] ^ 1]) + bytes(raw[at + 1 :])
        with pytest.raises(NotAllowed, match="token_invalid"):
            hub.device_of(base64.urlsafe_b64encode(altered).decode())


@pytest.mark.parametrize("device", [99, 2**63, 2**64 - 1])
def test_an_unknown_device_earns_nothing(hub: Hub, pc: FakePc, device: int) -> None:
    assert refused(hub, proof(pc, hub.challenge(), device=device)) == "device_unknown"


def test_a_revoked_device_earns_nothing(hub: Hub, pc: FakePc) -> None:
    hub.revoke_device(pc.device, "mất máy")
    assert refused(hub, proof(pc, hub.challenge())) == "device_revoked"

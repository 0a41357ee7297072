"""The enrolment code is typed from paper, checked against the server, and stored as a hash."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import RuleViolation
from common.protocol.enrolment_code import EnrolmentCode, hash_secret, new_code, parse_code
from tests.helpers.refusals import code_of
from tests.helpers.seeded import SeededRandom

SERVER_KEY = bytes(range(32))

codes = st.integers(0, 1 << 30).map(lambda seed: new_code(SERVER_KEY, SeededRandom(seed)))


@given(codes)
def test_a_code_comes_back_from_its_text(code: EnrolmentCode) -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", code.text)
    assert parse_code(code.text) == code


@given(codes, st.sampled_from(["-", "", " ", " - ", "\u2013"]))
def test_careless_typing_gives_the_same_code(code: EnrolmentCode, dash: str) -> None:
    careless = code.text.lower().replace("0", "o").replace("1", "l").replace("-", dash)
    assert parse_code(f"  {careless} ") == code


@pytest.mark.parametrize(
    "text",
    ["", "ABCDE", "ABCDE-ABCDE-ABCDE-ABCD", "ABCDE-ABCDE-ABCDE-ABCDEF", "ABCDE-ABCDE-ABCDE-ABCDU"],
)
def test_what_is_no_code_is_refused_beside_the_field(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        parse_code(text)
    assert (refused.value.code, refused.value.field) == ("enrolment_code_invalid", "code")


@given(st.text(max_size=40))
def test_any_text_is_either_a_code_or_refused(text: str) -> None:
    assert code_of(lambda: parse_code(text)) in ("", "enrolment_code_invalid")


@given(codes, st.integers(0, 255))
def test_a_code_matches_its_own_server_only(code: EnrolmentCode, bit: int) -> None:
    other = bytearray(SERVER_KEY)
    other[bit // 8] ^= 1 << bit % 8
    assert code.matches_key(SERVER_KEY)
    assert not code.matches_key(bytes(other))


@settings(max_examples=5)
@given(codes)
def test_the_server_knows_the_secret_again_by_its_hash(code: EnrolmentCode) -> None:
    assert parse_code(code.text).secret_hash == code.secret_hash == hash_secret(code.secret)
    assert code.secret not in code.secret_hash


def test_two_secrets_have_two_hashes() -> None:
    one, two = (new_code(SERVER_KEY, SeededRandom(seed)) for seed in (1, 2))
    assert one.secret_hash != two.secret_hash


def test_secrets_use_all_their_fifty_bits() -> None:
    secrets = [new_code(SERVER_KEY, SeededRandom(seed)).secret for seed in range(40)]
    seen = 0
    for secret in secrets:
        seen |= int.from_bytes(secret, "big")
    assert seen == (1 << 50) - 1


@pytest.mark.parametrize("half", [b"", bytes(6), bytes(8), b"\xff" * 7])
def test_halves_of_another_size_are_refused(half: bytes) -> None:
    with pytest.raises(RuleViolation, match="enrolment_code_invalid"):
        EnrolmentCode(half, bytes(7))
    with pytest.raises(RuleViolation, match="enrolment_code_invalid"):
        EnrolmentCode(bytes(7), half)


def test_the_text_form_shows_no_secret() -> None:
    code = new_code(SERVER_KEY, SeededRandom(3))
    assert repr(code.secret) not in repr(code)
    assert code.text not in repr(code)


def test_codes_and_their_hashes_stay_valid_after_an_upgrade() -> None:
    code = new_code(SERVER_KEY, SeededRandom(4))
    assert code.text == "TYJPT-F7SMH-RBWCB-D51HH"
    assert code.secret_hash.hex() == (
        "30a9310eb92c9f5917e745ec1646fe28005e2c868d8136f592a06c83a32ba9e3"
    )

"""Signatures hold for their key, purpose and bytes, and for nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.signing import SigningKey, verify
from tests.helpers.seeded import SeededRandom

KEY = SigningKey.generate(SeededRandom(1))


@given(st.binary(max_size=200))
def test_what_a_key_signs_its_public_half_confirms(message: bytes) -> None:
    assert verify(KEY.public, "segment", message, KEY.sign("segment", message))


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_another_message_is_not_confirmed(message: bytes, other: bytes) -> None:
    assert verify(KEY.public, "segment", other, KEY.sign("segment", message)) == (message == other)


@given(st.text("ab/", min_size=1, max_size=4), st.text("ab/", min_size=1, max_size=4))
def test_a_signature_serves_one_purpose_only(domain: str, other: str) -> None:
    assert verify(KEY.public, other, b"x", KEY.sign(domain, b"x")) == (domain == other)


def test_purpose_and_message_cannot_be_divided_elsewhere() -> None:
    assert not verify(KEY.public, "a", b"b\0c", KEY.sign("a\x01b", b"c"))
    with pytest.raises(ValueError, match="NUL"):
        KEY.sign("a\0b", b"c")


def test_another_key_does_not_confirm() -> None:
    other = SigningKey.generate(SeededRandom(2))
    assert not verify(other.public, "segment", b"x", KEY.sign("segment", b"x"))


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_malformed_keys_and_signatures_are_answered_not_raised(public: bytes, sign: bytes) -> None:
    assert not verify(public, "segment", b"x", sign)
    assert not verify(KEY.public, "segment", b"x", sign)
    assert not verify(public, "segment", b"x", KEY.sign("segment", b"x"))


def test_a_key_comes_back_from_its_seed() -> None:
    again = SigningKey.from_bytes(KEY.seed)
    assert again.public == KEY.public
    assert again.sign("segment", b"x") == KEY.sign("segment", b"x")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        SigningKey.from_bytes(bytes(size))


def test_the_bytes_under_a_signature_are_part_of_the_format() -> None:
    by_hand = Ed25519PublicKey.from_public_bytes(KEY.public)
    by_hand.verify(KEY.sign("segment", b"payload"), b"vanthu/segment\0payload")


def test_keys_are_those_of_rfc_8032() -> None:
    seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SigningKey.from_bytes(bytes.fromhex(seed)).public.hex() == public


def test_the_text_form_shows_no_secret() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert KEY.public.hex() in repr(KEY)

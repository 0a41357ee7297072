"""A box opens with its key and what it is bound to, and any change to it is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.sealing import SEAL_OVERHEAD_BYTES, open_sealed, seal, subkey
from common.errors import ProtocolFault

KEY, NONCE = bytes(range(32)), bytes(12)


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_a_box_gives_back_what_was_put_in(plaintext: bytes, aad: bytes) -> None:
    box = seal(KEY, plaintext, nonce=NONCE, aad=aad)
    assert open_sealed(KEY, box, aad) == plaintext
    assert len(box) == len(plaintext) + SEAL_OVERHEAD_BYTES


@given(st.integers(0, 8 * (5 + SEAL_OVERHEAD_BYTES) - 1))
def test_one_flipped_bit_anywhere_is_noticed(bit: int) -> None:
    box = bytearray(seal(KEY, b"12345", nonce=NONCE))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProtocolFault, match="sealed_damaged"):
        open_sealed(KEY, bytes(box))


@given(st.integers(0, 4 + SEAL_OVERHEAD_BYTES))
def test_a_cut_box_is_noticed(kept: int) -> None:
    with pytest.raises(ProtocolFault, match="sealed_damaged"):
        open_sealed(KEY, seal(KEY, b"12345", nonce=NONCE)[:kept])


def test_another_key_or_binding_does_not_open() -> None:
    box = seal(KEY, b"x", nonce=NONCE, aad=b"here")
    with pytest.raises(ProtocolFault, match="sealed_damaged"):
        open_sealed(KEY, box, b"there")
    with pytest.raises(ProtocolFault, match="sealed_damaged"):
        open_sealed(subkey(KEY, "other"), box, b"here")


@pytest.mark.parametrize(("key_size", "nonce_size"), [(16, 12), (31, 12), (32, 11), (32, 16)])
def test_keys_and_nonces_of_other_sizes_are_refused(key_size: int, nonce_size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        seal(bytes(key_size), b"x", nonce=bytes(nonce_size))


def test_each_purpose_and_salt_has_its_own_key() -> None:
    keys = {subkey(KEY, "a"), subkey(KEY, "b"), subkey(KEY, "a", salt=b"1"), KEY}
    assert len(keys) == 4
    assert subkey(KEY, "a") == subkey(KEY, "a")


def test_boxes_and_derived_keys_stay_readable_after_an_upgrade() -> None:
    assert subkey(KEY, "store/database").hex() == (
        "18d6a129a8d1d6f6478a6f4e183870057649ab67b1ce0bf9af71c1ec371f5d53"
    )
    assert seal(KEY, "Văn thư".encode(), nonce=NONCE, aad=b"1").hex() == "00" * 12 + (
        "587836b09558eb7bb89758c565c513c6af153e14ff3e0a21ef"
    )

"""The chain: nothing can be taken out, swapped or altered unseen; a body can be erased."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from common.changes.chain import genesis, hashes, segment_is_signed, segment_message
from common.changes.changeset import Changeset, read_changes, read_header
from common.crypto.signing import SigningKey
from tests.common.changes.strategies import changesets

START = genesis("office/stc", 17)
KEY = SigningKey.from_bytes(b"k" * 32)


def _head(chain: list[Changeset]) -> bytes:
    return list(hashes(START, chain))[-1]


@given(changesets(4), st.integers(0, 3), st.integers(0, 3))
def test_swapping_two_changesets_changes_the_head(
    chain: list[Changeset], first: int, second: int
) -> None:
    swapped = list(chain)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert (_head(swapped) == _head(chain)) == (swapped == chain)


@given(changesets(3), st.integers(0, 2), st.integers(min_value=0))
def test_any_flipped_bit_changes_the_head(chain: list[Changeset], index: int, bit: int) -> None:
    altered = list(chain)
    header = bytearray(altered[index].header)
    header[(bit // 8) % len(header)] ^= 1 << (bit % 8)
    altered[index] = Changeset(bytes(header), chain[index].salt, chain[index].payload)
    assert _head(altered) != _head(chain)


@given(changesets(2))
def test_the_hash_needs_only_the_commitment_of_an_erased_body(chain: list[Changeset]) -> None:
    """R6: header and commitment are enough to verify, so a body can be removed by order."""
    expected = _head(chain)
    previous = START
    for changeset in chain:
        parts = previous + hashlib.sha256(changeset.header).digest() + changeset.commitment
        previous = hashlib.sha256(b"vanthu/changeset/1" + parts).digest()
    assert previous == expected


@given(changesets(1))
def test_a_segment_is_signed_for_one_device_scope_and_place(chain: list[Changeset]) -> None:
    head = _head(chain)
    signature = KEY.sign(*segment_message("office/stc", 17, 1, head))
    place = {"scope": "office/stc", "device": 17, "last_seq": 1, "head": head}
    assert segment_is_signed(KEY.public, signature=signature, **place)
    for name, other in (("scope", "office/snv"), ("device", 18), ("last_seq", 2), ("head", START)):
        assert not segment_is_signed(KEY.public, signature=signature, **{**place, name: other})


@given(changesets(2))
def test_bytes_read_back_as_they_were_built(chain: list[Changeset]) -> None:
    for seq, changeset in enumerate(chain, start=1):
        assert read_header(changeset).seq == seq
        assert read_changes(changeset)[0].entity == "incoming_document"


def test_chains_of_two_scopes_and_devices_start_apart() -> None:
    starts = {genesis(scope, device) for scope in ("a", "b") for device in (1, 11)}
    assert len(starts) == 4


@given(changesets(3), st.integers(0, 2))
def test_a_chain_verifies_without_a_body_that_was_erased(
    chain: list[Changeset], index: int
) -> None:
    bare = [one.erased() if place == index else one for place, one in enumerate(chain)]
    assert _head(bare) == _head(chain)
    assert bare[index].is_erased
    assert bare[index].erased() == bare[index]
    assert read_changes(bare[index]) == ()


def test_only_a_commitment_stands_for_a_body() -> None:
    assert not Changeset(b"h", b"s" * 16, b"").is_erased
    assert not Changeset(b"h", b"s" * 32, b"body").is_erased

"""The recovery key survives paper and typing, and a slip of the hand is noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.crockford import ALPHABET
from common.errors import RuleViolation
from desktop.store.recovery_key import SECRET_BITS, new_recovery_key, secret_of
from tests.helpers.seeded import SeededRandom

keys = st.integers(0, 1 << 30).map(lambda seed: new_recovery_key(SeededRandom(seed)))


def test_a_key_is_eight_groups_and_holds_enough_randomness() -> None:
    assert re.fullmatch(r"([0-9A-Z]{5}-){7}[0-9A-Z]{5}", new_recovery_key(SeededRandom(1)))
    assert SECRET_BITS >= 160


@given(keys)
def test_careless_typing_gives_the_same_secret(key: str) -> None:
    careless = key.lower().replace("-", " ").replace("0", "o").replace("1", "i")
    assert secret_of(f" {careless}\n") == secret_of(key)


@given(keys, st.integers(0, 46), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(key: str, at: int, character: str) -> None:
    typed = key[:at] + character + key[at + 1 :]
    if typed == key:
        return
    with pytest.raises(RuleViolation) as refused:
        secret_of(typed)
    assert (refused.value.code, refused.value.field) == ("recovery_key_invalid", "recovery_key")


@given(keys, st.integers(0, 34))
def test_two_swapped_characters_are_noticed(key: str, at: int) -> None:
    bare = key.replace("-", "")
    swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    if swapped != bare:
        with pytest.raises(RuleViolation, match="recovery_key_invalid"):
            secret_of(swapped)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(RuleViolation, match="recovery_key_invalid"):
        secret_of(text)


@given(keys, st.integers(0, 46))
def test_a_cut_or_lengthened_key_is_refused(key: str, kept: int) -> None:
    for typed in (key[:kept], key + key[kept:].strip("-") + "0"):
        with pytest.raises(RuleViolation, match="recovery_key_invalid"):
            secret_of(typed)

"""Codes survive paper, handwriting and typing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.crockford import ALPHABET, decode, encode, grouped, tidied


@given(st.integers(0, (1 << 50) - 1))
def test_a_value_comes_back_from_its_characters(value: int) -> None:
    characters = encode(value, length=10)
    assert len(characters) == 10
    assert decode(characters) == value


@given(st.integers(0, (1 << 100) - 1))
def test_groups_small_letters_and_spaces_do_not_matter(value: int) -> None:
    characters = encode(value, length=20)
    assert tidied(grouped(characters).lower()) == characters
    assert tidied(" ".join(characters)) == characters


def test_letters_mistaken_on_paper_are_read_as_meant() -> None:
    assert tidied("oO0 iIlL1") == "000" + "11111"


@pytest.mark.parametrize("character", ["U", "Đ", "*", "١"])
def test_other_characters_are_refused(character: str) -> None:
    assert character not in ALPHABET
    with pytest.raises(ValueError, match="alphabet"):
        decode("A" + character)


@pytest.mark.parametrize("value", [-1, 32])
def test_a_value_too_large_for_its_length_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="fit"):
        encode(value, length=1)


def test_the_alphabet_is_crockfords() -> None:
    assert encode(0b00000_01010_10010_11111, length=4) == "0AJZ"
    assert grouped("ABCDEFGHJKMN") == "ABCDE-FGHJK-MN"

"""Order by the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.fold import VIETNAMESE_VOWELS, clean_line
from common.text.order import name_key, number_key, sort_key

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {vowels[0]: vowels for vowels in VIETNAMESE_VOWELS.split()}

plain_word = st.text(st.sampled_from(ALPHABET), max_size=8)
vietnamese = st.text(st.sampled_from("aàảãáạAÁăắâdđĐeêbB 1-"), max_size=8)
any_text = st.text(max_size=20) | vietnamese


def sorted_again(words: list[str], key: Callable[[str], Any]) -> list[str]:
    """``words`` turned round and sorted by ``key``."""
    turned_round = words[::-1]
    turned_round.sort(key=key)
    return turned_round


def place_in_alphabet(word: str) -> list[int]:
    return [ALPHABET.index(letter) for letter in word]


def test_the_words_that_byte_order_gets_wrong_are_sorted() -> None:
    given_order = ["An", "Bình", "Duy", "Dũng", "E", "Ánh", "Ân", "Ê", "Ông", "Ăn", "Đông", "Đạt"]
    expected = ["An", "Ánh", "Ăn", "Ân", "Bình", "Dũng", "Duy", "Đạt", "Đông", "E", "Ê", "Ông"]
    assert sorted(given_order, key=sort_key) == expected
    assert sorted(["Ưng", "Ơn", "Ông", "Ung", "On"], key=sort_key) == [
        "On", "Ông", "Ơn", "Ung", "Ưng",
    ]  # fmt: skip


@given(plain_word, plain_word)
def test_letters_follow_the_alphabet(one: str, other: str) -> None:
    in_alphabet = place_in_alphabet(one) < place_in_alphabet(other)
    assert (sort_key(one) < sort_key(other)) == in_alphabet


@pytest.mark.parametrize("vowels", TONES.values())
def test_tones_go_level_falling_asking_tumbling_rising_heavy(vowels: str) -> None:
    words = [f"b{vowel}n" for vowel in vowels]
    assert sorted_again(words, sort_key) == words


def test_letters_weigh_more_than_tones_and_tones_more_than_case() -> None:
    ordered = ["ba", "Ba", "bà", "Bà", "bạ", "bac", "bă"]
    assert sorted_again(ordered, sort_key) == ordered


def test_a_shorter_word_comes_first_and_spaces_before_signs_digits_letters() -> None:
    ordered = ["", "an", "an ninh", "an–ninh", "an-ninh", "an1", "anh", "anα"]
    assert sorted_again(ordered, sort_key) == ordered


@given(any_text, any_text)
def test_only_equal_text_has_equal_keys(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (clean_line(one) == clean_line(other))


@given(any_text)
def test_the_form_of_unicode_does_not_matter(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(composed)


def test_marks_that_vietnamese_lacks_sort_with_their_letter() -> None:
    ordered = ["cac", "çac", "cad", "xa", "x\u0300a", "xb", "zurich", "zürich", "zurick"]
    assert sorted_again(ordered, sort_key) == ordered


def test_people_sort_by_given_name_then_family_then_middle() -> None:
    ordered = [
        "An", "Ái An", "Lê Văn An", "Nguyễn An", "Nguyễn Thị An", "Nguyễn Thị Bích An",
        "Nguyễn Thị Minh An", "Nguyễn Văn An", "Trần Ân", "Bình", "Lê Thị Bình", "Vũ Đạt",
        "Nguyễn Tú", "Nguyễn An Tú",
    ]  # fmt: skip
    assert sorted_again(ordered, name_key) == ordered


@given(any_text, any_text)
def test_different_names_of_people_have_different_keys(one: str, other: str) -> None:
    assert (name_key(one) == name_key(other)) == (clean_line(one) == clean_line(other))


def test_numbers_sort_by_value_then_suffix_and_text_last() -> None:
    ordered = ["4", "05", "9", "10", "125", "125a", "125b", "126", "1.245", "2001", "không số"]
    assert sorted_again(ordered, number_key) == ordered


@pytest.mark.parametrize(("one", "other"), [("5", "05"), ("1.245", "1245"), (" 7 ", "7")])
def test_the_same_number_written_otherwise_has_the_same_key(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1))
def test_whole_numbers_sort_as_numbers(one: int, other: int) -> None:
    assert (number_key(str(one)) < number_key(str(other))) == (one < other)


@pytest.mark.parametrize("text", ["", "không số", "A12", "9" * 19, "9" * 9000])
def test_what_is_no_number_of_a_register_comes_last(text: str) -> None:
    assert number_key(text) > number_key("9" * 18)


def test_neighbours_of_the_alphabet_are_strictly_ordered() -> None:
    for one, other in pairwise(ALPHABET):
        assert sort_key(one.upper()) < sort_key(other)

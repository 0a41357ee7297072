"""Cleaning, search keys and words of Vietnamese text."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.fold import (
    VIETNAMESE_VOWELS,
    clean_line,
    clean_text,
    exact,
    fold,
    has_marks,
    nfc,
    search_words,
)

LOWER = [letter for letter in VIETNAMESE_VOWELS + "đ" if not letter.isascii()]
LETTERS = LOWER + [letter.upper() for letter in LOWER]

vietnamese = st.text(st.sampled_from([*LETTERS, *"aAbchmnoquytTy  /-.,:_0129"]), max_size=40)
any_text = st.text(max_size=40) | vietnamese


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def tokens_of_sqlite(text: str) -> list[str]:
    """The tokens that FTS5's ``unicode61`` makes of ``text``, in order."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("create virtual table t using fts5(x, tokenize='unicode61')")
        database.execute("create virtual table v using fts5vocab(t, 'instance')")
        database.execute("insert into t values (?)", [text])
        return [row[0] for row in database.execute("select term from v order by offset")]
    finally:
        database.close()


def test_there_are_134_vietnamese_letters_beyond_ascii() -> None:
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("letter", LETTERS)
def test_each_vietnamese_letter_folds_to_one_plain_letter(letter: str) -> None:
    base = "d" if letter in "đĐ" else nfd(letter)[0].lower()
    assert fold(letter) == fold(nfd(letter)) == base


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Quyết định", "quyet dinh"),
        ("ĐỀ  NGHỊ\n", "de nghi"),
        ("2257/QĐ-UBND", "2257/qd-ubnd"),
        ("QÐ ð Ɖ", "qd d d"),
        ("Hoà Hòa", "hoa hoa"),
        ("garçon Straße", "garcon strasse"),
    ],
)
def test_folding_drops_marks_case_and_extra_spaces(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_folding_does_not_see_the_form_of_unicode(text: str) -> None:
    assert fold(nfd(text)) == fold(unicodedata.normalize("NFC", text))


@given(vietnamese)
def test_folding_does_not_see_case(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(any_text)
def test_cleaning_yields_nfc_and_is_stable(text: str) -> None:
    for clean in (nfc, clean_line, clean_text):
        cleaned = clean(text)
        assert unicodedata.is_normalized("NFC", cleaned)
        assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("QÐ-UBND", "QĐ-UBND"),
        ("Ðồng", "Đồng"),
        ("Ɖơn, ðơn, ɖơn", "Đơn, đơn, đơn"),
        ("ÐÐA", "ĐĐA"),
        ("Ð 12", "Ð 12"),
        ("Điện đã có", "Điện đã có"),
    ],
)
def test_eth_becomes_d_with_stroke_beside_a_letter_only(typed: str, kept: str) -> None:
    assert nfc(typed) == kept


def test_a_line_has_no_line_ends_and_nothing_invisible() -> None:
    assert clean_line(" Về\u00a0việc\r\n\tlàm\u200b \ufeffđường\0 ") == "Về việc làm đường"


def test_what_becomes_adjacent_when_the_invisible_goes_is_composed() -> None:
    assert clean_line("e\u200b\u0302\u00ad\u0301") == "ế"


def test_half_a_surrogate_pair_becomes_the_replacement_sign() -> None:
    assert clean_line("tệp\udc80") == "tệp\ufffd"


def test_text_keeps_its_lines_with_one_kind_of_line_end() -> None:
    assert clean_text("\r\nMột  hai \r\n\r\n ba\u2028bốn\n\n") == "Một  hai\n\n ba\nbốn"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa HÓA hỏa", "hoà hoá hoả"),
        ("Khỏe", "khoẻ"),
        ("Thủy Ủy Tùy qúy", "thuỷ uỷ tuỳ quý"),
        ("tóan", "toán"),
    ],
)
def test_tone_placement_does_not_tell_words_apart(old: str, new: str) -> None:
    assert exact(old) == exact(new) == new


@pytest.mark.parametrize(
    ("one", "other"),
    [("của", "cuả"), ("đường", "duong"), ("an", "ân"), ("hoà", "hoá"), ("múa", "muá")],
)
def test_other_differences_of_marks_are_kept(one: str, other: str) -> None:
    assert exact(one) != exact(other)


@given(any_text)
def test_the_exact_key_is_stable_and_blind_to_the_form_of_unicode(text: str) -> None:
    assert exact(exact(text)) == exact(text)
    assert exact(nfd(text)) == exact(unicodedata.normalize("NFC", text))


@given(vietnamese)
def test_equal_exact_keys_fold_equally(text: str) -> None:
    assert fold(exact(text)) == fold(text)


@pytest.mark.parametrize("word", ["đinh", "Đ", "ân", "nội", nfd("nội"), "hòa", "QÐ"])
def test_a_word_with_a_tone_a_hat_or_a_stroke_has_marks(word: str) -> None:
    assert has_marks(word)


@pytest.mark.parametrize("word", ["", "dinh", "2257", "UBND", "—"])
def test_a_plain_word_has_no_marks(word: str) -> None:
    assert not has_marks(word)


@given(vietnamese)
def test_words_without_marks_are_those_that_folding_leaves(text: str) -> None:
    for word in search_words(text):
        assert has_marks(word) == (fold(word) != word.casefold())


def test_words_keep_case_and_marks() -> None:
    words = search_words(nfd("số 2257/QĐ-UBND, an_ninh"))
    assert words == ["số", "2257", "QĐ", "UBND", "an", "ninh"]


@given(vietnamese)
def test_words_are_those_of_the_search_index(text: str) -> None:
    assert [fold(word) for word in search_words(text)] == tokens_of_sqlite(fold(text))

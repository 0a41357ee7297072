"""Which passwords may be chosen, and what a key is derived from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.passwords import DEFAULT, KdfParams, check_password, derive
from common.errors import RuleViolation
from tests.helpers.refusals import code_of

FAST = KdfParams(memory_kib=8, iterations=1, lanes=1)
SALT = b"0123456789abcdef"


@pytest.mark.parametrize("password", ["", "ngắn", "tR7#kq0Lm", "a" * 9])
def test_fewer_than_ten_characters_are_too_short(password: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_password(password)
    assert (refused.value.code, refused.value.field) == ("password_too_short", "password")
    assert refused.value.params == {"length_min": 10}


def test_length_counts_characters_not_the_marks_they_are_typed_with() -> None:
    nine = unicodedata.normalize("NFD", "ếộữằẫởỵệỗ")
    assert len(nine) > 20
    with pytest.raises(RuleViolation, match="password_too_short"):
        check_password(nine)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123", "Mật khẩu 123", "MatKhau@2026", "vietnam123", "Vietnam@123", "hanoi@2026",
        "1234567890", "0987654321", "12345678910", "1111111111", "1212121212", "abcdefghij",
        "qwertyuiop", "qwerty12345", "1qaz2wsx3edc", "1q2w3e4r5t", "p@ssw0rd123", "Password1!",
        "administrator", "Admin@12345", "iloveyou12", "matkhaumatkhau", "abcdeabcde", "nguyenvana1",
        "Aa123456@@", "vanthu2026", "ubnd123456", "a" * 500, "matkhau" * 20,
    ],
)  # fmt: skip
def test_listed_passwords_and_their_kin_are_too_common(password: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_password(password)
    assert (refused.value.code, refused.value.field) == ("password_common", "password")


@pytest.mark.parametrize(
    "password",
    [
        "cây đa bến nước", "tR7#kq0Lm2", "vietnam8264917350", "kho thóc tháng mười",
        "matkhau vietnam hanoi saigon", "Xe đạp màu xanh 7", "x" * 5 + "yz4 " + "việc" * 30,
    ],
)  # fmt: skip
def test_phrases_and_random_passwords_are_accepted(password: str) -> None:
    check_password(password)


@given(st.text(max_size=80))
def test_any_password_is_either_accepted_or_refused_by_a_rule(password: str) -> None:
    outcome = code_of(lambda: check_password(password))
    assert outcome in ("", "password_too_short", "password_common")


@given(st.text(max_size=20))
def test_the_key_is_the_same_whatever_way_the_marks_were_typed(password: str) -> None:
    composed, apart = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert derive(composed, SALT, FAST) == derive(apart, SALT, FAST)


def test_password_salt_and_cost_all_matter() -> None:
    dearer = KdfParams(memory_kib=16, iterations=1, lanes=1)
    keys = {
        derive("một", SALT, FAST),
        derive("hai", SALT, FAST),
        derive("một", SALT[::-1], FAST),
        derive("một", SALT, dearer),
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}


def test_a_broken_input_method_is_no_crash() -> None:
    assert derive("\ud800", SALT, FAST) != derive("?", SALT, FAST)


def test_keys_stay_those_of_argon2id() -> None:
    # Computed by the reference implementation, through argon2-cffi.
    assert derive("matkhau", SALT, FAST).hex() == (
        "24d5ea3664a6f1985aae40d69aa41e7ed285c47c458ffc8ee77aaf5d59a90d68"
    )


@pytest.mark.parametrize(
    ("memory_kib", "iterations", "lanes"),
    [(7, 1, 1), (8, 0, 1), (8, 1, 0), (31, 1, 4), (1 << 21, 1, 1), (8, 65, 1), (9999, 1, 65)],
)
def test_costs_out_of_bounds_are_refused(memory_kib: int, iterations: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        KdfParams(memory_kib, iterations, lanes)


def test_the_default_costs_what_rfc_9106_asks_for() -> None:
    assert (DEFAULT.memory_kib, DEFAULT.iterations, DEFAULT.lanes) == (64 * 1024, 3, 4)

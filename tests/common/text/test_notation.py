"""Reading and writing the number and notation of documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from common.text.fold import clean_line
from common.text.notation import (
    Notation,
    compose_notation,
    format_notation,
    format_number,
    join_code,
    notation_warnings,
    of_year,
    parse_notation,
)

code_like = st.text(st.sampled_from("0125aQĐĐÐUBNDsốSỐkhôngyxự /-–.…_:"), max_size=24)
pieces = ["số ", "Số: ", "không số", "12", "2015", "125a", "/", "-", " – ", "QĐ", "TW", "…", "x"]
patchwork = st.lists(st.sampled_from(pieces), max_size=8).map("".join)
organ = st.text(st.sampled_from("ABCĐHKLSTUV"), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "number", "year", "notation"),
    [
        ("2257/QĐ-UBND", "2257", None, "QĐ-UBND"),
        ("số 2257 /QĐ-UBND", "2257", None, "QĐ-UBND"),
        ("Số: 2257 / QĐ - UBND", "2257", None, "QĐ-UBND"),
        ("Số, ký hiệu: 05/BNV-VP", "05", None, "BNV-VP"),
        ("so 4164/VPCP-TTĐT", "4164", None, "VPCP-TTĐT"),
        ("2257/QÐ–UBND", "2257", None, "QĐ-UBND"),
        ("11/2015/QĐ-UBND", "11", 2015, "QĐ-UBND"),
        ("33/2024/QH15", "33", 2024, "QH15"),
        ("399-QĐ/TW", "399", None, "-QĐ/TW"),
        ("123 – CV/TU", "123", None, "-CV/TU"),
        ("01/VBHN-VPQH", "01", None, "VBHN-VPQH"),
        ("125a/QyĐ-SNV", "125a", None, "QyĐ-SNV"),
        ("1.245/UBND-VX", "1.245", None, "UBND-VX"),
        ("12-2/QĐ-UBND", "12-2", None, "QĐ-UBND"),
        ("45/CV-UBND", "45", None, "CV-UBND"),
        ("15/QĐ/UB", "15", None, "QĐ/UB"),
        ("12/2020", "12", 2020, ""),
        ("2257", "2257", None, ""),
        ("/TTr-STC", "", None, "TTr-STC"),
        ("Số: …/2015/QĐ-UBND", "", 2015, "QĐ-UBND"),
        ("2015/2015/QĐ-UBND", "2015", 2015, "QĐ-UBND"),
    ],
)
def test_a_code_is_split(typed: str, number: str, year: int | None, notation: str) -> None:
    assert parse_notation(typed) == Notation(number, year, notation)


@pytest.mark.parametrize("typed", ["", "không số", "Không số", "Số: không số", "KHÔNG CÓ SỐ", "/"])
def test_no_number_gives_nothing(typed: str) -> None:
    assert parse_notation(typed) == Notation("", None, "")
    assert format_notation(parse_notation(typed)) == ""


@pytest.mark.parametrize(
    "typed", ["Giấy mời – họp", "08/10/2013", "Sóc Sơn/12", "Số đến 12", "QĐ-UBND", "12QĐ/UBND"]
)
def test_what_is_no_code_is_kept_as_typed(typed: str) -> None:
    assert parse_notation(typed) == Notation("", None, typed)


@pytest.mark.parametrize(
    "printed",
    [
        "2257/QĐ-UBND", "11/2015/QĐ-UBND", "33/2024/QH15", "399-QĐ/TW", "123-CV/TU", "05/BNV-VP",
        "01/VBHN-VPQH", "28/2018/QĐ-TTg", "8/2018/L-CTN", "40/2024/NQ-HĐND", "36a/NQ-CP",
        "12/UBND-KT-TH", "15/CTr-SNV", "/2015/QĐ-UBND", "2015/12", "TTr-STC",
    ],
)  # fmt: skip
def test_a_printed_code_comes_back_as_it_stood(printed: str) -> None:
    assert format_notation(parse_notation(printed)) == printed


@given(st.text(max_size=30) | code_like | patchwork)
def test_any_text_is_read_and_its_printed_form_read_again_is_the_same(text: str) -> None:
    code = parse_notation(text)
    assert parse_notation(format_notation(code)) == code


@given(st.text(max_size=30) | code_like | patchwork)
def test_the_stored_pair_prints_as_the_code(text: str) -> None:
    code = parse_notation(text)
    assert join_code(code.code_number, code.code_notation) == format_notation(code)


@given(code_like | patchwork)
def test_letters_are_never_recased(text: str) -> None:
    kept = format_notation(parse_notation(text))
    assert set(kept) <= set(clean_line(text)) | set("Đ-/")


@pytest.mark.parametrize("filler", ["số/", "…/", "số ", "1", "1.234", "- ", "Số: Số ", "."])
def test_absurdly_long_text_is_read(filler: str) -> None:
    code = parse_notation(filler * 5000)
    assert parse_notation(format_notation(code)) == code


def test_the_field_of_the_notation_holds_the_year() -> None:
    code = parse_notation("11/2015/QĐ-UBND")
    assert (code.code_number, code.code_notation) == ("11", "2015/QĐ-UBND")


@pytest.mark.parametrize(
    ("type_abbreviation", "unit", "is_legal", "composed"),
    [
        ("QĐ", "VX", False, "QĐ-UBND"),
        ("", "VX", False, "UBND-VX"),
        ("", "", False, "UBND"),
        ("QĐ", "", True, "2015/QĐ-UBND"),
    ],
)
def test_a_notation_follows_the_grammar(
    type_abbreviation: str, unit: str, is_legal: bool, composed: str
) -> None:
    assert composed == compose_notation(
        type_abbreviation=type_abbreviation, organ="UBND", unit=unit, is_legal=is_legal, year=2015
    )


@given(organ, organ, st.integers(1, 10**6), st.sampled_from(["", "QĐ", "TTr", "QyĐ"]))
def test_what_is_composed_is_read_back(organ: str, unit: str, number: int, kind: str) -> None:
    composed = compose_notation(
        type_abbreviation=kind, organ=organ, unit=unit, is_legal=False, year=None
    )
    code = Notation(format_number(number), None, composed)
    assert parse_notation(format_notation(code)) == code


@pytest.mark.parametrize(
    ("organ", "kind", "year", "code"),
    [
        (" ", "QĐ", 2015, "notation_organ_missing"),
        ("UBND", "", 2015, "notation_type_missing"),
        ("UBND", "QĐ", None, "notation_year_missing"),
    ],
)
def test_a_legal_notation_needs_organ_type_and_year(
    organ: str, kind: str, year: int | None, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        compose_notation(type_abbreviation=kind, organ=organ, unit="", is_legal=True, year=year)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("number", "suffix", "printed"),
    [(1, "", "01"), (9, "a", "09a"), (10, "", "10"), (125, "a", "125a"), (12345, "", "12345")],
)
def test_a_number_below_ten_takes_a_leading_zero(number: int, suffix: str, printed: str) -> None:
    assert format_number(number, suffix) == printed


@pytest.mark.parametrize("number", [0, -1])
def test_numbers_start_from_one(number: int) -> None:
    with pytest.raises(RuleViolation, match="number_invalid"):
        format_number(number)


@pytest.mark.parametrize(
    ("typed", "warnings"),
    [
        ("45/CV-UBND", ["cong_van_with_type"]),
        ("45/UBND", ["notation_without_unit"]),
        ("45/QD-UBND", ["notation_mark_lost"]),
        ("45/qđ-ubnd", ["notation_letter_case"]),
        ("45/TTR-STC", ["notation_letter_case"]),
        ("45/QĐ-UB ND", ["notation_with_space"]),
    ],
)
def test_an_offices_own_slips_are_warned_of(typed: str, warnings: list[str]) -> None:
    assert notation_warnings(typed, outgoing=True) == warnings
    assert notation_warnings(parse_notation(typed), outgoing=True) == warnings
    assert notation_warnings(typed, outgoing=False) == []


@pytest.mark.parametrize(
    "typed",
    [
        "2257/QĐ-UBND", "45/UBND-VX", "15/TTr-STC", "12/QyĐ-SNV", "9/CTr-UBND", "3/SY-UBND",
        "11/2015/QĐ-UBND", "399-QĐ/TW", "123-CV/TU", "7/HD-SNV", "không số", "QĐ-UBND",
    ],
)  # fmt: skip
def test_right_notations_are_not_warned_of(typed: str) -> None:
    assert notation_warnings(typed, outgoing=True) == []


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("2026/QĐ-UBND", "2027/QĐ-UBND"),
        ("2027/QĐ-UBND", "2027/QĐ-UBND"),
        ("QĐ-UBND", "QĐ-UBND"),
        ("-QĐ/TW", "-QĐ/TW"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_legal_document_carries_the_year_of_its_issue(notation: str, expected: str) -> None:
    assert of_year(notation, 2027) == expected

"""The fixed catalogs are those of the law."""

from __future__ import annotations

from collections import Counter

import pytest

from common.entities.catalogue import (
    DOCUMENT_TYPES,
    Confidentiality,
    DocumentTypeSpec,
    Urgency,
    document_type_by_code,
)
from common.errors import RuleViolation
from common.text.fold import nfc


def of_kind(kind: str) -> list[DocumentTypeSpec]:
    return [spec for spec in DOCUMENT_TYPES if spec.kind == kind]


def test_there_are_29_administrative_types_and_3_copies() -> None:
    kinds = Counter(spec.kind for spec in DOCUMENT_TYPES)
    assert (kinds["administrative"], kinds["copy"]) == (29, 3)


def test_the_abbreviations_are_those_of_the_decree() -> None:
    decree = (
        "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB"
    )
    given = [spec.abbreviation for spec in of_kind("administrative") if spec.abbreviation]
    assert given == decree.split()
    assert [spec.abbreviation for spec in of_kind("copy")] == ["SY", "TrS", "SL"]


def test_only_cong_van_and_thu_cong_have_no_abbreviation() -> None:
    without = [spec.code for spec in of_kind("administrative") if not spec.abbreviation]
    assert without == ["cong_van", "thu_cong"]


def test_only_legal_documents_carry_the_year_and_a_consolidated_text_does_not() -> None:
    with_year = {spec.code for spec in DOCUMENT_TYPES if spec.has_year}
    assert with_year == {spec.code for spec in of_kind("legal")} - {"van_ban_hop_nhat"}


def test_codes_and_labels_are_unique_and_names_within_their_kind() -> None:
    assert len({spec.code for spec in DOCUMENT_TYPES}) == len(DOCUMENT_TYPES)
    assert len({spec.label for spec in DOCUMENT_TYPES}) == len(DOCUMENT_TYPES)
    assert len({(spec.kind, spec.name) for spec in DOCUMENT_TYPES}) == len(DOCUMENT_TYPES)


def test_namesakes_are_told_apart_by_their_label() -> None:
    assert document_type_by_code("quyet_dinh").label == "Quyết định (cá biệt)"
    assert document_type_by_code("quyet_dinh_qppl").label == "Quyết định (quy phạm pháp luật)"
    assert document_type_by_code("chi_thi").label == "Chỉ thị"


def test_every_name_is_nfc() -> None:
    for spec in DOCUMENT_TYPES:
        assert nfc(spec.name + spec.abbreviation) == spec.name + spec.abbreviation


@pytest.mark.parametrize("spec", DOCUMENT_TYPES, ids=lambda spec: spec.code)
def test_a_type_is_found_by_its_code(spec: DocumentTypeSpec) -> None:
    assert document_type_by_code(spec.code) is spec


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        document_type_by_code("QĐ")
    assert (refused.value.code, refused.value.params) == ("document_type_unknown", {"value": "QĐ"})


def test_urgency_has_the_numbers_of_the_exchange() -> None:
    assert [(int(level), level.label) for level in Urgency] == [
        (0, "Thường"), (1, "Khẩn"), (2, "Thượng khẩn"), (3, "Hỏa tốc"), (4, "Hỏa tốc hẹn giờ"),
    ]  # fmt: skip


def test_secrecy_has_four_levels() -> None:
    assert [(int(level), level.label) for level in Confidentiality] == [
        (0, "Thường"), (1, "Mật"), (2, "Tối mật"), (3, "Tuyệt mật"),
    ]  # fmt: skip

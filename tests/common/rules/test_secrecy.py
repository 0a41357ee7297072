"""What may not enter the system, and what is warned of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.entities.catalogue import Confidentiality
from common.errors import RuleViolation
from common.rules.secrecy import TEXT_LENGTH_MAX, check_confidentiality, looks_secret

STAMPS = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]


def test_an_ordinary_document_passes() -> None:
    check_confidentiality(Confidentiality.NORMAL)


@pytest.mark.parametrize("level", [1, 2, 3, 4, -1])
def test_every_other_level_is_refused(level: int) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_confidentiality(level)
    assert (refused.value.code, refused.value.field) == ("secret_refused", "confidentiality")
    assert refused.value.params == {"level": level}


@pytest.mark.parametrize(
    "text",
    [
        *STAMPS,
        "  TỐI   MẬT  ",
        "M Ậ T",
        "T Ố I  M Ậ T",
        "M.Ậ.T",
        "ỦY BAN NHÂN DÂN\nTUYỆT MẬT\nSố: 12/QĐ-UBND",
        "TÀI LIỆU MẬT",
        "MẬT: Về việc bố trí lực lượng",
        "MẬT - BÁO CÁO TÌNH HÌNH",
        "MẬT Báo cáo tình hình",
        "Báo cáo MẬT về an ninh",
        "Báo cáo tình hình (MẬT)",
        "Báo cáo tình hình [Tối mật]",
        "Báo cáo tình hình (Mật)",
        "Độ mật: Tối mật",
        "TỐI MẬT, HỎA TỐC",
        "MẬT_bao_cao.pdf",
        "12-QĐ-MẬT.docx",
        "MẬT.pdf",
        "TUYET MAT - ke hoach.pdf",
        "TOI_MAT_ke_hoach.docx",
        "ke hoach (MAT).doc",
        "MAT.pdf",
    ],
)
def test_a_stamp_is_seen(text: str) -> None:
    assert looks_secret(text)
    assert looks_secret(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bảo vệ bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "BÍ MẬT",
        "BÍ_MẬT_NHÀ_NƯỚC.pdf",
        "bí MẬT",
        "mật độ dân số",
        "MẬT ĐỘ DÂN SỐ",
        "MẬT_ĐỘ_DÂN_SỐ.xlsx",
        "Cơ quan cơ mật",
        "Công ty Mật Ong",
        "CÔNG TY MẬT ONG",
        "Công ty MẬT Ong Rừng",
        "QUY CHẾ QUẢN LÝ TÀI LIỆU MẬT CỦA TỈNH",
        "Chế độ mật",
        "Độ mật: Thường",
        "mua mật ong (mật)",
        "MAT_TRAN_TO_QUOC.pdf",
        "GIAI_PHONG_MAT_BANG.pdf",
        "MẶT TRẬN",
        "mật khẩu, MẬT KHẨU",
        "THẬT",
        "AMẬT",
    ],
)
def test_ordinary_words_are_not_taken_for_a_stamp(text: str) -> None:
    assert not looks_secret(text)
    assert not looks_secret(unicodedata.normalize("NFD", text))


@given(st.text(max_size=200), st.sampled_from(STAMPS), st.text(max_size=200))
def test_a_stamp_on_its_own_line_is_seen_in_any_text(before: str, stamp: str, after: str) -> None:
    assert looks_secret(f"{before}\n{stamp}\n{after}")


@given(st.text(st.sampled_from("aămậtốiđộ nuyệbí"), max_size=60))
def test_running_small_letters_are_never_a_stamp(text: str) -> None:
    assert not looks_secret(text)


@pytest.mark.parametrize("filler", ["MẬT ONG ", "A", "(", "M ", "TỐI ", "BÍ MẬT "])
def test_a_long_text_is_searched(filler: str) -> None:
    text = filler * (TEXT_LENGTH_MAX // len(filler) - 10)
    assert not looks_secret(text)
    assert looks_secret(text + "\nMẬT\n")

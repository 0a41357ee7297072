"""Who writes the demo's documents: agencies of 2013 by their full names, and invented signers.

The agencies are those whose letters a provincial office of Hải Dương really gets; the people are
made up of common family, middle and given names, so that no real official is shown signing.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

PROVINCE = "Ủy ban nhân dân tỉnh Hải Dương"
PROVINCE_PLACE = "Hải Dương"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An agency: its full name, the one above it (``""``: none is printed), its abbreviation.

    ``place`` stands before the date; ``head`` and ``deputy`` are the posts that sign; ``authority``
    is the line above them where the agency decides together (``""``: none).
    """

    name: str
    parent: str
    abbreviation: str
    place: str
    head: str
    deputy: str
    authority: str
    units: tuple[str, ...]
    """Abbreviations of the units that draft: the last part of a công văn's notation."""


def _central(name: str, abbreviation: str, *units: str) -> Issuer:
    head, deputy = ("Bộ trưởng", "Thứ trưởng")
    return Issuer(name, "", abbreviation, "Hà Nội", head, deputy, "", units)


def _department(name: str, abbreviation: str, *units: str) -> Issuer:
    return Issuer(
        name, PROVINCE, abbreviation, PROVINCE_PLACE, "Giám đốc", "Phó Giám đốc", "", units
    )


def _district(kind: str, name: str, place: str) -> Issuer:
    authority = "TM. Ủy ban nhân dân"
    full = f"Ủy ban nhân dân {kind} {name}"
    return Issuer(full, "", "UBND", place, "Chủ tịch", "Phó Chủ tịch", authority, ("VP", "TCKH"))


ISSUERS: tuple[Issuer, ...] = (
    Issuer(
        "Văn phòng Chính phủ", "", "VPCP", "Hà Nội", "Bộ trưởng, Chủ nhiệm", "Phó Chủ nhiệm", "",
        ("KSTT", "TCCV", "KTTH"),
    ),
    _central("Bộ Nội vụ", "BNV", "CCHC", "VP", "TCBC"),
    _central("Bộ Tài chính", "BTC", "NSNN", "HCSN"),
    _central("Bộ Thông tin và Truyền thông", "BTTTT", "ƯDCNTT", "KHTC"),
    _central("Bộ Giáo dục và Đào tạo", "BGDĐT", "GDTrH", "KHTC"),
    Issuer(
        PROVINCE, "", "UBND", PROVINCE_PLACE, "Chủ tịch", "Phó Chủ tịch", "TM. Ủy ban nhân dân",
        ("VP", "KTTH", "VX"),
    ),
    _department("Sở Tài chính", "STC", "QLNS", "HCSN"),
    _department("Sở Nội vụ", "SNV", "CCHC", "CCVC"),
    _department("Sở Kế hoạch và Đầu tư", "SKHĐT", "TH", "KTN"),
    _department("Sở Y tế", "SYT", "NVY", "TCCB"),
    _department("Sở Giáo dục và Đào tạo", "SGDĐT", "GDTrH", "VP"),
    _department("Sở Nông nghiệp và Phát triển nông thôn", "SNN", "TL", "CN"),
    _department("Sở Tài nguyên và Môi trường", "STNMT", "QLĐĐ", "BVMT"),
    _department("Sở Thông tin và Truyền thông", "STTTT", "CNTT", "TTBC"),
    _department("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH", "BTXH", "NCC"),
    _department("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", "QLDL", "VP"),
    Issuer(
        "Thanh tra tỉnh", PROVINCE, "TTT", PROVINCE_PLACE, "Chánh Thanh tra", "Phó Chánh Thanh tra",
        "", ("NV1", "VP"),
    ),
    _district("thành phố", "Hải Dương", PROVINCE_PLACE),
    _district("thị xã", "Chí Linh", "Chí Linh"),
    _district("huyện", "Nam Sách", "Nam Sách"),
    _district("huyện", "Kinh Môn", "Kinh Môn"),
    _district("huyện", "Ninh Giang", "Ninh Giang"),
    _district("huyện", "Tứ Kỳ", "Tứ Kỳ"),
    _district("huyện", "Thanh Miện", "Thanh Miện"),
)  # fmt: skip

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLE_MALE = ("Văn", "Hữu", "Đức", "Quang", "Minh", "Xuân", "Công", "Đình")
_MIDDLE_FEMALE = ("Thị", "Thu", "Ngọc", "Thanh", "Bích", "Kim")
_GIVEN_MALE = ("Phước", "Đạt", "Khải", "Dũng", "Ninh", "Thuận", "Tưởng", "Quyết", "Vượng", "Sỹ")
_GIVEN_FEMALE = ("Hạnh", "Nguyệt", "Diễm", "Ửng", "Thảo", "Khuê", "Mỹ", "Yến", "Vẻ", "Loan")


def invented_name(chance: Random) -> str:
    """A Vietnamese name of three words that belongs to nobody in particular."""
    if chance.random() < 0.35:
        return " ".join(map(chance.choice, (_FAMILY, _MIDDLE_FEMALE, _GIVEN_FEMALE)))
    return " ".join(map(chance.choice, (_FAMILY, _MIDDLE_MALE, _GIVEN_MALE)))

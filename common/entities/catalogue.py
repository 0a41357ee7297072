"""The fixed catalogs: types of document, levels of urgency and of secrecy.

They are what the law lists (NĐ 30/2020 Đ.7, PL III), so that a store works from its
first minute; the centre's ``document_type`` records start from here and may add to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from common.errors import RuleViolation

DocumentKind = Literal["administrative", "copy", "legal", "other"]


@dataclass(frozen=True)
class DocumentTypeSpec:
    """One type of document.

    ``name`` is what is printed and stored as TypeName; it is unique within its ``kind`` only.
    ``abbreviation`` is its part in the notation, ``""`` for none; case and marks matter (``QyĐ`` is
    not ``QĐ``). ``has_year``: the year is a middle part of the number, as in ``11/2015/QĐ-UBND``.
    """

    code: str
    name: str
    abbreviation: str
    kind: DocumentKind
    has_year: bool

    @property
    def label(self) -> str:
        """The name where a type is chosen, told apart from its namesake among legal documents."""
        if self.name not in _NAMES_OF_TWO_KINDS:
            return self.name
        return f"{self.name} ({'quy phạm pháp luật' if self.kind == 'legal' else 'cá biệt'})"


def _specs(
    kind: DocumentKind, *rows: tuple[str, str, str], has_year: bool = False
) -> tuple[DocumentTypeSpec, ...]:
    return tuple(
        DocumentTypeSpec(code, name, abbreviation, kind, has_year)
        for code, name, abbreviation in rows
    )


_ADMINISTRATIVE = _specs(
    "administrative",
    ("nghi_quyet", "Nghị quyết", "NQ"),
    ("quyet_dinh", "Quyết định", "QĐ"),
    ("chi_thi", "Chỉ thị", "CT"),
    ("quy_che", "Quy chế", "QC"),
    ("quy_dinh", "Quy định", "QyĐ"),
    ("thong_cao", "Thông cáo", "TC"),
    ("thong_bao", "Thông báo", "TB"),
    ("huong_dan", "Hướng dẫn", "HD"),
    ("chuong_trinh", "Chương trình", "CTr"),
    ("ke_hoach", "Kế hoạch", "KH"),
    ("phuong_an", "Phương án", "PA"),
    ("de_an", "Đề án", "ĐA"),
    ("du_an", "Dự án", "DA"),
    ("bao_cao", "Báo cáo", "BC"),
    ("bien_ban", "Biên bản", "BB"),
    ("to_trinh", "Tờ trình", "TTr"),
    ("hop_dong", "Hợp đồng", "HĐ"),
    ("cong_van", "Công văn", ""),
    ("cong_dien", "Công điện", "CĐ"),
    ("ban_ghi_nho", "Bản ghi nhớ", "BGN"),
    ("ban_thoa_thuan", "Bản thỏa thuận", "BTT"),
    ("giay_uy_quyen", "Giấy ủy quyền", "GUQ"),
    ("giay_moi", "Giấy mời", "GM"),
    ("giay_gioi_thieu", "Giấy giới thiệu", "GGT"),
    ("giay_nghi_phep", "Giấy nghỉ phép", "GNP"),
    ("phieu_gui", "Phiếu gửi", "PG"),
    ("phieu_chuyen", "Phiếu chuyển", "PC"),
    ("phieu_bao", "Phiếu báo", "PB"),
    ("thu_cong", "Thư công", ""),
)

_COPIES = _specs(
    "copy",
    ("sao_y", "Bản sao y", "SY"),
    ("trich_sao", "Bản trích sao", "TrS"),
    ("sao_luc", "Bản sao lục", "SL"),
)

_LEGAL = _specs(
    "legal",
    ("luat", "Luật", "QH"),
    ("phap_lenh", "Pháp lệnh", "PL"),
    ("lenh", "Lệnh", "L"),
    ("nghi_dinh", "Nghị định", "NĐ"),
    ("thong_tu", "Thông tư", "TT"),
    ("thong_tu_lien_tich", "Thông tư liên tịch", "TTLT"),
    ("nghi_quyet_qppl", "Nghị quyết", "NQ"),
    ("quyet_dinh_qppl", "Quyết định", "QĐ"),
    has_year=True,
) + _specs("legal", ("van_ban_hop_nhat", "Văn bản hợp nhất", "VBHN"))

_OTHERS = _specs(
    "other",
    ("van_ban_dang", "Văn bản của Đảng", ""),
    ("don_thu", "Đơn, thư", ""),
    ("hoa_don_chung_tu", "Hóa đơn, chứng từ", ""),
    ("van_ban_chuyen_nganh", "Văn bản chuyên ngành", ""),
    ("van_ban_khac", "Văn bản khác", ""),
)

DOCUMENT_TYPES: tuple[DocumentTypeSpec, ...] = (*_ADMINISTRATIVE, *_COPIES, *_LEGAL, *_OTHERS)
"""The 29 administrative types, the copies, the legal kinds, and what else lands in the register."""

_BY_CODE = {spec.code: spec for spec in DOCUMENT_TYPES}
_NAMES_OF_TWO_KINDS = frozenset({"Nghị quyết", "Quyết định"})


def document_type_by_code(code: str) -> DocumentTypeSpec:
    """The type with this code.

    Raises:
        RuleViolation: ``document_type_unknown``.
    """
    spec = _BY_CODE.get(code)
    if spec is None:
        raise RuleViolation("document_type_unknown", value=code)
    return spec


class Urgency(IntEnum):
    """Mức độ khẩn (NĐ 30/2020 PL I.III.2.b); the numbers are those of the national exchange.

    The last is not in the decree but still used on the exchange, with an hour.
    """

    NORMAL = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_TIMED = 4

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return _URGENCY_LABELS[self]


class Confidentiality(IntEnum):
    """Độ mật; only :attr:`NORMAL` may enter the system (``common.rules.secrecy``)."""

    NORMAL = 0
    SECRET = 1
    HIGHLY_SECRET = 2
    TOP_SECRET = 3

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return _CONFIDENTIALITY_LABELS[self]


_URGENCY_LABELS = ("Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc", "Hỏa tốc hẹn giờ")
_CONFIDENTIALITY_LABELS = ("Thường", "Mật", "Tối mật", "Tuyệt mật")

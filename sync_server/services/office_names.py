"""Full names and customary abbreviations of the offices of Quyết định 2257/QĐ-UBND (domain §1.3).

The list of offices carries short names as the decision writes them; on documents stand the full
ones. What is not listed here keeps its own name.
"""

from __future__ import annotations

_SAME = {
    "stp": ("Sở Tư pháp", "STP"),
    "snv": ("Sở Nội vụ", "SNV"),
    "stc": ("Sở Tài chính", "STC"),
    "syt": ("Sở Y tế", "SYT"),
    "sxd": ("Sở Xây dựng", "SXD"),
}
_EXPANDED = {
    "vpubnd": ("Văn phòng Ủy ban nhân dân tỉnh", "VPUBND"),
    "thanhtra": ("Thanh tra tỉnh", "TTT"),
    "skhdt": ("Sở Kế hoạch và Đầu tư", "SKHĐT"),
    "sct": ("Sở Công Thương", "SCT"),
    "sgddt": ("Sở Giáo dục và Đào tạo", "SGDĐT"),
    "svhttdl": ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    "sgtvt": ("Sở Giao thông vận tải", "SGTVT"),
    "bqlkcn": ("Ban Quản lý các khu công nghiệp tỉnh", "BQL"),
    "snn": ("Sở Nông nghiệp và Phát triển nông thôn", "SNN"),
    "stnmt": ("Sở Tài nguyên và Môi trường", "STNMT"),
    "sldtbxh": ("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH"),
    "skhcn": ("Sở Khoa học và Công nghệ", "SKHCN"),
    "stttt": ("Sở Thông tin và Truyền thông", "STTTT"),
    "ctk": ("Cục Thống kê tỉnh", "CTK"),
}
_DISTRICTS = {
    "tphaiduong": "Ủy ban nhân dân thành phố Hải Dương",
    "chilinh": "Ủy ban nhân dân thị xã Chí Linh",
    "namsach": "Ủy ban nhân dân huyện Nam Sách",
    "kinhmon": "Ủy ban nhân dân huyện Kinh Môn",
    "kimthanh": "Ủy ban nhân dân huyện Kim Thành",
    "thanhha": "Ủy ban nhân dân huyện Thanh Hà",
    "gialoc": "Ủy ban nhân dân huyện Gia Lộc",
    "ninhgiang": "Ủy ban nhân dân huyện Ninh Giang",
    "tuky": "Ủy ban nhân dân huyện Tứ Kỳ",
    "thanhmien": "Ủy ban nhân dân huyện Thanh Miện",
    "binhgiang": "Ủy ban nhân dân huyện Bình Giang",
    "camgiang": "Ủy ban nhân dân huyện Cẩm Giàng",
}
_NAMES = _SAME | _EXPANDED | {code: (name, "UBND") for code, name in _DISTRICTS.items()}


def full_name_of(code: str, name: str) -> str:
    """The office's full name; ``name`` where the decision's list does not have the code."""
    return _NAMES.get(code, (name, ""))[0]


def abbreviation_of(code: str) -> str:
    """What stands for the office in a notation; the code in capitals where none is customary."""
    return _NAMES.get(code, ("", code.upper()))[1]

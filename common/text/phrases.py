"""The sentence for each error code and state: once, for window, command line and web pages.

Vietnamese sentences are the msgids. A sentence says what happened, what was kept, what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.entities.registry import ENTITIES
from common.errors import RuleViolation, VanThuError
from common.rules.actions import ACTIONS
from common.text.messages import _
from common.text.sentences import ERRORS

WARNINGS: dict[str, str] = {
    "case_file_code_taken": "Năm {year} đã có hồ sơ mang số và ký hiệu «{notation}».",
    "recall_asked": "Nơi gửi đã đề nghị thu hồi văn bản này: {reason}",
    "possible_duplicate": "Có thể trùng với văn bản đã đăng ký, số đến {arrival_number}.",
    "looks_secret": "«{where}» có dấu hiệu đóng dấu mật: hãy kiểm tra lại.",
    "longer_than_standard": "«{field}» dài hơn {length_max} ký tự của chuẩn trao đổi.",
    "cong_van_with_type": "Công văn không ghi tên loại «CV» trong ký hiệu: «{notation}».",
    "notation_without_unit": (
        "Ký hiệu công văn «{notation}» còn thiếu đơn vị soạn thảo hoặc lĩnh vực."
    ),
    "notation_mark_lost": (
        "Ký hiệu «{notation}» viết thiếu dấu: «QĐ», «NĐ», «CĐ», không phải «QD», «ND», «CD»."
    ),
    "notation_letter_case": "Ký hiệu «{notation}» viết hoa, trừ QyĐ, CTr, TTr, TrS, TTg.",
    "notation_with_space": "Ký hiệu «{notation}» không có dấu cách.",
}

STATES: dict[str, str] = {
    "cho_so": "Chờ số",
    "da_dang_ky": "Đã đăng ký",
    "du_thao": "Dự thảo",
    "da_phat_hanh": "Đã phát hành",
    "cho_tiep_nhan": "Chờ tiếp nhận",
    "da_tiep_nhan": "Đã tiếp nhận",
    "tu_choi": "Đã trả lại",
    "da_thu_hoi": "Đã thu hồi",
    "da_huy_thu_hoi": "Đã hủy do thu hồi",
    "dang_mo": "Đang mở",
    "da_dong": "Đã đóng",
}

NUMBER_STATES: dict[str, str] = {
    "given": "Đã cấp",
    "reserved": "Giữ số",
    "waiting": "Chờ số",
    "cancelled": "Đã hủy",
    "unaccounted": "Chưa rõ",
    "returned": "Đã trả",
    "disputed": "Trùng số",
}
"""What became of a number, as a register says it."""

STATUSES: dict[str, str] = {
    "": "Chưa có tin",
    "01": "Đã đến",
    "02": "Đã trả lại",
    "03": "Đã tiếp nhận",
    "13": "Đã đề nghị thu hồi",
    "15": "Đồng ý thu hồi",
    "16": "Không đồng ý thu hồi",
    "withdrawn": "Đã rút lại, chưa chuyển đi",
}
"""Processing statuses of QĐ 28/2018/QĐ-TTg that this version sends (domain §9.2), and our own of a
letter that was withdrawn before it left."""

FATES: dict[str, str] = {
    "pending": "Chờ gửi",
    "applied": "Đã vào sổ chung",
    "parked": "Có xung đột",
    "held": "Chờ việc trước",
    "quarantined": "Chờ quản trị xem",
    "discarded": "Không dùng",
}

CONFLICT_KINDS: dict[str, str] = {
    "field_clash": "Hai người sửa cùng một trường",
    "workflow_clash": "Bản ghi đã chuyển bước",
    "edited_after_removal": "Sửa sau khi đã gỡ hoặc thu hồi",
    "record_invalid": "Ghép lại thì trái quy tắc",
    "disputed_number": "Một số, nhiều văn bản",
    "issued_twice": "Một văn bản, hai số",
    "item_for_closed_file": "Thêm vào hồ sơ đã đóng",
}

OUTCOMES: dict[str, str] = {
    "first": "Giữ giá trị đang có",
    "other": "Lấy giá trị kia",
    "value": "Nhập giá trị khác",
    "both": "Cả hai bản giấy đều đã đi",
    "agreed": "Hai bên đã thống nhất",
}

CONFLICT_STATES: dict[str, str] = {"open": "Chưa giải quyết", "settled": "Đã giải quyết"}

SYNC_STATES: dict[str, str] = {
    "idle": "Đã đồng bộ",
    "connecting": "Đang kết nối…",
    "syncing": "Đang đồng bộ…",
    "files": "Đang chuyển tệp…",
    "offline": "Ngoại tuyến",
    "stopped": "Đồng bộ đã dừng",
}


def phrase(error: VanThuError) -> str:
    """The sentence for an error, in the reader's language.

    A code without a sentence is shown as it is: better an odd word than a lost reason.
    """
    params = dict(error.params)
    if isinstance(error, RuleViolation) and error.field:
        params["field"] = error.field
    return sentence(ERRORS, error.code, params)


def sentence(phrases: Mapping[str, str], code: str, params: Mapping[str, Any]) -> str:
    """The sentence of ``code`` with its parameters put in, named as people know them."""
    pattern = phrases.get(code)
    if pattern is None:
        return code
    return _(pattern).format_map(_Named(params))


class _Named(dict[str, Any]):
    """Parameters in people's words: labels for fields and actions, words for states."""

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, "")
        if name == "field":
            return field_label(str(value), self.get("entity"))
        if name == "action" and value in ACTIONS:
            return ACTIONS[value].label.vi
        if name == "number_state":
            return _(NUMBER_STATES.get(str(value), str(value or "")))
        if name == "state":
            return _(STATES.get(str(value), str(value or "chưa có")))
        return value


def field_label(name: str, entity: str | None = None) -> str:
    """What people call a field; its own name where no entity has it."""
    candidates = [ENTITIES[entity]] if entity in ENTITIES else list(ENTITIES.values())
    for candidate in candidates:
        if name in candidate.by_name:
            return candidate[name].label.vi
    return name

"""What a check can find wrong, and its sentence: for `vanthu verify` and `vanthu-server check`.

One place for both, because both look at chains, records, files and the register with one rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from common.text.messages import _
from common.text.phrases import sentence
from common.text.sentences import ERRORS


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, by a stable ``code``; ``part`` is a key of :data:`PARTS` and
    ``params`` say where: scope, device, seq, or record."""

    part: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


TOLD_MAX = 20
"""Findings of one kind in one scope that are told one by one."""

PARTS: dict[str, str] = {
    "pages": "Trang dữ liệu",
    "chain": "Chuỗi việc đã làm",
    "log": "Nhật ký chung",
    "proof": "Đối chiếu với máy chủ",
    "records": "Bản ghi",
    "view": "Bản ghi đang hiện",
    "ledger": "Sổ văn bản",
    "journal": "Nhật ký dự phòng",
    "files": "Tệp",
    "post": "Chuyển văn bản",
}

FINDINGS: dict[str, str] = {
    # pages and chains
    "page_damaged": "trang hỏng: {told}",
    "chain_differs": "việc số {seq} không khớp với chuỗi",
    "chain_end_differs": "cuối chuỗi không khớp với việc số {seq}",
    "changeset_altered": "việc {device}.{seq} không khớp với chuỗi: đã bị đổi sau khi ghi",
    "changesets_missing": "thiếu các việc từ {device}.{first} đến {device}.{last}",
    "chain_head_differs": "máy {device}: cuối chuỗi ghi là việc số {seq}, thực tế là số {last}",
    "chain_unsigned": "các việc từ {device}.{first} đến {device}.{last} chưa có chữ ký bao phủ",
    "chain_of_unknown_device": "có chuỗi việc của máy {device} mà không biết máy này",
    "segment_signature_wrong": "chữ ký của máy {device} tại việc số {seq} không đúng",
    "segment_stray": "có chữ ký của máy {device} tại việc số {seq} mà không có việc đó",
    "fate_wrong": "việc {device}.{seq} có kết quả «{fate}» trái với chỗ đứng trong nhật ký chung",
    "case_missing": "việc {device}.{seq} chờ người xử lý mà không nằm trong danh sách chờ",
    "case_stray": "danh sách chờ có việc {device}.{seq} mà việc này không còn chờ",
    # the log
    "log_entries_missing": "thiếu các mục từ {first} đến {last}",
    "log_entry_altered": "mục {seq} không khớp với mục trước nó: nhật ký đã bị đổi",
    "log_entry_without_changeset": "mục {seq} nói đến việc {device}.{device_seq} không có ở đây",
    "log_entry_misplaced": "mục {seq} ghi việc {device}.{device_seq}, việc này ghi là ở mục khác",
    "log_head_differs": "cuối nhật ký ghi là mục {seq}, thực tế là mục {last}",
    "changeset_not_in_log": "việc {device}.{seq} ghi là ở mục {applied_seq} mà mục đó không có nó",
    # the log as this PC has known it
    "log_rewritten": "nhật ký chung trước mục {seq}, mà máy chủ đã ký, không còn như cũ",
    "log_begun_anew": "máy chủ đã được dựng lại từ bản sao: hãy đồng bộ rồi kiểm tra lại",
    "log_not_continued": "các mục sau mục {seq} không dẫn tới cuối nhật ký mà máy chủ đã ký",
    "own_work_not_in_log": "việc số {seq} của máy này ghi là ở mục {applied_seq} mà không có ở đó",
    "work_not_ours_in_log": "mục {seq} ghi việc số {device_seq} của máy này, khác với việc đã làm",
    "head_differs": "vị trí đã đọc tới (mục {seq}) không phải là cuối nhật ký mà máy chủ đã ký",
    # records
    "record_altered": "bản ghi {entity} {id} không khớp với mã băm của nó",
    "record_unreadable": "bản ghi {entity} {id} không đọc được",
    "record_seq_wrong": "bản ghi {entity} {id} đứng ở mục {seq}, ngoài nhật ký",
    "record_head_unknown": "bản ghi {entity} {id}: «{field}» ghi bởi việc {name} không có ở đây",
    "record_head_wrong": "bản ghi {entity} {id}: «{field}» không phải do việc {name} ghi",
    "digest_differs": "tổng các mã băm của bản ghi không khớp: có bản ghi bị thêm, bớt hoặc đổi",
    "conflict_not_indexed": "xung đột {id} đang mở mà không có trong bảng tra",
    "conflict_index_stray": "bảng tra có xung đột {id} mà không có xung đột đó đang mở",
    "attachment_not_indexed": "tệp đính kèm {id} không có trong bảng tra của văn bản",
    "attachment_index_stray": "bảng tra có tệp đính kèm {id} mà không có bản ghi đó",
    "waiting_not_noted": "văn bản {id} chờ số mà không nằm trong danh sách chờ số",
    "waiting_stray": "danh sách chờ số có văn bản {id} mà văn bản này không chờ số",
    "lease_differs": "sổ «{series}»: quyền giữ sổ không khớp với bản ghi của sổ",
    "view_differs": "bản ghi {entity} {id} khác với dữ liệu gốc",
    # the register
    "number_twice": "sổ «{series}» năm {year}: số {number} nằm trên nhiều văn bản ({documents})",
    "numbers_missing": "sổ «{series}» năm {year}: thiếu số từ {first} đến {last}, không có lý do",
    "run_behind": "sổ «{series}» năm {year}: chỗ cấp số tiếp theo đứng trước số {number} đã có",
    "number_unexplained": "sổ «{series}» năm {year}: số {number} bị hủy mà không ghi lý do",
    "number_not_booked": "sổ «{series}» năm {year}: số {number} của văn bản {document} chưa vào sổ",
    "number_without_document": (
        "sổ «{series}» năm {year}: số {number} ghi cho văn bản {document} không mang số đó"
    ),
    "number_of_another": (
        "sổ «{series}» năm {year}: số {number} ghi cho văn bản {document}, "
        "nhưng nằm trên văn bản {carried_by}"
    ),
    "date_falls": (
        "sổ «{series}» năm {year}: số {number} ngày {dated}, "
        "trước ngày {before_dated} của số {before}"
    ),
    # files
    "blob_missing": "tệp {sha256} đã nhận mà không có trên đĩa",
    "blob_size_differs": "tệp {sha256} dài {size_bytes} byte, trong sổ là {expected_bytes} byte",
    "blob_altered": "nội dung tệp {sha256} không khớp với mã băm của nó",
    "blob_unknown": "tệp {sha256} trên đĩa mà không có trong sổ",
    "grant_without_blob": "tệp {sha256} được phép đọc mà chưa có ai gửi lên",
    # the post
    "letter_missing": "lần gửi {dispatch} cho {office} không có trong hộp thư",
    "letter_without_delivery": "lần gửi {dispatch} ghi là đã tới {office} mà nơi đó không có",
    "letter_without_request": "đề nghị thu hồi lần gửi {dispatch} không tới {office}",
    "letter_without_status": "trạng thái {status} của {office} về lần gửi {dispatch} không tới nơi",
    # the second file
    "journal_of_another": "là của máy số {device}",
    "journal_entry_missing": "thiếu việc số {seq}",
    "journal_entry_differs": "việc số {seq} khác với kho dữ liệu",
}


class Told:
    """Findings as they come; of each kind in each scope the first few, the rest counted.

    Attributes:
        findings: those that are told one by one.
        left_out: how many more of a kind there are, by code.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.left_out: Counter[str] = Counter()
        self._told: Counter[tuple[str, str]] = Counter()

    def add(self, findings: Iterable[Finding]) -> None:
        """Take in what a check yields."""
        for one in findings:
            kind = str(one.params.get("scope", "")), one.code
            self._told[kind] += 1
            if self._told[kind] <= TOLD_MAX:
                self.findings.append(one)
            else:
                self.left_out[one.code] += 1


def finding_text(finding: Finding) -> str:
    """One plain sentence in the reader's language, the scope in front where one is known."""
    told = sentence({**ERRORS, **FINDINGS}, finding.code, finding.params)
    scope = finding.params.get("scope")
    where = f"{_(PARTS[finding.part])}, {scope}" if scope else _(PARTS[finding.part])
    return f"{where}: {told}"

"""Case files (hồ sơ) and the documents in them.

Field codes and interchange lengths are those of NĐ 30/2020 PL VI Phần II.III; fields without a code
are ours.
"""

from __future__ import annotations

from common.entities.schema import Entity, Field, FieldType, Label, MergePolicy, ScopeKind

CASE_FILE = Entity(
    "case_file",
    Label("Hồ sơ", "Case file"),
    ScopeKind.OFFICE,
    (
        Field(
            "organ_id",
            FieldType.TEXT,
            Label("Mã cơ quan lập hồ sơ", "Organisation id"),
            "OrganId",
            length_max=13,
        ),
        Field(
            "file_catalog",
            FieldType.INTEGER,
            Label("Năm hình thành hồ sơ", "Year"),
            "FileCatalog",
            required=True,
            indexed=True,
        ),
        Field(
            "file_notation",
            FieldType.TEXT,
            Label("Số và ký hiệu hồ sơ", "File notation"),
            "FileNotation",
            required=True,
            length_max=20,
        ),
        Field(
            "title",
            FieldType.LONG_TEXT,
            Label("Tiêu đề hồ sơ", "Title"),
            "Title",
            required=True,
            length_max=500,
        ),
        Field(
            "maintenance",
            FieldType.TEXT,
            Label("Thời hạn bảo quản", "Retention"),
            "Maintenance",
            length_max=30,
        ),
        Field("rights", FieldType.TEXT, Label("Chế độ sử dụng", "Access"), "Rights", length_max=30),
        Field(
            "creator", FieldType.TEXT, Label("Người lập hồ sơ", "Creator"), "Creator", length_max=30
        ),
        Field(
            "creator_id", FieldType.REFERENCE, Label("Tài khoản lập", "Account"), refers_to="user"
        ),
        Field("language", FieldType.TEXT, Label("Ngôn ngữ", "Language"), "Language", length_max=50),
        Field("start_date", FieldType.DATE, Label("Thời gian bắt đầu", "Start"), "StartDate"),
        Field("end_date", FieldType.DATE, Label("Thời gian kết thúc", "End"), "EndDate"),
        Field(
            "doc_total", FieldType.INTEGER, Label("Tổng số văn bản", "Documents in all"), "DocTotal"
        ),
        Field("page_total", FieldType.INTEGER, Label("Tổng số trang", "Pages in all"), "PageTotal"),
        Field(
            "description",
            FieldType.LONG_TEXT,
            Label("Ghi chú", "Note"),
            "Description",
            length_max=500,
        ),
        Field("state", FieldType.TEXT, Label("Trạng thái", "State"), indexed=True),
        Field("reopened_why", FieldType.TEXT, Label("Lý do mở lại", "Why reopened")),
    ),
)
"""``doc_total`` and ``page_total`` are what its maker counted when it was closed."""

CASE_FILE_ITEM = Entity(
    "case_file_item",
    Label("Văn bản trong hồ sơ", "Document in a case file"),
    ScopeKind.OFFICE,
    (
        Field(
            "case_file_id",
            FieldType.REFERENCE,
            Label("Hồ sơ", "Case file"),
            required=True,
            refers_to="case_file",
            indexed=True,
        ),
        Field(
            "document_id",
            FieldType.REFERENCE,
            Label("Văn bản", "Document"),
            required=True,
            indexed=True,
        ),
        Field("document_entity", FieldType.TEXT, Label("Loại", "Kind"), required=True),
        Field(
            "added_at", FieldType.INSTANT, Label("Đưa vào lúc", "Added at"), merge=MergePolicy.LAST
        ),
    ),
)
"""One document may be in many files; its id is derived from (file, document)."""

"""Incoming and outgoing documents and their attachments.

Field codes and interchange lengths are those of NĐ 30/2020 PL VI Phần II.I and II.II; fields
without a code are ours (domain §5.4: channel, series, links).
"""

from __future__ import annotations

from common.entities.catalogue import Confidentiality, Urgency
from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

PAPER_FORMS = ("paper", "electronic", "both")

_RECALL = (
    Field("recalled_at", FieldType.INSTANT, Label("Thu hồi lúc", "Recalled at")),
    Field("recalled_why", FieldType.TEXT, Label("Lý do thu hồi", "Why recalled")),
)
"""Of an outgoing document when its office recalled it, of an arrival when its office agreed."""

_IDENTIFICATION = (
    Field("type_code", FieldType.TEXT, Label("Mã tên loại", "Type code")),
    Field("type_name", FieldType.TEXT, Label("Tên loại", "Type"), "TypeName", length_max=100),
    Field("code_number", FieldType.TEXT, Label("Số", "Number"), "CodeNumber", length_max=11),
    Field(
        "code_notation", FieldType.TEXT, Label("Ký hiệu", "Notation"), "CodeNotation", length_max=30
    ),
    Field("issued_date", FieldType.DATE, Label("Ngày văn bản", "Issued on"), "IssuedDate"),
    Field(
        "organ_name",
        FieldType.TEXT,
        Label("Cơ quan ban hành", "Issuing organisation"),
        "OrganName",
        length_max=200,
        indexed=True,
    ),
    Field(
        "subject",
        FieldType.LONG_TEXT,
        Label("Trích yếu nội dung", "Subject"),
        "Subject",
        required=True,
        length_max=500,
    ),
    Field("language", FieldType.TEXT, Label("Ngôn ngữ", "Language"), "Language", length_max=30),
    Field("page_amount", FieldType.INTEGER, Label("Số trang", "Pages"), "PageAmount"),
    Field(
        "description", FieldType.LONG_TEXT, Label("Ghi chú", "Note"), "Description", length_max=500
    ),
    Field(
        "position",
        FieldType.TEXT,
        Label("Chức vụ người ký", "Signer's post"),
        "Position",
        length_max=100,
    ),
    Field("full_name", FieldType.TEXT, Label("Người ký", "Signer"), "FullName", length_max=50),
    Field(
        "urgency",
        FieldType.INTEGER,
        Label("Mức độ khẩn", "Urgency"),
        "Priority",
        choices=tuple(int(level) for level in Urgency),
    ),
    Field(
        "confidentiality",
        FieldType.INTEGER,
        Label("Độ mật", "Secrecy"),
        choices=tuple(int(level) for level in Confidentiality),
    ),
    Field("form", FieldType.TEXT, Label("Hình thức", "Form"), choices=PAPER_FORMS),
    Field(
        "series_id",
        FieldType.REFERENCE,
        Label("Sổ", "Register"),
        refers_to="series",
        indexed=True,
    ),
    Field("state", FieldType.TEXT, Label("Trạng thái", "State"), indexed=True),
    Field("due_date", FieldType.DATE, Label("Hạn giải quyết", "Due"), "DueDate", indexed=True),
    Field("entered_at", FieldType.INSTANT, Label("Nhập sổ lúc", "Entered at")),
    Field("entered_by", FieldType.REFERENCE, Label("Người nhập", "Entered by"), refers_to="user"),
    Field("late_why", FieldType.TEXT, Label("Lý do nhập muộn", "Why entered late")),
    Field("date_why", FieldType.TEXT, Label("Lý do sửa ngày", "Why the date was corrected")),
    Field("number_note", FieldType.TEXT, Label("Ghi chú về số", "Note on the number")),
)

INCOMING_DOCUMENT = Entity(
    "incoming_document",
    Label("Văn bản đến", "Incoming document"),
    ScopeKind.OFFICE,
    (
        *_IDENTIFICATION,
        Field("arrival_date", FieldType.DATE, Label("Ngày đến", "Arrived on"), "ArrivalDate"),
        Field("arrival_number", FieldType.INTEGER, Label("Số đến", "No."), "ArrivalNumber"),
        Field("arrived_at", FieldType.INSTANT, Label("Giờ đến", "Arrived at")),
        Field(
            "to_places",
            FieldType.LONG_TEXT,
            Label("Đơn vị hoặc người nhận", "Receiving unit or person"),
            "ToPlaces",
            length_max=1000,
        ),
        Field(
            "delivery_id",
            FieldType.REFERENCE,
            Label("Văn bản nhận qua mạng", "Delivery"),
            refers_to="delivery",
        ),
        *_RECALL,
    ),
)

OUTGOING_DOCUMENT = Entity(
    "outgoing_document",
    Label("Văn bản đi", "Outgoing document"),
    ScopeKind.OFFICE,
    (
        *_IDENTIFICATION,
        Field("number_suffix", FieldType.TEXT, Label("Chữ thêm của số", "Number's suffix")),
        Field(
            "to_places",
            FieldType.LONG_TEXT,
            Label("Nơi nhận", "Recipients"),
            "To",
            length_max=1000,
        ),
        Field("issued_amount", FieldType.INTEGER, Label("Số lượng bản", "Copies"), "IssuedAmount"),
        Field("unit", FieldType.TEXT, Label("Đơn vị soạn thảo", "Drafting unit")),
        *_RECALL,
        Field("issue_asked_at", FieldType.INSTANT, Label("Chờ số từ lúc", "Number asked at")),
    ),
)

ATTACHMENT = Entity(
    "attachment",
    Label("Tệp đính kèm", "Attachment"),
    ScopeKind.OFFICE,
    (
        Field(
            "document_id",
            FieldType.REFERENCE,
            Label("Văn bản", "Document"),
            required=True,
            indexed=True,
        ),
        Field("document_entity", FieldType.TEXT, Label("Loại", "Kind"), required=True),
        Field("name", FieldType.TEXT, Label("Tên tệp", "File name"), required=True),
        Field("size_bytes", FieldType.INTEGER, Label("Dung lượng", "Size"), required=True),
        Field("media_type", FieldType.TEXT, Label("Kiểu tệp", "Media type"), required=True),
        Field("sha256", FieldType.TEXT, Label("Mã băm", "SHA-256"), required=True, indexed=True),
        Field("ordinal", FieldType.INTEGER, Label("Thứ tự", "Order")),
    ),
)

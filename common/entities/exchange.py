"""What offices send each other through the postman, and whom they write to (design §3)."""

from __future__ import annotations

from common.entities.documents import OUTGOING_DOCUMENT
from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

PUBLIC_FIELDS = (
    "type_name",
    "code_number",
    "number_suffix",
    "code_notation",
    "issued_date",
    "organ_name",
    "subject",
    "language",
    "page_amount",
    "position",
    "full_name",
    "urgency",
    "due_date",
    "to_places",
)
"""Fields of an outgoing document that its recipients read, frozen when it is sent."""

AGREED = "agreed"
REFUSED = "refused"
RECALL_ANSWERS = (AGREED, REFUSED)

DISPATCH = Entity(
    "dispatch",
    Label("Lần gửi", "Dispatch"),
    ScopeKind.OFFICE,
    (
        Field(
            "document_id",
            FieldType.REFERENCE,
            Label("Văn bản đi", "Outgoing document"),
            required=True,
            refers_to="outgoing_document",
            indexed=True,
        ),
        Field("to_offices", FieldType.TEXT_LIST, Label("Cơ quan nhận", "To"), required=True),
        Field("sent_at", FieldType.INSTANT, Label("Gửi lúc", "Sent at"), required=True),
    ),
    append_only=True,
)

RECALL = Entity(
    "recall",
    Label("Lần thu hồi", "Recall"),
    ScopeKind.OFFICE,
    (
        Field(
            "document_id",
            FieldType.REFERENCE,
            Label("Văn bản đi", "Outgoing document"),
            required=True,
            refers_to="outgoing_document",
            indexed=True,
        ),
        Field(
            "dispatch_id",
            FieldType.REFERENCE,
            Label("Lần gửi", "Dispatch"),
            required=True,
            refers_to="dispatch",
            indexed=True,
        ),
        Field("reason", FieldType.TEXT, Label("Lý do thu hồi", "Why recalled")),
        Field("recalled_at", FieldType.INSTANT, Label("Thu hồi lúc", "Recalled at")),
    ),
    append_only=True,
)
"""What is kept of taking one dispatch back; its id is derived from the dispatch."""

DISPATCH_STATUS = Entity(
    "dispatch_status",
    Label("Trạng thái nơi nhận", "Recipient's status"),
    ScopeKind.OFFICE,
    (
        Field(
            "dispatch_id",
            FieldType.REFERENCE,
            Label("Lần gửi", "Dispatch"),
            refers_to="dispatch",
            indexed=True,
        ),
        Field("office_code", FieldType.TEXT, Label("Cơ quan nhận", "Office")),
        Field("status", FieldType.TEXT, Label("Mã trạng thái", "Status code")),
        Field("at", FieldType.INSTANT, Label("Lúc", "At")),
        Field("description", FieldType.TEXT, Label("Nội dung", "Description")),
    ),
    append_only=True,
)

DELIVERY = Entity(
    "delivery",
    Label("Văn bản nhận qua mạng", "Delivery"),
    ScopeKind.OFFICE,
    (
        Field("dispatch_id", FieldType.REFERENCE, Label("Lần gửi", "Dispatch")),
        Field("from_office", FieldType.TEXT, Label("Mã nơi gửi", "Sender's code")),
        Field("from_name", FieldType.TEXT, Label("Nơi gửi", "Sender")),
        *(OUTGOING_DOCUMENT[name] for name in PUBLIC_FIELDS),
        Field("sent_at", FieldType.INSTANT, Label("Gửi lúc", "Sent at")),
        Field("delivered_at", FieldType.INSTANT, Label("Đến lúc", "Delivered at")),
        Field("state", FieldType.TEXT, Label("Trạng thái", "State"), indexed=True),
        Field("return_reason", FieldType.TEXT, Label("Lý do trả lại", "Why returned")),
        Field(
            "recall_asked_at", FieldType.INSTANT, Label("Nơi gửi thu hồi lúc", "Recall asked at")
        ),
        Field("recall_reason", FieldType.TEXT, Label("Lý do thu hồi", "Why recalled")),
        Field(
            "recall_answer",
            FieldType.TEXT,
            Label("Trả lời thu hồi", "Answer to the recall"),
            choices=RECALL_ANSWERS,
        ),
        Field("recall_answer_reason", FieldType.TEXT, Label("Lý do trả lời", "Why so answered")),
        Field("recall_answered_at", FieldType.INSTANT, Label("Trả lời lúc", "Answered at")),
    ),
)

RECALL_REQUEST = Entity(
    "recall_request",
    Label("Đề nghị thu hồi", "Recall request"),
    ScopeKind.OFFICE,
    (
        Field(
            "delivery_id",
            FieldType.REFERENCE,
            Label("Văn bản nhận qua mạng", "Delivery"),
            required=True,
            refers_to="delivery",
            indexed=True,
        ),
        Field("dispatch_id", FieldType.REFERENCE, Label("Lần gửi", "Dispatch")),
        Field("from_office", FieldType.TEXT, Label("Mã nơi gửi", "Sender's code")),
        Field("reason", FieldType.TEXT, Label("Lý do thu hồi", "Why recalled")),
        Field("recalled_at", FieldType.INSTANT, Label("Thu hồi lúc", "Recalled at")),
        Field("asked_at", FieldType.INSTANT, Label("Đến lúc", "Asked at")),
    ),
    append_only=True,
)
"""What is kept of a recall where it arrives; its id is derived from the delivery."""

CORRESPONDENT = Entity(
    "correspondent",
    Label("Cơ quan, tổ chức", "Correspondent"),
    ScopeKind.OFFICE,
    (
        Field("name", FieldType.TEXT, Label("Tên", "Name"), required=True),
        Field("office_code", FieldType.TEXT, Label("Mã trong hệ thống", "Code here")),
        Field("organ_id", FieldType.TEXT, Label("Mã định danh", "Organisation id"), "OrganId"),
    ),
)

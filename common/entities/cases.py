"""What waits for a person: conflicts over values, and cases of whole actions (design §5).

Both are records of the scope that only device 0 writes, so every PC of the office pulls them, with
their history, like anything else.
"""

from __future__ import annotations

from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

FIELD_CLASH = "field_clash"
WORKFLOW_CLASH = "workflow_clash"
EDITED_AFTER_REMOVAL = "edited_after_removal"
RECORD_INVALID = "record_invalid"
DISPUTED_NUMBER = "disputed_number"
ISSUED_TWICE = "issued_twice"
ITEM_FOR_CLOSED_FILE = "item_for_closed_file"
CONFLICT_KINDS = (
    FIELD_CLASH,
    WORKFLOW_CLASH,
    EDITED_AFTER_REMOVAL,
    RECORD_INVALID,
    DISPUTED_NUMBER,
    ISSUED_TWICE,
    ITEM_FOR_CLOSED_FILE,
)

OPEN = "open"
SETTLED = "settled"

FIRST = "first"
"""What stands stays."""
OTHER = "other"
"""The parked side is taken."""
VALUE = "value"
"""A third value was written."""
BOTH = "both"
"""Both papers have left the house (numbers only)."""
AGREED = "agreed"
"""Both sides came to hold one value: closed without a settlement."""
OUTCOMES = (FIRST, OTHER, VALUE, BOTH, AGREED)

_LOOKED = Field("looked", FieldType.JSON, Label("Người của trung tâm đã xem", "Looked at"))
"""Who of the centre opened the content, as maps ``{who, why, at}``: the office sees it (design §5).
"""

CONFLICT = Entity(
    "conflict",
    Label("Xung đột", "Conflict"),
    ScopeKind.OFFICE,
    (
        Field("kind", FieldType.TEXT, Label("Loại", "Kind"), choices=CONFLICT_KINDS),
        Field("entity", FieldType.TEXT, Label("Loại bản ghi", "Entity")),
        Field("record_id", FieldType.TEXT, Label("Bản ghi", "Record"), indexed=True),
        Field("field", FieldType.TEXT, Label("Trường", "Field")),
        Field("changeset", FieldType.TEXT, Label("Việc được giữ lại", "Action parked whole")),
        Field("action", FieldType.TEXT, Label("Việc", "Action")),
        Field("base_value", FieldType.JSON, Label("Giá trị đã thấy", "Value seen")),
        Field("candidates", FieldType.JSON, Label("Các giá trị", "Candidates")),
        Field("opened_at", FieldType.INSTANT, Label("Phát sinh lúc", "Opened at")),
        Field(
            "state",
            FieldType.TEXT,
            Label("Trạng thái", "State"),
            choices=(OPEN, SETTLED),
            indexed=True,
        ),
        Field("outcome", FieldType.TEXT, Label("Cách giải quyết", "Outcome"), choices=OUTCOMES),
        Field("settled_value", FieldType.JSON, Label("Giá trị được chọn", "Value chosen")),
        Field("settled_why", FieldType.TEXT, Label("Lý do", "Why")),
        Field("settled_by", FieldType.TEXT, Label("Người giải quyết", "Settled by")),
        Field("settled_at", FieldType.INSTANT, Label("Giải quyết lúc", "Settled at")),
        Field("history", FieldType.JSON, Label("Các lần giải quyết trước", "Earlier settlements")),
        _LOOKED,
    ),
)
"""``field`` is empty where a whole action is parked; then ``changeset`` names it.

``candidates`` lists what stands first, then the parked sides, as maps ``{value, head, actor,
device, at}``; of a whole action ``value`` is a list of ``{entity, id, field, value}``.
"""

CASE_STATES = ("quarantined", "held", "parked", "applied", "discarded")

CASE = Entity(
    "case",
    Label("Việc chờ xử lý", "Case"),
    ScopeKind.OFFICE,
    (
        Field("changeset", FieldType.TEXT, Label("Việc", "Changeset"), required=True),
        Field("device", FieldType.INTEGER, Label("Máy", "Device"), indexed=True),
        Field("seq", FieldType.INTEGER, Label("Số thứ tự", "Sequence")),
        Field("action", FieldType.TEXT, Label("Việc đã làm", "Action")),
        Field("actor", FieldType.TEXT, Label("Người làm", "Actor")),
        Field("made_at", FieldType.INSTANT, Label("Làm lúc", "Made at")),
        Field("entity", FieldType.TEXT, Label("Loại bản ghi", "Entity")),
        Field("record_id", FieldType.TEXT, Label("Bản ghi", "Record"), indexed=True),
        Field(
            "state", FieldType.TEXT, Label("Trạng thái", "State"), choices=CASE_STATES, indexed=True
        ),
        Field("code", FieldType.TEXT, Label("Lý do", "Why")),
        Field("params", FieldType.JSON, Label("Chi tiết", "Details")),
        Field("needs", FieldType.TEXT, Label("Chờ việc", "Waits for")),
        Field("conflict_id", FieldType.TEXT, Label("Xung đột", "Conflict")),
        Field("opened_at", FieldType.INSTANT, Label("Mở lúc", "Opened at")),
        Field("closed_at", FieldType.INSTANT, Label("Đóng lúc", "Closed at")),
        Field("closed_by", FieldType.TEXT, Label("Người đóng", "Closed by")),
        Field("closed_why", FieldType.TEXT, Label("Lý do đóng", "Why closed")),
        Field("parked", FieldType.JSON, Label("Giá trị bị giữ lại", "Values parked")),
        Field("applied_seq", FieldType.INTEGER, Label("Vào sổ chung ở mục", "Applied at")),
        _LOOKED,
    ),
)
"""An action that is not, or was not at first, in the common log as its author made it."""

"""Series, their yearly books, and the ledger of numbers (design §7, NĐ 30/2020 Đ.15, Đ.22)."""

from __future__ import annotations

from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

SERIES_KINDS = ("incoming", "outgoing", "legal", "copy")
NUMBER_STATES = (
    "given",
    "reserved",
    "waiting",
    "cancelled",
    "unaccounted",
    "returned",
    "disputed",
)

SERIES = Entity(
    "series",
    Label("Sổ", "Series"),
    ScopeKind.OFFICE,
    (
        Field("code", FieldType.TEXT, Label("Mã sổ", "Code"), required=True),
        Field("name", FieldType.TEXT, Label("Tên sổ", "Name"), required=True),
        Field(
            "kind", FieldType.TEXT, Label("Loại sổ", "Kind"), required=True, choices=SERIES_KINDS
        ),
        Field("type_codes", FieldType.TEXT_LIST, Label("Tên loại văn bản", "Document types")),
        Field("held_by", FieldType.INTEGER, Label("Máy giữ sổ", "Held by device")),
        Field("epoch", FieldType.INTEGER, Label("Lần giữ sổ", "Lease epoch")),
    ),
)

REGISTER_BOOK = Entity(
    "register_book",
    Label("Quyển sổ của năm", "Book of a year"),
    ScopeKind.OFFICE,
    (
        Field(
            "series_id",
            FieldType.REFERENCE,
            Label("Sổ", "Series"),
            required=True,
            refers_to="series",
            indexed=True,
        ),
        Field("year", FieldType.INTEGER, Label("Năm", "Year"), required=True),
        Field("name", FieldType.TEXT, Label("Quyển số", "Book"), required=True),
        Field("last_number", FieldType.INTEGER, Label("Số cuối trên giấy", "Last on paper")),
        Field("last_date", FieldType.DATE, Label("Ngày của số cuối", "Its date")),
    ),
)

NUMBER = Entity(
    "number",
    Label("Số văn bản", "Number"),
    ScopeKind.OFFICE,
    (
        Field("series_id", FieldType.REFERENCE, Label("Sổ", "Series"), refers_to="series"),
        Field("year", FieldType.INTEGER, Label("Năm", "Year")),
        Field("number", FieldType.INTEGER, Label("Số", "Number")),
        Field("suffix", FieldType.TEXT, Label("Chữ thêm", "Suffix")),
        Field("state", FieldType.TEXT, Label("Trạng thái", "State"), choices=NUMBER_STATES),
        Field("document_id", FieldType.REFERENCE, Label("Văn bản", "Document"), indexed=True),
        Field("dated", FieldType.DATE, Label("Ngày", "Date")),
        Field("reason", FieldType.TEXT, Label("Lý do", "Reason")),
    ),
)

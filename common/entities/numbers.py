"""Series, their yearly books, and the ledger of numbers (design §7, NĐ 30/2020 Đ.15, Đ.22)."""

from __future__ import annotations

from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

NUMBERING = ("holder", "server")
"""Who gives a series' numbers: the PC that holds it, or the server (an office's choice)."""
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
        Field("numbering", FieldType.TEXT, Label("Nơi cấp số", "Numbered by"), choices=NUMBERING),
        Field("ask_first", FieldType.BOOLEAN, Label("Hỏi trước khi cấp số", "Ask first")),
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
        Field(
            "confirmed_number", FieldType.INTEGER, Label("Số cuối đã xác nhận", "Confirmed last")
        ),
        Field("confirmed_date", FieldType.DATE, Label("Ngày của số xác nhận", "Its date")),
        Field("confirmed_above", FieldType.INTEGER, Label("Số biết lúc xác nhận", "Known then")),
        Field("closed_at", FieldType.INSTANT, Label("Khóa sổ lúc", "Closed at")),
        Field(
            "closed_by", FieldType.REFERENCE, Label("Người khóa sổ", "Closed by"), refers_to="user"
        ),
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
        Field("out_of_order", FieldType.BOOLEAN, Label("Ngoài thứ tự", "Out of order")),
        Field("also", FieldType.JSON, Label("Văn bản cùng số", "Also on")),
        Field("reserved_for", FieldType.TEXT, Label("Giữ cho", "Reserved for")),
        Field(
            "closed_by", FieldType.REFERENCE, Label("Người hủy", "Cancelled by"), refers_to="user"
        ),
        Field("closed_at", FieldType.INSTANT, Label("Hủy lúc", "Cancelled at")),
    ),
)
"""``out_of_order`` marks a number that a PC gave above the last one stated when the series was
taken from it. ``also`` lists further documents that claim the number, or keep it beside the first:
it is disputed while that is open, and *trùng số* once both papers are known to have left.
"""

"""Orders of the centre to erase what should never have been written (design §10, R6).

A record of each scope that holds something of it, written by device 0 only, so that every PC pulls
the order like anything else, and a store that was away for a year before it shows anything.
"""

from __future__ import annotations

from common.entities.schema import Entity, Field, FieldType, Label, ScopeKind

REDACTION = Entity(
    "redaction",
    Label("Lệnh xóa", "Redaction"),
    ScopeKind.OFFICE,
    (
        Field("order_ref", FieldType.TEXT, Label("Lệnh", "Order"), required=True),
        Field("reason", FieldType.TEXT, Label("Lý do", "Reason"), required=True),
        Field("ordered_at", FieldType.INSTANT, Label("Xóa lúc", "Erased at"), required=True),
        Field("ordered_by", FieldType.TEXT, Label("Người thực hiện", "Carried out by")),
        Field("entity", FieldType.TEXT, Label("Loại bản ghi", "Entity"), required=True),
        Field("record_id", FieldType.TEXT, Label("Bản ghi", "Record"), required=True, indexed=True),
        Field("targets", FieldType.JSON, Label("Phần bị xóa", "What is erased")),
        Field("changesets", FieldType.TEXT_LIST, Label("Việc bị xóa nội dung", "Bodies erased")),
        Field("files", FieldType.TEXT_LIST, Label("Tệp bị xóa", "Files erased")),
        Field("with_files", FieldType.BOOLEAN, Label("Xóa cả tệp", "With files")),
    ),
    append_only=True,
)
"""``targets`` lists ``[entity, id, fields, fields that held something]``: the record itself and
what holds copies of it.

``changesets`` names those whose bodies the server erased with it, ``files`` the SHA-256 of the
files. Neither lists what a PC brings later: :mod:`common.rules.redaction` says what falls under it.
"""

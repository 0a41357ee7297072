"""Offices, their people and roles, and the catalogs that the centre keeps for all."""

from __future__ import annotations

from enum import StrEnum

from common.entities.schema import Entity, Field, FieldType, Label, MergePolicy, ScopeKind

OFFICE_KINDS = ("provincial_office", "department", "district")
USER_STATES = ("invited", "active", "ended")


class Role(StrEnum):
    """Roles of the province's plan (domain §1.2); a person holds a set of them."""

    LEADER = "leader"
    DEPT_HEAD = "dept_head"
    SPECIALIST = "specialist"
    ADMIN = "admin"
    CLERK = "clerk"


OFFICE = Entity(
    "office",
    Label("Cơ quan", "Office"),
    ScopeKind.CATALOG,
    (
        Field("code", FieldType.TEXT, Label("Mã", "Code"), required=True),
        Field("name", FieldType.TEXT, Label("Tên", "Name"), required=True),
        Field("full_name", FieldType.TEXT, Label("Tên đầy đủ", "Full name")),
        Field("abbreviation", FieldType.TEXT, Label("Tên viết tắt", "Abbreviation")),
        Field("kind", FieldType.TEXT, Label("Loại", "Kind"), choices=OFFICE_KINDS),
        Field("organ_id", FieldType.TEXT, Label("Mã định danh", "Organisation id"), "OrganId"),
        Field("head_counts", FieldType.JSON, Label("Biên chế", "Head-counts")),
    ),
)

DIVISION = Entity(
    "division",
    Label("Phòng, đơn vị", "Division"),
    ScopeKind.OFFICE,
    (
        Field("name", FieldType.TEXT, Label("Tên", "Name"), required=True),
        Field("abbreviation", FieldType.TEXT, Label("Tên viết tắt", "Abbreviation")),
    ),
)

USER = Entity(
    "user",
    Label("Người dùng", "User"),
    ScopeKind.OFFICE,
    (
        Field("login", FieldType.TEXT, Label("Tên đăng nhập", "Login"), required=True),
        Field("full_name", FieldType.TEXT, Label("Họ và tên", "Full name"), required=True),
        Field("position", FieldType.TEXT, Label("Chức vụ", "Post")),
        Field("division_id", FieldType.REFERENCE, Label("Phòng", "Division"), refers_to="division"),
        Field("state", FieldType.TEXT, Label("Trạng thái", "State"), choices=USER_STATES),
    ),
)

ROLE_GRANT = Entity(
    "role_grant",
    Label("Vai trò được giao", "Role grant"),
    ScopeKind.OFFICE,
    (
        Field("user_id", FieldType.REFERENCE, Label("Người", "User"), refers_to="user"),
        Field(
            "role",
            FieldType.TEXT,
            Label("Vai trò", "Role"),
            choices=tuple(str(role) for role in Role),
        ),
        Field("ended", FieldType.BOOLEAN, Label("Đã thôi", "Ended")),
    ),
)

DOCUMENT_TYPE = Entity(
    "document_type",
    Label("Tên loại văn bản", "Document type"),
    ScopeKind.CATALOG,
    (
        Field("code", FieldType.TEXT, Label("Mã", "Code"), required=True),
        Field("name", FieldType.TEXT, Label("Tên loại", "Name"), required=True),
        Field("abbreviation", FieldType.TEXT, Label("Viết tắt", "Abbreviation")),
        Field("kind", FieldType.TEXT, Label("Nhóm", "Kind")),
        Field("has_year", FieldType.BOOLEAN, Label("Có năm trong số", "Year in number")),
        Field("active", FieldType.BOOLEAN, Label("Đang dùng", "Active")),
    ),
)

HOLIDAY = Entity(
    "holiday",
    Label("Ngày nghỉ, ngày làm bù", "Holiday or swap"),
    ScopeKind.CATALOG,
    (
        Field("day", FieldType.DATE, Label("Ngày", "Day"), required=True),
        Field("name", FieldType.TEXT, Label("Tên", "Name")),
        Field(
            "working",
            FieldType.BOOLEAN,
            Label("Là ngày làm bù", "A working day"),
            merge=MergePolicy.LAST,
        ),
    ),
)

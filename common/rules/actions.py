"""One declaration per action: whole or per field, what it guards, whether paper already says it.

Who may is in :mod:`common.rules.permissions`, in which state in :mod:`common.rules.workflow`; a
test finds an action without a declaration (R8).
"""

from __future__ import annotations

from dataclasses import dataclass

from common.entities.schema import Label


@dataclass(frozen=True)
class Action:
    """What the merge must know of an action.

    ``per_field`` is for plain edits only: what clashes is parked, the rest applies; all others are
    applied or parked whole. ``guards`` are fields of the target record that the action relies on
    without writing them. ``paper_wins`` marks what states a fact that already stands on paper: it
    is applied as the person saw it, and the unseen edit becomes the parked side. ``first_wins``
    marks what only one can do: whoever comes later is closed with a note, which is no conflict.
    """

    name: str
    label: Label
    target: str
    per_field: bool = False
    guards: tuple[str, ...] = ()
    paper_wins: bool = False
    first_wins: bool = False


_REMOVAL = ("removed_at",)

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(
            "register_incoming",
            Label("Đăng ký văn bản đến", "Register incoming"),
            "incoming_document",
            paper_wins=True,
        ),
        Action(
            "edit_incoming",
            Label("Sửa văn bản đến", "Edit incoming"),
            "incoming_document",
            per_field=True,
            guards=_REMOVAL,
        ),
        Action(
            "remove_incoming",
            Label("Gỡ văn bản đến", "Remove incoming"),
            "incoming_document",
        ),
        Action("create_outgoing", Label("Tạo văn bản đi", "Create outgoing"), "outgoing_document"),
        Action(
            "edit_outgoing",
            Label("Sửa văn bản đi", "Edit outgoing"),
            "outgoing_document",
            per_field=True,
            guards=_REMOVAL,
        ),
        Action("remove_outgoing", Label("Gỡ văn bản đi", "Remove outgoing"), "outgoing_document"),
        Action(
            "issue_outgoing",
            Label("Phát hành", "Issue"),
            "outgoing_document",
            guards=_REMOVAL,
            paper_wins=True,
        ),
        Action(
            "send_outgoing",
            Label("Gửi văn bản", "Send"),
            "outgoing_document",
            guards=_REMOVAL,
            paper_wins=True,
        ),
        Action("attach_files", Label("Đính kèm tệp", "Attach files"), "attachment"),
        Action("remove_attachment", Label("Gỡ tệp đính kèm", "Remove attachment"), "attachment"),
        Action(
            "accept_delivery",
            Label("Tiếp nhận văn bản", "Accept delivery"),
            "delivery",
            first_wins=True,
        ),
        Action(
            "return_delivery",
            Label("Trả lại văn bản", "Return delivery"),
            "delivery",
            first_wins=True,
        ),
        Action("start_register", Label("Mở sổ", "Start book"), "register_book"),
        Action("release_series", Label("Trả sổ", "Release series"), "series"),
        Action("import_office", Label("Nhập cơ quan", "Import office"), "office"),
        Action("import_catalog", Label("Nhập danh mục", "Import catalog"), "document_type"),
        Action("invite_people", Label("Mời người dùng", "Invite people"), "user"),
        Action("enrol_person", Label("Cấp quyền dùng máy", "Enrol person"), "user"),
        Action("grant_lease", Label("Giao sổ", "Grant lease"), "series"),
        Action("book_numbers", Label("Ghi số vào sổ cái", "Book numbers"), "number"),
        Action("deliver", Label("Chuyển đến nơi nhận", "Deliver"), "delivery"),
        Action(
            "report_status", Label("Báo trạng thái nơi nhận", "Report status"), "dispatch_status"
        ),
        Action("raise_conflict", Label("Ghi nhận xung đột", "Raise conflict"), "conflict"),
        Action("settle_conflict", Label("Giải quyết xung đột", "Settle conflict"), "conflict"),
        Action("settle_number", Label("Giải quyết tranh chấp số", "Settle number"), "conflict"),
        Action("note_case", Label("Ghi nhận việc chờ xử lý", "Note case"), "case"),
    )
}

"""One declaration per action: whole or per field, what it guards, whether paper already says it.

Who may is in :mod:`common.rules.permissions`, in which state in :mod:`common.rules.workflow`; a
test finds an action without a declaration (R8).
"""

from __future__ import annotations

from dataclasses import dataclass

from common.entities.cases import EDITED_AFTER_REMOVAL, ITEM_FOR_CLOSED_FILE
from common.entities.schema import Label


@dataclass(frozen=True)
class Action:
    """What the merge must know of an action.

    ``per_field`` is for plain edits only: what clashes is parked, the rest applies; all others are
    applied or parked whole. ``guards`` are fields of the target record (of a file: of the document
    that it is attached to) that the action relies on without writing them. ``paper_wins`` marks
    what states a fact that already stands on paper: it is applied as the person saw it, and the
    unseen edit becomes the parked side. ``first_wins`` marks what only one can do: whoever comes
    later is closed with a note, which is no conflict. ``gives`` names the field that receives a
    number, which a document gets once. ``as_seen`` says that the action states the whole target as
    the person saw it: its change carries the heads of all fields. ``guard_kind`` is the kind of
    conflict that a lost guard opens.
    """

    name: str
    label: Label
    target: str
    per_field: bool = False
    guards: tuple[str, ...] = ()
    paper_wins: bool = False
    first_wins: bool = False
    gives: str = ""
    as_seen: bool = False
    guard_kind: str = ""


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
            paper_wins=True,
            gives="code_number",
            as_seen=True,
        ),
        Action(
            "send_outgoing",
            Label("Gửi văn bản", "Send"),
            "outgoing_document",
            guards=_REMOVAL,
        ),
        Action(
            "attach_files",
            Label("Đính kèm tệp", "Attach files"),
            "attachment",
            guards=("removed_at",),
            guard_kind=EDITED_AFTER_REMOVAL,
        ),
        Action(
            "remove_attachment",
            Label("Gỡ tệp đính kèm", "Remove attachment"),
            "attachment",
            guard_kind=EDITED_AFTER_REMOVAL,
        ),
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
        Action(
            "recall_outgoing",
            Label("Thu hồi văn bản", "Recall"),
            "outgoing_document",
            guards=_REMOVAL,
            first_wins=True,
        ),
        Action(
            "answer_recall",
            Label("Trả lời thu hồi", "Answer recall"),
            "delivery",
            first_wins=True,
        ),
        Action(
            "number_incoming",
            Label("Cấp số đến", "Number incoming"),
            "incoming_document",
            paper_wins=True,
            gives="arrival_number",
            as_seen=True,
        ),
        Action(
            "number_outgoing",
            Label("Cấp số văn bản đi", "Number outgoing"),
            "outgoing_document",
            paper_wins=True,
            gives="code_number",
            as_seen=True,
        ),
        Action(
            "correct_arrival_date",
            Label("Sửa ngày đến", "Correct arrival date"),
            "incoming_document",
            guards=_REMOVAL,
        ),
        Action(
            "correct_issued_date",
            Label("Sửa ngày văn bản", "Correct issue date"),
            "outgoing_document",
            guards=_REMOVAL,
        ),
        Action("reserve_number", Label("Giữ số", "Reserve number"), "number"),
        Action("cancel_number", Label("Hủy số giữ", "Cancel reserved number"), "number"),
        Action("close_number", Label("Đóng số chưa rõ", "Close unaccounted number"), "number"),
        Action("open_case_file", Label("Mở hồ sơ", "Open case file"), "case_file"),
        Action(
            "edit_case_file",
            Label("Sửa hồ sơ", "Edit case file"),
            "case_file",
            per_field=True,
            guards=_REMOVAL,
        ),
        Action(
            "add_to_case_file",
            Label("Đưa văn bản vào hồ sơ", "Add to case file"),
            "case_file",
            guards=("state",),
            guard_kind=ITEM_FOR_CLOSED_FILE,
        ),
        Action(
            "remove_from_case_file",
            Label("Đưa văn bản ra khỏi hồ sơ", "Remove from case file"),
            "case_file",
            guards=("state",),
            guard_kind=ITEM_FOR_CLOSED_FILE,
        ),
        Action("close_case_file", Label("Kết thúc hồ sơ", "Close case file"), "case_file"),
        Action("reopen_case_file", Label("Mở lại hồ sơ", "Reopen case file"), "case_file"),
        Action("start_register", Label("Mở sổ", "Start book"), "register_book"),
        Action("confirm_register", Label("Xác nhận số cuối", "Confirm last"), "register_book"),
        Action("close_year", Label("Khóa sổ năm", "Close year"), "register_book", first_wins=True),
        Action("release_series", Label("Trả sổ", "Release series"), "series"),
        Action("configure_series", Label("Đặt cách cấp số", "Configure series"), "series"),
        Action("import_office", Label("Nhập cơ quan", "Import office"), "office"),
        Action("import_catalog", Label("Nhập danh mục", "Import catalog"), "document_type"),
        Action("invite_people", Label("Mời người dùng", "Invite people"), "user"),
        Action("enrol_person", Label("Cấp quyền dùng máy", "Enrol person"), "user"),
        Action("grant_lease", Label("Giao sổ", "Grant lease"), "series"),
        Action("revoke_lease", Label("Thu hồi sổ", "Revoke lease"), "series"),
        Action("book_numbers", Label("Ghi số vào sổ cái", "Book numbers"), "number"),
        Action("number_by_server", Label("Máy chủ cấp số", "Number by server"), "number"),
        Action("deliver", Label("Chuyển đến nơi nhận", "Deliver"), "delivery"),
        Action(
            "report_status", Label("Báo trạng thái nơi nhận", "Report status"), "dispatch_status"
        ),
        Action("note_recall", Label("Ghi lần thu hồi", "Note recall"), "recall"),
        Action("ask_recall", Label("Đề nghị thu hồi", "Ask for recall"), "recall_request"),
        Action("raise_conflict", Label("Ghi nhận xung đột", "Raise conflict"), "conflict"),
        Action("settle_conflict", Label("Giải quyết xung đột", "Settle conflict"), "conflict"),
        Action("settle_number", Label("Giải quyết tranh chấp số", "Settle number"), "conflict"),
        Action("note_case", Label("Ghi nhận việc chờ xử lý", "Note case"), "case"),
        Action("redact", Label("Xóa theo lệnh", "Redact"), "redaction"),
    )
}

"""`vanthu casefile …`: open a case file, put documents in, close it, list and show."""

from __future__ import annotations

from typing import Any

from common.errors import RuleViolation
from desktop.cli import documents, records, texts
from desktop.cli.documents import Column
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.case_files import (
    AddToCaseFile,
    CloseCaseFile,
    EditCaseFile,
    OpenCaseFile,
    RemoveFromCaseFile,
    ReopenCaseFile,
)
from desktop.queries.case_files import CaseFileDetail, FileItem, case_file, file_code
from desktop.queries.records import RecordDetail, detail

ENTITY = "case_file"
_COLUMNS = (
    Column("MÃ HỒ SƠ", file_code),
    Column("TIÊU ĐỀ", lambda row: str(row.values.get("title") or "")),
    Column("NGƯỜI LẬP", lambda row: str(row.values.get("creator") or "")),
    Column("BẮT ĐẦU", lambda row: texts.day(row.values.get("start_date"))),
    Column("TRẠNG THÁI", lambda row: records.state_of(row.values)),
    Column("MÃ BẢN GHI", lambda row: row.id),
)
_ITEM_HEADINGS = ("STT", "SỐ, KÝ HIỆU", "NGÀY VB", "TRÍCH YẾU", "MÃ BẢN GHI")


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("casefile", help="hồ sơ công việc")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    opened: CommandParser = actions.add_parser("open", help="mở một hồ sơ")
    documents.add_source(opened)
    opened.set_defaults(run=_open)
    edit = _of_one(actions, "edit", "sửa các trường đã cho của hồ sơ đang mở", _edit)
    documents.add_source(edit)
    add = _of_one(actions, "add", "đưa văn bản đến, văn bản đi vào hồ sơ", _add)
    add.add_argument(
        "--document", nargs="+", action="extend", required=True, metavar="ID", help="mã bản ghi"
    )
    remove = _of_one(actions, "remove", "đưa một văn bản ra khỏi hồ sơ", _remove)
    remove.add_argument("--document", required=True, metavar="ID", help="mã bản ghi")
    remove.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do")
    close = _of_one(actions, "close", "kết thúc hồ sơ: đếm văn bản và số trang", _close)
    close.add_argument("--date", metavar="NGÀY", help="ngày kết thúc (mặc định hôm nay)")
    reopen = _of_one(actions, "reopen", "mở lại hồ sơ đã đóng", _reopen)
    reopen.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do")
    listed: CommandParser = actions.add_parser("list", help="các hồ sơ, mới nhất trước")
    documents.add_list_options(listed)
    listed.set_defaults(run=_list)
    _of_one(actions, "show", "một hồ sơ với mục lục văn bản", _show)


def _of_one(actions: Any, name: str, told: str, run: Any) -> CommandParser:
    parser: CommandParser = actions.add_parser(name, help=told)
    parser.add_argument("id", metavar="ID")
    parser.set_defaults(run=run)
    return parser


def _open(session: Session) -> int:
    command = OpenCaseFile(documents.fields_of(session, ENTITY))
    return documents.do(session, command, lambda outcome: f"Đã mở hồ sơ: {outcome.id}")


def _edit(session: Session) -> int:
    command = EditCaseFile(session.options.id, documents.fields_of(session, ENTITY))
    return documents.do(session, command, lambda outcome: f"Đã sửa: {outcome.id}")


def _add(session: Session) -> int:
    command = AddToCaseFile(session.options.id, tuple(session.options.document))
    return documents.do(session, command, lambda outcome: f"Đã đưa vào hồ sơ: {outcome.id}")


def _remove(session: Session) -> int:
    options = session.options
    command = RemoveFromCaseFile(options.id, options.document, options.reason)
    return documents.do(session, command, lambda outcome: f"Đã đưa ra khỏi hồ sơ: {outcome.id}")


def _close(session: Session) -> int:
    command = CloseCaseFile(session.options.id, documents.day_given(session.options))
    return documents.do(
        session,
        command,
        lambda outcome: (
            f"Đã đóng hồ sơ, {outcome.values.get('doc_total')} văn bản, "
            f"{outcome.values.get('page_total')} trang: {outcome.id}"
        ),
    )


def _reopen(session: Session) -> int:
    command = ReopenCaseFile(session.options.id, session.options.reason)
    return documents.do(session, command, lambda outcome: f"Đã mở lại hồ sơ: {outcome.id}")


def _list(session: Session) -> int:
    return documents.show_list(session, ENTITY, _COLUMNS, "Chưa có hồ sơ nào.")


def _show(session: Session) -> int:
    record_id = session.options.id
    with session.office() as office, office.read() as connection:
        shown = case_file(connection, record_id)
        found = documents.require(detail(connection, ENTITY, record_id), ENTITY, record_id)
    if shown is None:
        raise RuleViolation("record_not_found", entity=ENTITY, id=record_id)
    session.output.result(_document(found, shown), _told(found, shown))
    return DONE


def _document(found: RecordDetail, shown: CaseFileDetail) -> dict[str, Any]:
    return {
        **documents.detail_document(found),
        "file_code": shown.code,
        "holds": {"documents": shown.total.documents, "pages": shown.total.pages},
        "items": [_item_document(one) for one in shown.items],
    }


def _item_document(one: FileItem) -> dict[str, Any]:
    return {
        "ordinal": one.ordinal,
        "added_at": records.row_document(one.item)["added_at"],
        "document_id": one.item.values["document_id"],
        "document_entity": one.item.values["document_entity"],
        "document": records.row_document(one.document) if one.document else None,
    }


def _told(found: RecordDetail, shown: CaseFileDetail) -> str:
    total = f"{shown.total.documents} văn bản, {shown.total.pages} trang"
    facts = texts.facts([("Mã hồ sơ", shown.code), ("Đang chứa", total)])
    cells = [_item_cells(one) for one in shown.items]
    table = texts.table(_ITEM_HEADINGS, cells, empty="Hồ sơ chưa có văn bản nào.")
    return "\n".join((facts, documents.detail_text(found), table))


def _item_cells(one: FileItem) -> list[str]:
    values = one.document.values if one.document else {}
    return [
        str(one.ordinal),
        records.code_of(values),
        texts.day(values.get("issued_date")),
        str(values.get("subject") or "chưa về máy này"),
        str(one.item.values["document_id"]),
    ]

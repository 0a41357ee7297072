"""`vanthu outgoing …`: prepare, edit, issue with a number, send, remove, list and show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from common.text.phrases import STATUSES
from desktop.cli import documents, records, texts
from desktop.cli.documents import Column
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.outgoing import (
    CreateOutgoing,
    EditOutgoing,
    IssueOutgoing,
    RemoveOutgoing,
    SendOutgoing,
)
from desktop.commands.recalls import RecallOutgoing
from desktop.commands.runner import NewFile, Outcome
from desktop.queries.exchange import RecipientStatus, recipients
from desktop.queries.records import detail

ENTITY = "outgoing_document"
_COLUMNS = (
    Column("SỐ, KÝ HIỆU", lambda row: records.code_of(row.values)),
    Column("NGÀY VB", lambda row: texts.day(row.values.get("issued_date"))),
    Column("TÊN LOẠI", lambda row: str(row.values.get("type_name") or "")),
    Column("TRÍCH YẾU", lambda row: str(row.values.get("subject") or "")),
    Column("TRẠNG THÁI", lambda row: records.state_of(row.values)),
    Column("MÃ BẢN GHI", lambda row: row.id),
)


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("outgoing", help="văn bản đi")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    add: CommandParser = actions.add_parser("add", help="tạo một văn bản đi, chưa lấy số")
    documents.add_source(add)
    add.add_argument("--attach", nargs="+", action="extend", metavar="F", help="tệp đính kèm")
    add.set_defaults(run=_add)
    edit: CommandParser = actions.add_parser("edit", help="sửa các trường đã cho, trước phát hành")
    edit.add_argument("id", metavar="ID")
    documents.add_source(edit)
    edit.set_defaults(run=_edit)
    issue: CommandParser = actions.add_parser("issue", help="phát hành: cấp số và ngày")
    issue.add_argument("id", metavar="ID")
    issue.add_argument("--date", metavar="NGÀY", help="ngày văn bản (mặc định hôm nay)")
    issue.add_argument("--confirmed", action="store_true", help="đã xem lịch, ngày là đúng")
    issue.add_argument("--after", type=int, metavar="N", help="thêm chữ vào sau số N (125a)")
    issue.add_argument("--reserved", type=int, metavar="N", help="dùng số đang giữ")
    issue.add_argument(
        "--late", metavar="LÝ_DO", help="nhập sổ muộn: văn bản đã đi từ ngày ghi ở --date"
    )
    issue.set_defaults(run=_issue)
    send: CommandParser = actions.add_parser("send", help="gửi đến các cơ quan trong hệ thống")
    send.add_argument("id", metavar="ID")
    send.add_argument(
        "--to", nargs="+", action="extend", required=True, metavar="CƠ_QUAN", help="mã cơ quan nhận"
    )
    send.set_defaults(run=_send)
    _add_plain(actions)


def _add_plain(actions: Any) -> None:
    recall: CommandParser = actions.add_parser("recall", help="thu hồi một văn bản đã phát hành")
    recall.add_argument("id", metavar="ID")
    recall.add_argument("--reason", required=True, metavar="LÝ_DO", help="nơi nhận sẽ đọc")
    recall.set_defaults(run=_recall)
    remove: CommandParser = actions.add_parser("remove", help="bỏ một văn bản chưa phát hành")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do")
    remove.set_defaults(run=_remove)
    listed: CommandParser = actions.add_parser("list", help="sổ văn bản đi, mới nhất trước")
    documents.add_list_options(listed)
    listed.set_defaults(run=_list)
    show: CommandParser = actions.add_parser("show", help="một văn bản với tệp và nơi nhận")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_show)


def _add(session: Session) -> int:
    names = session.options.attach or ()
    command = CreateOutgoing(
        fields=documents.fields_of(session, ENTITY),
        files=tuple(NewFile(Path(name), Path(name).name) for name in names),
    )
    return documents.do(session, command, lambda outcome: f"Đã tạo, chưa lấy số: {outcome.id}")


def _edit(session: Session) -> int:
    command = EditOutgoing(session.options.id, documents.fields_of(session, ENTITY))
    return documents.do(session, command, lambda outcome: f"Đã sửa: {outcome.id}")


def _issue(session: Session) -> int:
    options = session.options
    command = IssueOutgoing(
        options.id,
        documents.day_given(options),
        confirmed=options.confirmed,
        after=options.after,
        reserved=options.reserved,
        late=options.late,
    )
    return documents.do(session, command, _issued)


def _issued(outcome: Outcome) -> str:
    day = texts.day(outcome.values.get("issued_date"))
    dated = f", ngày {day}" if day else ""
    return f"Đã phát hành, {documents.number_words(outcome)}{dated}: {outcome.id}"


def _send(session: Session) -> int:
    command = SendOutgoing(session.options.id, tuple(session.options.to))
    return documents.do(
        session, command, lambda outcome: f"Đã ghi lần gửi, sẽ đi khi đồng bộ: {outcome.id}"
    )


def _recall(session: Session) -> int:
    command = RecallOutgoing(session.options.id, session.options.reason)
    return documents.do(
        session,
        command,
        lambda outcome: f"Đã thu hồi, nơi nhận được đề nghị khi đồng bộ: {outcome.id}",
    )


def _remove(session: Session) -> int:
    command = RemoveOutgoing(session.options.id, session.options.reason)
    return documents.do(session, command, lambda outcome: f"Đã bỏ: {outcome.id}")


def _list(session: Session) -> int:
    return documents.show_list(session, ENTITY, _COLUMNS, "Chưa có văn bản đi nào.")


def _show(session: Session) -> int:
    record_id = session.options.id
    with session.office() as office, office.read() as connection:
        found = documents.require(detail(connection, ENTITY, record_id), ENTITY, record_id)
        sent_to = recipients(connection, record_id)
    document = documents.detail_document(found)
    document["recipients"] = [_recipient_document(one) for one in sent_to]
    told = [documents.detail_text(found), *(_recipient_words(one) for one in sent_to)]
    session.output.result(document, "\n".join(told))
    return DONE


def _recipient_document(one: RecipientStatus) -> dict[str, Any]:
    return {
        "dispatch_id": one.dispatch_id,
        "office_code": one.office_code,
        "office_name": one.office_name,
        "status": one.status or None,
        "at": records.instant(one.at_ms),
        "description": one.description or None,
        "recall": one.recall or None,
        "recall_at": records.instant(one.recall_at_ms),
        "recall_description": one.recall_description or None,
    }


def _recipient_words(one: RecipientStatus) -> str:
    told = _step_words(one.status, one.at_ms, one.description)
    if one.recall:
        told += "; " + _step_words(one.recall, one.recall_at_ms, one.recall_description)
    return f"→ {one.office_name} ({one.office_code}): {told}"


def _step_words(status: str, at_ms: int, description: str) -> str:
    told = STATUSES.get(status, status)
    told += f", {texts.instant(at_ms)}" if at_ms else ""
    return told + (f": {description}" if description else "")

"""`vanthu deliveries …`: what other offices sent: list, show, accept with a number, return."""

from __future__ import annotations

from typing import Any

from desktop.cli import documents, records, texts
from desktop.cli.documents import Column
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.exchange import INCOMING, AcceptDelivery, ReturnDelivery
from desktop.commands.recalls import AnswerRecall
from desktop.commands.runner import Outcome
from desktop.queries.exchange import recalls_to_answer

ENTITY = "delivery"
_ASKED_COLUMNS = (
    Column("ĐỀ NGHỊ LÚC", lambda row: texts.instant(row.values.get("recall_asked_at"))),
    Column("NƠI GỬI", lambda row: str(row.values.get("from_name") or "")),
    Column("SỐ, KÝ HIỆU", lambda row: records.code_of(row.values)),
    Column("LÝ DO", lambda row: str(row.values.get("recall_reason") or "")),
    Column("TRẠNG THÁI", lambda row: records.state_of(row.values)),
    Column("MÃ BẢN GHI", lambda row: row.id),
)
_COLUMNS = (
    Column("ĐẾN LÚC", lambda row: texts.instant(row.values.get("delivered_at"))),
    Column("NƠI GỬI", lambda row: str(row.values.get("from_name") or "")),
    Column("SỐ, KÝ HIỆU", lambda row: records.code_of(row.values)),
    Column("TRÍCH YẾU", lambda row: str(row.values.get("subject") or "")),
    Column("TRẠNG THÁI", lambda row: records.state_of(row.values)),
    Column("MÃ BẢN GHI", lambda row: row.id),
)


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("deliveries", help="văn bản nhận qua mạng")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    listed: CommandParser = actions.add_parser("list", help="đã đến cơ quan này, mới nhất trước")
    documents.add_list_options(listed)
    listed.set_defaults(run=_list)
    show: CommandParser = actions.add_parser("show", help="một văn bản nhận với các tệp")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_show)
    accept: CommandParser = actions.add_parser("accept", help="tiếp nhận, vào sổ văn bản đến")
    accept.add_argument("id", metavar="ID")
    accept.add_argument(
        "--from", dest="source", metavar="FILE", help="thêm các trường của văn bản đến (JSON)"
    )
    accept.add_argument("--series", metavar="S", help="mã sổ, khi cơ quan có nhiều sổ đến")
    accept.add_argument("--confirmed", action="store_true", help="ngày đến sau hôm nay là đúng")
    accept.set_defaults(run=_accept)
    returned: CommandParser = actions.add_parser("return", help="trả lại nơi gửi")
    returned.add_argument("id", metavar="ID")
    returned.add_argument("--reason", required=True, metavar="LÝ_DO", help="nơi gửi sẽ đọc")
    returned.set_defaults(run=_return)
    _add_recalls(actions)


def _add_recalls(actions: Any) -> None:
    recalls: CommandParser = actions.add_parser("recalls", help="đề nghị thu hồi chưa trả lời")
    recalls.set_defaults(run=_recalls)
    answer: CommandParser = actions.add_parser("answer-recall", help="trả lời đề nghị thu hồi")
    answer.add_argument("id", metavar="ID")
    side = answer.add_mutually_exclusive_group(required=True)
    side.add_argument("--agree", action="store_true", help="đồng ý: hủy văn bản ở cơ quan này")
    side.add_argument("--refuse", action="store_true", help="không đồng ý: giữ nguyên văn bản")
    answer.add_argument(
        "--reason", default="", metavar="LÝ_DO", help="nơi gửi sẽ đọc; cần có khi không đồng ý"
    )
    answer.set_defaults(run=_answer)


def _list(session: Session) -> int:
    return documents.show_list(session, ENTITY, _COLUMNS, "Chưa nhận văn bản nào qua mạng.")


def _show(session: Session) -> int:
    found = documents.whole(session, ENTITY, session.options.id)
    session.output.result(documents.detail_document(found), documents.detail_text(found))
    return DONE


def _accept(session: Session) -> int:
    options = session.options
    fields = documents.fields_of(session, INCOMING) if options.source else {}
    command = AcceptDelivery(options.id, fields, options.series, confirmed=options.confirmed)
    return documents.do(
        session,
        command,
        lambda outcome: f"Đã tiếp nhận, {documents.number_words(outcome)}: {outcome.id}",
    )


def _return(session: Session) -> int:
    command = ReturnDelivery(session.options.id, session.options.reason)
    return documents.do(session, command, lambda outcome: f"Đã trả lại nơi gửi: {outcome.id}")


def _recalls(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        found = recalls_to_answer(connection)
    cells = [[column.cell(row) for column in _ASKED_COLUMNS] for row in found]
    headings = [column.heading for column in _ASKED_COLUMNS]
    text = texts.table(headings, cells, empty="Không có đề nghị thu hồi nào chờ trả lời.")
    session.output.result([records.row_document(row) for row in found], text)
    return DONE


def _answer(session: Session) -> int:
    options = session.options
    command = AnswerRecall(options.id, agree=options.agree, reason=options.reason)
    return documents.do(session, command, _answered)


def _answered(outcome: Outcome) -> str:
    agreed = outcome.values.get("recall_answer") == "agreed"
    told = "Đã đồng ý thu hồi, văn bản bị hủy" if agreed else "Đã trả lời không đồng ý thu hồi"
    return f"{told}: {outcome.id}"

"""`vanthu deliveries …`: what other offices sent: list, show, accept with a number, return."""

from __future__ import annotations

from typing import Any

from desktop.cli import documents, records, texts
from desktop.cli.documents import Column
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.exchange import INCOMING, AcceptDelivery, ReturnDelivery

ENTITY = "delivery"
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

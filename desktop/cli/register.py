"""`vanthu register …`: the books: where each run stands, start one, take, release and set a series,
close a year. Their numbers are in `register_numbers`, what waits in `register_waiting`."""

from __future__ import annotations

from typing import Any

from common.clock import vietnam_date
from common.text.dates import parse_date
from desktop.cli import documents, records, register_numbers, register_waiting, texts
from desktop.cli.exit_codes import DONE, OFFLINE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.cli.sync import numbered_words, report_document, report_words
from desktop.commands.registers import (
    CloseYear,
    ConfigureSeries,
    ConfirmRegister,
    ReleaseSeries,
    StartRegister,
)
from desktop.queries.registers import RegisterState, registers

_HEADINGS = (
    *("MÃ SỔ", "TÊN SỔ", "NĂM", "QUYỂN", "SỐ CUỐI", "NGÀY"),
    *("CHỜ SỐ", "GIỮ SỐ", "CHƯA RÕ", "NƠI CẤP SỐ", "KHÓA SỔ"),
)


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("register", help="các sổ và số của chúng")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    listed: CommandParser = actions.add_parser("list", help="các sổ của cơ quan trong một năm")
    listed.add_argument("--year", type=int, metavar="N", help="năm (mặc định năm nay)")
    listed.set_defaults(run=_list)
    start: CommandParser = actions.add_parser("start", help="mở sổ đang chạy trên giấy")
    _add_last(start)
    start.add_argument("--book", required=True, metavar="TÊN", help="tên quyển sổ")
    start.set_defaults(run=_start)
    confirm: CommandParser = actions.add_parser(
        "confirm", help="xác nhận số cuối trên sổ giấy, sau khi kho được dựng lại"
    )
    _add_last(confirm)
    confirm.set_defaults(run=_confirm)
    _add_holding(actions)
    register_waiting.add_to(actions)
    register_numbers.add_to(actions)


def _add_last(parser: CommandParser) -> None:
    parser.add_argument("--series", required=True, metavar="S", help="mã sổ")
    parser.add_argument("--last", required=True, type=int, metavar="N", help="số cuối trên sổ giấy")
    parser.add_argument("--date", required=True, metavar="D", help="ngày của số cuối")


def _add_holding(actions: Any) -> None:
    take: CommandParser = actions.add_parser("take", help="nhận một sổ đã được máy khác trả")
    take.add_argument("--series", required=True, metavar="S", help="mã sổ")
    take.set_defaults(run=_take)
    release: CommandParser = actions.add_parser("release", help="trả sổ để máy khác nhận")
    release.add_argument("--series", required=True, metavar="S", help="mã sổ")
    release.set_defaults(run=_release)
    setting: CommandParser = actions.add_parser("set", help="nơi cấp số, và có hỏi trước không")
    setting.add_argument("--series", required=True, metavar="S", help="mã sổ")
    setting.add_argument(
        "--numbering",
        choices=("holder", "server"),
        metavar="NƠI",
        help="holder: máy giữ sổ; server: máy chủ, khi không máy nào giữ sổ",
    )
    setting.add_argument(
        "--ask",
        choices=("yes", "no"),
        metavar="yes|no",
        help="yes: văn bản chờ số chỉ được cấp khi có người bảo",
    )
    setting.set_defaults(run=_set)
    close: CommandParser = actions.add_parser("close-year", help="khóa sổ của một năm đã qua")
    close.add_argument("--series", required=True, metavar="S", help="mã sổ")
    close.add_argument("--year", required=True, type=int, metavar="N", help="năm")
    close.set_defaults(run=_close_year)


def _list(session: Session) -> int:
    year = session.options.year or vietnam_date(session.outside.clock.now()).year
    with session.office() as office, office.read() as connection:
        found = registers(connection, year)
    cells = [_cells(one, office.who.device) for one in found]
    text = texts.table(_HEADINGS, cells, empty="Chưa có sổ nào: hãy đồng bộ một lần.")
    session.output.result([_document(one) for one in found], text)
    return DONE


def _document(one: RegisterState) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.kind,
        "year": one.year,
        "last_number": one.last_number,
        "last_date": one.last_date.isoformat() if one.last_date else None,
        "held_by": one.held_by or None,
        "held_here": one.held_here,
        "numbering": "server" if one.by_server else "holder",
        "ask_first": one.ask_first,
        "waiting": one.waiting,
        "reserved": one.reserved,
        "unaccounted": one.unaccounted,
        "closed_at": records.instant(one.closed_at_ms),
        "name": one.name,
        "book": one.book or None,
        "series_id": one.series_id,
    }


def _cells(one: RegisterState, device: int) -> list[str]:
    return [
        one.code,
        one.name,
        str(one.year),
        one.book,
        "chưa mở" if one.last_number is None else str(one.last_number),
        texts.day(one.last_date),
        *(str(count or "") for count in (one.waiting, one.reserved, one.unaccounted)),
        _place(one, device),
        texts.instant(one.closed_at_ms),
    ]


def _place(one: RegisterState, device: int) -> str:
    if one.by_server:
        return "máy chủ"
    holder = f"máy số {one.held_by}" if one.held_by else "không máy nào"
    told = f"{holder} (máy này)" if one.held_here and one.held_by == device else holder
    return f"{told}, hỏi trước" if one.ask_first else told


def _start(session: Session) -> int:
    options = session.options
    command = StartRegister(options.series, options.last, parse_date(options.date), options.book)
    return documents.do(
        session,
        command,
        lambda outcome: f"Đã mở sổ {options.series}: số tiếp theo là {options.last + 1}.",
    )


def _confirm(session: Session) -> int:
    options = session.options
    command = ConfirmRegister(options.series, options.last, parse_date(options.date))
    return documents.do(
        session,
        command,
        lambda outcome: f"Đã xác nhận số cuối của sổ {options.series} là {options.last}.",
    )


def _take(session: Session) -> int:
    """Only the server can say whether a series is free, and every number given before must be here
    first; then what waits is numbered."""
    with session.office() as office:
        report = office.take_series(session.options.series)
        numbered = [] if report.offline else office.number_waiting()
    text = f"Đã nhận sổ {session.options.series}.\n{report_words(report)}{numbered_words(numbered)}"
    session.output.result(
        {
            "series": session.options.series,
            "sync": report_document(report),
            "numbered": [documents.outcome_document(one) for one in numbered],
        },
        text,
    )
    return OFFLINE if report.offline else DONE


def _release(session: Session) -> int:
    series = session.options.series
    return documents.do(
        session,
        ReleaseSeries(series),
        lambda outcome: f"Đã trả sổ {series}: máy này không cấp số nữa, máy khác nhận sau đồng bộ.",
    )


def _set(session: Session) -> int:
    options = session.options
    ask = None if options.ask is None else options.ask == "yes"
    command = ConfigureSeries(options.series, options.numbering, ask)
    return documents.do(session, command, lambda outcome: f"Đã đặt lại sổ {options.series}.")


def _close_year(session: Session) -> int:
    options = session.options
    command = CloseYear(options.series, options.year)
    return documents.do(
        session, command, lambda outcome: f"Đã khóa sổ {options.series} năm {options.year}."
    )

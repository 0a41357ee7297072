"""`vanthu register …`: the books: where each run stands, start one, take and release a series."""

from __future__ import annotations

from typing import Any

from common.clock import vietnam_date
from common.text.dates import parse_date
from desktop.cli import documents, texts
from desktop.cli.exit_codes import DONE, OFFLINE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.cli.sync import report_document, report_words
from desktop.commands.registers import ReleaseSeries, StartRegister
from desktop.queries.registers import RegisterState, registers

_HEADINGS = ("MÃ SỔ", "TÊN SỔ", "NĂM", "QUYỂN", "SỐ CUỐI", "NGÀY", "MÁY GIỮ")


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("register", help="các sổ và số của chúng")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    listed: CommandParser = actions.add_parser("list", help="các sổ của cơ quan trong một năm")
    listed.add_argument("--year", type=int, metavar="N", help="năm (mặc định năm nay)")
    listed.set_defaults(run=_list)
    start: CommandParser = actions.add_parser("start", help="mở sổ đang chạy trên giấy")
    start.add_argument("--series", required=True, metavar="S", help="mã sổ")
    start.add_argument("--last", required=True, type=int, metavar="N", help="số cuối trên sổ giấy")
    start.add_argument("--date", required=True, metavar="D", help="ngày của số cuối")
    start.add_argument("--book", required=True, metavar="TÊN", help="tên quyển sổ")
    start.set_defaults(run=_start)
    take: CommandParser = actions.add_parser("take", help="nhận một sổ đã được máy khác trả")
    take.add_argument("--series", required=True, metavar="S", help="mã sổ")
    take.set_defaults(run=_take)
    release: CommandParser = actions.add_parser("release", help="trả sổ để máy khác nhận")
    release.add_argument("--series", required=True, metavar="S", help="mã sổ")
    release.set_defaults(run=_release)


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
        "name": one.name,
        "book": one.book or None,
        "series_id": one.series_id,
    }


def _cells(one: RegisterState, device: int) -> list[str]:
    holder = f"máy số {one.held_by}" if one.held_by else "không máy nào"
    return [
        one.code,
        one.name,
        str(one.year),
        one.book,
        "chưa mở" if one.last_number is None else str(one.last_number),
        texts.day(one.last_date),
        f"{holder} (máy này)" if one.held_here and one.held_by == device else holder,
    ]


def _start(session: Session) -> int:
    options = session.options
    command = StartRegister(options.series, options.last, parse_date(options.date), options.book)
    return documents.do(
        session,
        command,
        lambda outcome: f"Đã mở sổ {options.series}: số tiếp theo là {options.last + 1}.",
    )


def _take(session: Session) -> int:
    """Only the server can say whether a series is free, and every number given before must be here
    first."""
    with session.office() as office:
        report = office.take_series(session.options.series)
    text = f"Đã nhận sổ {session.options.series}.\n{report_words(report)}"
    session.output.result({"series": session.options.series, "sync": report_document(report)}, text)
    return OFFLINE if report.offline else DONE


def _release(session: Session) -> int:
    series = session.options.series
    return documents.do(
        session,
        ReleaseSeries(series),
        lambda outcome: f"Đã trả sổ {series}: máy này không cấp số nữa, máy khác nhận sau đồng bộ.",
    )

"""`vanthu register …`, the numbers of a book: all of them, gaps, reserving, cancelling, late
entries, wrong dates."""

from __future__ import annotations

from typing import Any

from common.clock import vietnam_date
from common.text.dates import parse_date
from common.text.notation import format_number
from common.text.phrases import NUMBER_STATES
from desktop.cli import documents, records, texts
from desktop.cli.exit_codes import DONE, REFUSED
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.dates import CorrectArrivalDate, CorrectIssuedDate
from desktop.commands.ledger_rows import CancelNumber, CloseNumber, ReserveNumbers
from desktop.commands.runner import Command, Outcome
from desktop.queries import ledger
from desktop.queries.ledger import ON_PAPER, UNEXPLAINED, Gap, NumberLine
from desktop.store import view
from desktop.store.connection import Connection
from desktop.store.series import Series, all_series, series_by_code

_LINE_HEADINGS = ("SỐ", "NGÀY", "TRẠNG THÁI", "TRÍCH YẾU", "GIỮ CHO", "LÝ DO", "NGƯỜI HỦY")
_GAP_HEADINGS = ("SỔ", "SỐ", "VÌ SAO", "GIỮ CHO", "LÝ DO")
_LATE_HEADINGS = ("SỐ", "NGÀY", "NHẬP LÚC", "NGƯỜI NHẬP", "LÝ DO", "TRÍCH YẾU", "MÃ BẢN GHI")
_GAP_WORDS = {
    **NUMBER_STATES,
    ON_PAPER: "Đã ghi trên sổ giấy",
    UNEXPLAINED: "KHÔNG RÕ VÌ SAO",
}


def add_to(actions: Any) -> None:
    """All sub-commands."""
    for name, about, run in (
        ("numbers", "mọi số của một quyển sổ, số hủy gạch ngang", _numbers),
        ("reserved", "số đang giữ mà chưa dùng", _reserved),
        ("gaps", "số không có văn bản và vì sao; số không rõ vì sao đứng đầu", _gaps),
        ("late", "văn bản nhập sổ muộn", _late),
    ):
        parser: CommandParser = actions.add_parser(name, help=about)
        if name != "late":
            parser.add_argument("--series", metavar="S", help="mã sổ (mặc định mọi sổ)")
        parser.add_argument("--year", type=int, metavar="N", help="năm (mặc định năm nay)")
        parser.set_defaults(run=run)
    _add_reserving(actions)
    correct: CommandParser = actions.add_parser(
        "correct-date", help="sửa ngày ghi sai, trước khi gửi"
    )
    correct.add_argument("id", metavar="ID")
    correct.add_argument("--date", required=True, metavar="D", help="ngày đúng")
    correct.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do, ghi vào sổ")
    correct.add_argument("--confirmed", action="store_true", help="đã xem lịch, ngày là đúng")
    correct.add_argument(
        "--note", action="store_true", help="đã gửi đi: chỉ ghi ngày đúng vào sổ cái"
    )
    correct.set_defaults(run=_correct)


def _add_reserving(actions: Any) -> None:
    reserve: CommandParser = actions.add_parser("reserve", help="giữ số tiếp theo, một hay nhiều")
    reserve.add_argument("--series", required=True, metavar="S", help="mã sổ")
    reserve.add_argument(
        "--for", dest="reserved_for", required=True, metavar="AI", help="giữ cho ai"
    )
    reserve.add_argument("--reason", required=True, metavar="LÝ_DO", help="vì sao")
    reserve.add_argument("--count", type=int, default=1, metavar="N", help="bao nhiêu số")
    reserve.add_argument("--confirmed", action="store_true", help="đã xem lịch, hôm nay là đúng")
    reserve.set_defaults(run=_reserve)
    for name, about, run in (
        ("cancel", "hủy một số giữ mà không dùng", _cancel),
        ("close", "đóng một số chưa rõ đã cấp hay chưa", _close),
    ):
        parser: CommandParser = actions.add_parser(name, help=about)
        parser.add_argument("--series", required=True, metavar="S", help="mã sổ")
        parser.add_argument("--number", required=True, type=int, metavar="N", help="số")
        parser.add_argument("--year", type=int, metavar="N", help="năm (mặc định năm nay)")
        parser.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do, ghi vào sổ")
        parser.set_defaults(run=run)


def _numbers(session: Session) -> int:
    return _show_lines(session, (), "Sổ chưa có số nào.")


def _reserved(session: Session) -> int:
    return _show_lines(session, ("reserved",), "Không giữ số nào.")


def _show_lines(session: Session, states: tuple[str, ...], empty: str) -> int:
    year = _year(session)
    with session.office() as office, office.read() as connection:
        found = [
            (series, line)
            for series in _series(session, connection)
            for line in ledger.lines(connection, series.id, year, states=states)
        ]
    cells = [[series.code, *_line_cells(line)] for series, line in found]
    text = texts.table(("SỔ", *_LINE_HEADINGS), cells, empty=empty)
    session.output.result([_line_document(series, line) for series, line in found], text)
    return DONE


def _line_cells(line: NumberLine) -> list[str]:
    values = line.row.values
    state = str(values.get("state"))
    return [
        _struck(_printed(values.get("number"), values.get("suffix")), struck=line.is_struck),
        texts.day(values.get("dated")),
        NUMBER_STATES.get(state, state),
        str(line.document.values.get("subject") or "") if line.document else "",
        str(values.get("reserved_for") or ""),
        str(values.get("reason") or ""),
        line.closed_by,
    ]


def _line_document(series: Series, line: NumberLine) -> dict[str, Any]:
    document = line.document
    return {
        **records.row_document(line.row),
        "series": series.code,
        "struck": line.is_struck,
        "subject": document.values.get("subject") if document else None,
        "closed_by_name": line.closed_by or None,
    }


def _gaps(session: Session) -> int:
    """1 where a number is missing for which nobody has given a reason."""
    year = _year(session)
    with session.office() as office, office.read() as connection:
        found = [
            (series, gap)
            for series in _series(session, connection)
            for gap in ledger.gaps(connection, series.id, year)
        ]
    found.sort(key=lambda one: one[1].code != UNEXPLAINED)
    cells = [
        [series.code, _span(gap), _GAP_WORDS.get(gap.code, gap.code), gap.reserved_for, gap.reason]
        for series, gap in found
    ]
    text = texts.table(_GAP_HEADINGS, cells, empty="Số nào cũng có văn bản.")
    session.output.result([_gap_document(series, gap) for series, gap in found], text)
    return REFUSED if any(gap.code == UNEXPLAINED for _, gap in found) else DONE


def _gap_document(series: Series, gap: Gap) -> dict[str, Any]:
    return {
        "series": series.code,
        "first": gap.first,
        "last": gap.last,
        "suffix": gap.suffix,
        "code": gap.code,
        "reason": gap.reason or None,
        "reserved_for": gap.reserved_for or None,
    }


def _span(gap: Gap) -> str:
    first = _printed(gap.first, gap.suffix)
    return first if gap.first == gap.last else f"{first}–{_printed(gap.last, gap.suffix)}"


def _late(session: Session) -> int:
    year = _year(session)
    with session.office() as office, office.read() as connection:
        found = ledger.late(connection, year)
        names = [ledger.person_name(connection, row.values.get("entered_by")) for row in found]
    cells = [_late_cells(row, name) for row, name in zip(found, names, strict=True)]
    text = texts.table(_LATE_HEADINGS, cells, empty="Không có văn bản nào nhập sổ muộn.")
    session.output.result(
        [
            {**records.row_document(row), "entered_by_name": name or None}
            for row, name in zip(found, names, strict=True)
        ],
        text,
    )
    return DONE


def _late_cells(row: view.Row, name: str) -> list[str]:
    values = row.values
    is_incoming = row.entity == "incoming_document"
    number = values.get("arrival_number") if is_incoming else records.code_of(values)
    return [
        str(number or "chờ số"),
        texts.day(values.get("arrival_date" if is_incoming else "issued_date")),
        texts.instant(values.get("entered_at")),
        name,
        str(values.get("late_why") or ""),
        str(values.get("subject") or ""),
        row.id,
    ]


def _reserve(session: Session) -> int:
    options = session.options
    command = ReserveNumbers(
        options.series,
        options.reserved_for,
        options.reason,
        options.count,
        confirmed=options.confirmed,
    )
    return documents.do(session, command, lambda outcome: _reserved_words(outcome, options.count))


def _reserved_words(outcome: Outcome, count: int) -> str:
    first = outcome.values.get("number")
    assert isinstance(first, int), "a reserved number is a number"
    span = (
        _printed(first, "")
        if count == 1
        else f"{_printed(first, '')}–{_printed(first + count - 1, '')}"
    )
    return f"Đã giữ số {span} cho {outcome.values.get('reserved_for')}."


def _cancel(session: Session) -> int:
    options = session.options
    command = CancelNumber(options.series, _year(session), options.number, options.reason)
    return documents.do(session, command, lambda outcome: f"Đã hủy số {options.number}.")


def _close(session: Session) -> int:
    options = session.options
    command = CloseNumber(options.series, _year(session), options.number, options.reason)
    return documents.do(session, command, lambda outcome: f"Đã đóng số {options.number}.")


def _correct(session: Session) -> int:
    options = session.options
    day = parse_date(options.date)
    with session.office() as office:
        with office.read() as connection:
            is_incoming = view.get(connection, "incoming_document", options.id) is not None
        command: Command
        if is_incoming:
            command = CorrectArrivalDate(
                options.id, day, options.reason, confirmed=options.confirmed
            )
        else:
            command = CorrectIssuedDate(
                options.id, day, options.reason, confirmed=options.confirmed, note=options.note
            )
        outcome = office.run(command)
    session.output.result(documents.outcome_document(outcome), f"Đã sửa ngày: {outcome.id}")
    return DONE


def _year(session: Session) -> int:
    return session.options.year or vietnam_date(session.outside.clock.now()).year


def _series(session: Session, connection: Connection) -> list[Series]:
    code = session.options.series
    return [series_by_code(connection, code)] if code else all_series(connection)


def _printed(number: object, suffix: object) -> str:
    return format_number(number, str(suffix or "")) if isinstance(number, int) else ""


def _struck(text: str, *, struck: bool) -> str:
    """``~125~`` is how plain text strikes through."""
    return f"~{text}~" if struck else text

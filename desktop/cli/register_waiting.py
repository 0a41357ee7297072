"""`vanthu register waiting` and `number`: what waits for a number, and giving it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.errors import EnvironmentFault, RuleViolation, VanThuError
from common.text.phrases import phrase
from desktop.cli import documents, records, texts
from desktop.cli.exit_codes import DONE, REFUSED
from desktop.cli.output import error_document
from desktop.cli.parser import CommandParser, UsageError
from desktop.cli.session import Session
from desktop.commands.runner import Command, Outcome
from desktop.commands.waiting import NumberIncoming, NumberOutgoing
from desktop.office import Office
from desktop.queries.waiting import Waiting, waiting

_HEADINGS = ("MÃ SỔ", "CHỜ TỪ", "TRÍCH YẾU", "CẤP Ở MÁY NÀY", "MÃ BẢN GHI")


def add_to(actions: Any) -> None:
    """Both sub-commands."""
    listed: CommandParser = actions.add_parser("waiting", help="văn bản chờ số, cũ nhất trước")
    listed.add_argument("--series", metavar="S", help="mã sổ (mặc định mọi sổ)")
    listed.set_defaults(run=_list)
    number: CommandParser = actions.add_parser("number", help="cấp số cho văn bản chờ số")
    number.add_argument("ids", nargs="*", metavar="ID", help="văn bản (mặc định tất cả)")
    number.add_argument("--series", metavar="S", help="mã sổ (mặc định mọi sổ máy này giữ)")
    number.add_argument("--after", type=int, metavar="N", help="thêm chữ vào sau số N (125a)")
    number.add_argument("--date", metavar="D", help="ngày của văn bản đi (mặc định hôm nay)")
    number.add_argument("--confirmed", action="store_true", help="đã xem lịch, ngày là đúng")
    number.set_defaults(run=_number)


def _list(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        found = waiting(connection, session.options.series)
    cells = [
        [
            one.series.code,
            texts.instant(one.since_ms),
            str(one.row.values.get("subject") or ""),
            "có" if one.numbered_here else "không",
            one.row.id,
        ]
        for one in found
    ]
    text = texts.table(_HEADINGS, cells, empty="Không có văn bản nào chờ số.")
    session.output.result([_document(one) for one in found], text)
    return DONE


def _document(one: Waiting) -> dict[str, Any]:
    return {
        **records.row_document(one.row),
        "series": one.series.code,
        "numbered_here": one.numbered_here,
    }


@dataclass
class _Told:
    """What came of each document, in order."""

    found: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    refused: int = 0

    def numbered(self, outcome: Outcome) -> None:
        self.found.append(documents.outcome_document(outcome))
        self.lines.append(f"Đã cấp {documents.number_words(outcome)}: {outcome.id}")

    def refuse(self, record_id: str, error: VanThuError) -> None:
        self.refused += 1
        self.found.append({"id": record_id, "error": error_document(error)})
        self.lines.append(f"{record_id}: chưa cấp số: {phrase(error)}")


def _number(session: Session) -> int:
    options = session.options
    if (options.after is not None or options.date is not None) and len(options.ids) != 1:
        raise UsageError("one_record_wanted", "--after và --date dùng khi cấp số một văn bản.")
    day = documents.day_given(options)
    told = _Told()
    with session.office() as office:
        for one in _chosen(office, options.series, options.ids):
            command = _command(one, day, options.after, confirmed=options.confirmed)
            try:
                told.numbered(office.run(command))
            except EnvironmentFault:
                raise
            except VanThuError as error:
                told.refuse(one.row.id, error)
    text = "\n".join(told.lines) or "Không có văn bản nào chờ số ở máy này."
    session.output.result(told.found, text)
    return REFUSED if told.refused else DONE


def _chosen(office: Office, series: str | None, ids: Iterable[str]) -> list[Waiting]:
    """What to number, oldest first: the named ones, else all that this PC may.

    Raises:
        RuleViolation: ``record_not_found`` for a name that does not wait.
    """
    with office.read() as connection:
        found = waiting(connection, series)
    wanted = set(ids)
    if missing := wanted - {one.row.id for one in found}:
        raise RuleViolation("record_not_found", id=min(missing))
    return [one for one in found if (one.row.id in wanted if wanted else one.numbered_here)]


def _command(one: Waiting, day: date | None, after: int | None, *, confirmed: bool) -> Command:
    if one.row.entity == "incoming_document":
        return NumberIncoming(one.row.id, confirmed)
    return NumberOutgoing(one.row.id, day, confirmed, after)

"""`vanthu incoming …`: register, edit, remove, list and show arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.errors import EnvironmentFault, VanThuError
from common.text.phrases import phrase
from desktop.cli import documents, records, texts
from desktop.cli.documents import Column
from desktop.cli.exit_codes import DONE, REFUSED
from desktop.cli.input_records import Entry, Shape, opened, read_source
from desktop.cli.output import error_document, one_line
from desktop.cli.parser import CommandParser, UsageError
from desktop.cli.session import Session
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.runner import NewFile, Outcome
from desktop.office import Office

ENTITY = "incoming_document"
_COLUMNS = (
    Column("SỐ ĐẾN", lambda row: str(row.values.get("arrival_number") or "chờ số")),
    Column("NGÀY ĐẾN", lambda row: texts.day(row.values.get("arrival_date"))),
    Column("SỐ, KÝ HIỆU", lambda row: records.code_of(row.values)),
    Column("NGÀY VB", lambda row: texts.day(row.values.get("issued_date"))),
    Column("CƠ QUAN BAN HÀNH", lambda row: str(row.values.get("organ_name") or "")),
    Column("TRÍCH YẾU", lambda row: str(row.values.get("subject") or "")),
    Column("MÃ BẢN GHI", lambda row: row.id),
)


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("incoming", help="văn bản đến")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    add: CommandParser = actions.add_parser("add", help="vào sổ một hay nhiều văn bản đến")
    documents.add_source(add, several=True)
    add.add_argument("--attach", nargs="+", action="extend", metavar="F", help="tệp đính kèm")
    add.add_argument("--series", metavar="S", help="mã sổ, khi cơ quan có nhiều sổ đến")
    add.add_argument("--confirmed", action="store_true", help="đã xem lịch, ngày đến là đúng")
    add.add_argument("--reserved", type=int, metavar="N", help="dùng số đang giữ, cho một văn bản")
    add.add_argument("--late", metavar="LÝ_DO", help="nhập sổ muộn, với ngày giờ đến thật")
    add.set_defaults(run=_add)
    edit: CommandParser = actions.add_parser("edit", help="sửa các trường đã cho")
    edit.add_argument("id", metavar="ID")
    documents.add_source(edit)
    edit.set_defaults(run=_edit)
    remove: CommandParser = actions.add_parser("remove", help="gỡ một văn bản vào sổ nhầm")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do, ghi vào sổ")
    remove.set_defaults(run=_remove)
    listed: CommandParser = actions.add_parser("list", help="sổ văn bản đến, mới nhất trước")
    documents.add_list_options(listed)
    listed.set_defaults(run=_list)
    show: CommandParser = actions.add_parser("show", help="một văn bản với tệp và xung đột")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_show)


def _add(session: Session) -> int:
    with opened(session.options.source) as stream:
        shape, entries = read_source(stream)
        if session.options.attach and shape is not Shape.ONE:
            raise UsageError("one_record_wanted", "--attach chỉ dùng khi vào sổ một văn bản.")
        if session.options.reserved is not None and shape is not Shape.ONE:
            raise UsageError("one_record_wanted", "--reserved chỉ dùng khi vào sổ một văn bản.")
        with session.office() as office:
            if shape is Shape.ONE:
                return _add_one(session, office, next(entries))
            return _add_many(session, office, shape, entries)


def _add_one(session: Session, office: Office, entry: Entry) -> int:
    outcome = _registered(session, office, entry)
    session.output.warn(outcome.warnings)
    session.output.result(documents.outcome_document(outcome), _told(outcome))
    return DONE


def _add_many(session: Session, office: Office, shape: Shape, entries: Iterator[Entry]) -> int:
    """One changeset and one result line each. A refusal stops nothing; a full disk does."""
    refused = 0
    results = _Results(session, shape)
    with results:
        for entry in entries:
            try:
                outcome = _registered(session, office, entry)
            except EnvironmentFault:
                raise
            except VanThuError as error:
                refused += 1
                results.refused(entry, error)
            else:
                results.registered(entry, outcome)
    return REFUSED if refused else DONE


def _registered(session: Session, office: Office, entry: Entry) -> Outcome:
    if entry.fault:
        raise entry.fault
    options = session.options
    return office.run(
        RegisterIncoming(
            fields=records.read_values(ENTITY, entry.fields),
            files=tuple(NewFile(Path(name), Path(name).name) for name in options.attach or ()),
            series=options.series,
            confirmed=options.confirmed,
            reserved=options.reserved,
            late=options.late,
        )
    )


class _Results:
    """Result lines in the shape of the input: an array for an array, JSON Lines for JSON Lines."""

    def __init__(self, session: Session, shape: Shape) -> None:
        self._output = session.output
        self._is_array = session.output.as_json and shape is Shape.ARRAY
        self._count = 0

    def __enter__(self) -> _Results:
        if self._is_array:
            self._output.raw("[")
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_array:
            self._output.raw("]\n")

    def registered(self, entry: Entry, outcome: Outcome) -> None:
        """One that is in the register now."""
        document = {"line": entry.position, **documents.outcome_document(outcome)}
        self._tell(document, f"{entry.position}: {_told(outcome)}")
        if not self._output.as_json:
            self._output.warn(outcome.warnings, about=f"{entry.position}: ")

    def refused(self, entry: Entry, error: VanThuError) -> None:
        """One that is not, and why; its words are not repeated."""
        document = {"line": entry.position, "error": error_document(error)}
        self._tell(document, f"{entry.position}: không vào sổ: {phrase(error)}")

    def _tell(self, document: dict[str, Any], text: str) -> None:
        if not self._is_array:
            self._output.line(document, text)
        else:
            self._output.raw((",\n " if self._count else "") + one_line(document))
        self._count += 1


def _told(outcome: Outcome) -> str:
    return f"Đã vào sổ, {documents.number_words(outcome)}: {outcome.id}"


def _edit(session: Session) -> int:
    command = EditIncoming(session.options.id, documents.fields_of(session, ENTITY))
    return documents.do(session, command, lambda outcome: f"Đã sửa: {outcome.id}")


def _remove(session: Session) -> int:
    command = RemoveIncoming(session.options.id, session.options.reason)
    return documents.do(
        session, command, lambda outcome: f"Đã gỡ, số vẫn nằm trong sổ: {outcome.id}"
    )


def _list(session: Session) -> int:
    return documents.show_list(session, ENTITY, _COLUMNS, "Chưa có văn bản đến nào.")


def _show(session: Session) -> int:
    found = documents.whole(session, ENTITY, session.options.id)
    session.output.result(documents.detail_document(found), documents.detail_text(found))
    return DONE

"""What the groups of documents share: lists with filters, one record in full, what came of it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.entities.registry import ENTITIES
from common.errors import RuleViolation
from common.rules.workflow import WAITING
from common.text.dates import parse_date
from common.text.phrases import field_label
from desktop.cli import disputes, records, set_aside, texts
from desktop.cli.exit_codes import DONE
from desktop.cli.input_records import only_record, opened
from desktop.cli.output import warning_documents
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.runner import Command, Outcome
from desktop.queries.listing import Listing, rows
from desktop.queries.records import AttachedFile, Erased, RecordDetail, detail
from desktop.store.view import Row

LIMIT_DEFAULT = 50


@dataclass(frozen=True)
class Column:
    """One column of a list for people."""

    heading: str
    cell: Callable[[Row], str]


def add_list_options(parser: CommandParser) -> None:
    """``--filter``, ``--limit`` and ``--offset``."""
    parser.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="TRƯỜNG=GIÁ_TRỊ",
        help="chỉ những bản ghi có trường bằng giá trị này; dùng được nhiều lần",
    )
    parser.add_argument("--limit", type=int, default=LIMIT_DEFAULT, metavar="N", help="nhiều nhất")
    parser.add_argument("--offset", type=int, default=0, metavar="N", help="bỏ qua N dòng đầu")


def add_source(parser: CommandParser, *, several: bool = False) -> None:
    """``--from``: the record's fields as JSON."""
    kinds = "một đối tượng JSON" + (", một mảng, hoặc JSON Lines" if several else "")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE", help=f"{kinds}; «-» là stdin"
    )


def show_list(session: Session, entity: str, columns: Sequence[Column], empty: str) -> int:
    """A page of a register, newest first."""
    options = session.options
    listing = Listing(entity, records.read_filters(entity, options.filter))
    limit, offset = max(0, options.limit), max(0, options.offset)
    with session.office() as office, office.read() as connection:
        page = rows(connection, listing, limit=limit, offset=offset)
    cells = [[column.cell(row) for column in columns] for row in page]
    headings = [column.heading for column in columns]
    session.output.result(
        [records.row_document(row) for row in page], texts.table(headings, cells, empty=empty)
    )
    return DONE


def whole(session: Session, entity: str, record_id: str) -> RecordDetail:
    """One record with all that belongs to it.

    Raises:
        RuleViolation: ``record_not_found``.
    """
    with session.office() as office, office.read() as connection:
        return require(detail(connection, entity, record_id), entity, record_id)


def require(found: RecordDetail | None, entity: str, record_id: str) -> RecordDetail:
    """``found``, or RuleViolation ``record_not_found``."""
    if found is None:
        raise RuleViolation("record_not_found", entity=entity, id=record_id)
    return found


def detail_document(found: RecordDetail) -> dict[str, Any]:
    """The record, its files, its open conflicts, and what becomes of own work on it."""
    return {
        **records.row_document(found.row),
        "attachments": [file_document(one) for one in found.files],
        "conflicts": [disputes.dispute_document(one) for one in found.disputes],
        "fates": [str(fate) for fate in found.fates],
        "own_work": [set_aside.own_work_document(one) for one in found.own_work],
        "cases": [set_aside.case_document(one) for one in found.cases],
        "erased": [erased_document(one) for one in found.erased],
    }


def detail_text(found: RecordDetail) -> str:
    """The same for people."""
    row = found.row
    pairs = [("Mã bản ghi", row.id), *records.label_facts(row.entity, row.values)]
    pairs += [("Tệp đính kèm", file_words(one)) for one in found.files]
    pairs += [("Xung đột", disputes.dispute_words(one)) for one in found.disputes]
    pairs += [("Đồng bộ", set_aside.own_work_words(one)) for one in found.own_work]
    pairs += [("Việc chờ, không dùng", set_aside.case_words(one)) for one in found.cases]
    pairs += [("Đã xóa", erased_words(one, row.entity)) for one in found.erased]
    return texts.facts(pairs)


def erased_document(one: Erased) -> dict[str, Any]:
    """An order by which something of the record was erased."""
    return {
        "order": one.order,
        "reason": one.reason,
        "at": records.instant(one.at_ms),
        "fields": list(one.fields),
    }


def erased_words(one: Erased, entity: str) -> str:
    """The same for people: what, by which order, why."""
    names = ", ".join(field_label(name, entity) for name in one.fields)
    return f"theo lệnh {one.order} ({texts.instant(one.at_ms)}): {names}. Lý do: {one.reason}"


def file_document(one: AttachedFile) -> dict[str, Any]:
    """An attached file; ``here`` is false while it is on its way."""
    return {
        "id": one.id,
        "name": one.name,
        "size_bytes": one.size_bytes,
        "media_type": one.media_type,
        "sha256": one.sha256,
        "here": one.here,
    }


def file_words(one: AttachedFile) -> str:
    """Name, size and whether it has arrived."""
    return f"{one.name} ({texts.size(one.size_bytes)}{'' if one.here else ', chưa về'})"


def do(session: Session, command: Command, told: Callable[[Outcome], str]) -> int:
    """Run one command and tell what came of it."""
    with session.office() as office:
        outcome = office.run(command)
        session.output.warn(outcome.warnings)
        session.output.result(outcome_document(outcome), told(outcome))
    return DONE


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The record as it stands after an action, the changeset's name, and warnings."""
    return {
        **records.document(outcome.entity, outcome.id, outcome.values),
        "changeset": outcome.changeset,
        "warnings": warning_documents(outcome.warnings),
    }


def fields_of(session: Session, entity: str) -> dict[str, Any]:
    """The fields of the one record that ``--from`` names."""
    with opened(session.options.source) as stream:
        return records.read_values(entity, only_record(stream))


def number_words(outcome: Outcome) -> str:
    """The number that a registration gave, or that it waits for one."""
    values = outcome.values
    if values.get("state") == WAITING:
        return "chờ số"
    if outcome.entity == "incoming_document":
        return f"số đến {values.get('arrival_number')}"
    return f"số {records.code_of(values)}"


def day_given(options: Namespace) -> date | None:
    """``--date`` in any form that people write. Raises RuleViolation ``date_invalid``."""
    return None if options.date is None else parse_date(options.date)


def label_of(entity: str) -> str:
    """What people call the kind of record."""
    return ENTITIES[entity].label.vi

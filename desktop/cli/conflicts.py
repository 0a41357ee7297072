"""`vanthu conflicts …`: list, show and settle what two people wrote without seeing each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common.entities.cases import BOTH, FIRST, OPEN, OTHER, VALUE
from common.entities.registry import ENTITIES
from common.entities.schema import Value
from common.errors import RuleViolation
from common.text.phrases import CONFLICT_KINDS
from desktop.cli import disputes, records, texts
from desktop.cli.exit_codes import DONE
from desktop.cli.labels import label_of
from desktop.cli.parser import CommandParser, UsageError
from desktop.cli.session import Session
from desktop.commands.conflicts import SettleConflict, settling
from desktop.queries.conflicts import Dispute, all_disputes, dispute, meant_by, open_disputes
from desktop.store.connection import Connection
from desktop.store.view import Row

_HEADINGS = ("MÃ", "LOẠI", "BẢN GHI", "TRƯỜNG", "CÁC GIÁ TRỊ", "TRẠNG THÁI", "TRUNG TÂM TỪ")


@dataclass(frozen=True)
class _Kept:
    """What ``--keep`` asks of one conflict."""

    outcome: str
    side: int = 0
    value: Value = None


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("conflicts", help="xung đột giữa các lần sửa")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    listed: CommandParser = actions.add_parser("list", help="các xung đột chưa giải quyết")
    listed.add_argument("--all", action="store_true", help="cả những xung đột đã giải quyết")
    listed.set_defaults(run=_list)
    show: CommandParser = actions.add_parser("show", help="một xung đột với mọi giá trị")
    show.add_argument("id", metavar="ID", help="mã xung đột, phần đầu của mã, hoặc mã bản ghi")
    show.set_defaults(run=_show)
    settle: CommandParser = actions.add_parser("settle", help="giải quyết một xung đột")
    settle.add_argument("id", metavar="ID", help="mã xung đột, phần đầu của mã, hoặc mã bản ghi")
    settle.add_argument(
        "--keep",
        nargs="+",
        action="extend",
        required=True,
        metavar="GIÁ_TRỊ",
        help="first, other, số thứ tự, both, hoặc TRƯỜNG=GIÁ_TRỊ",
    )
    settle.add_argument(
        "--reason", required=True, metavar="LÝ_DO", help="lý do, mọi người xem được"
    )
    settle.set_defaults(run=_settle)


def _list(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        found = all_disputes(connection) if session.options.all else open_disputes(connection)
    cells = [_cells(one) for one in found]
    text = texts.table(_HEADINGS, cells, empty="Không có xung đột nào.")
    session.output.result([disputes.dispute_document(one) for one in found], text)
    return DONE


def _cells(one: Dispute) -> tuple[str, ...]:
    values = one.row.values
    kind = str(values.get("kind"))
    return (
        disputes.short_id(one),
        CONFLICT_KINDS.get(kind, kind),
        label_of(one.about, str(values.get("entity"))),
        disputes.field_of(one),
        " | ".join(disputes.value_words(one, side) for side in one.sides),
        disputes.state_words(one),
        texts.day(one.centre_from) if values.get("state") == OPEN else "",
    )


def _show(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        rows = _meant(connection, session.options.id)
        found = [one for row in rows if (one := dispute(connection, row.id))]
    document = [disputes.dispute_document(one) for one in found]
    told = "\n\n".join(disputes.dispute_text(one) for one in found)
    session.output.result(document[0] if len(document) == 1 else document, told)
    return DONE


def _settle(session: Session) -> int:
    options = session.options
    with session.office() as office:
        with office.read() as connection:
            commands = _commands(connection, options.id, options.keep, options.reason)
        for command in commands:
            office.run(command)
        with office.read() as connection:
            found = [one for c in commands if (one := dispute(connection, c.id))]
        told = [f"Đã giải quyết, sẽ gửi khi đồng bộ: {disputes.short_id(one)}" for one in found]
        session.output.result([disputes.dispute_document(one) for one in found], "\n".join(told))
    return DONE


def _commands(
    connection: Connection, word: str, keep: list[str], reason: str
) -> list[SettleConflict]:
    """One settlement for each conflict that the line names, all read before the first is done.

    Raises:
        RuleViolation: ``record_not_found``; ``conflict_ambiguous`` (``word``, ``count``);
            ``field_unknown``; ``date_invalid``.
        UsageError: ``usage`` for a choice among the sides beside others.
    """
    rows = _meant(connection, word)
    fields = [one for one in keep if "=" in one]
    if fields and len(fields) != len(keep):
        raise UsageError("usage", "Lệnh chưa đúng: --keep nhận một lựa chọn, hoặc TRƯỜNG=GIÁ_TRỊ.")
    if not fields:
        if len(keep) > 1:
            raise UsageError("usage", "Lệnh chưa đúng: --keep nhận một lựa chọn.")
        row = _only(rows, word)
        return [_command(row, _kept(keep[0]), reason)]
    if len(rows) > 1 and rows[0].values.get("record_id") != word:
        raise RuleViolation("conflict_ambiguous", field="id", word=word, count=len(rows))
    return [_third_value(rows, one, reason) for one in fields]


def _meant(connection: Connection, word: str) -> list[Row]:
    rows = meant_by(connection, word)
    if not rows:
        raise RuleViolation("record_not_found", entity="conflict", id=word)
    return rows


def _only(rows: Iterable[Row], word: str) -> Row:
    row, *others = rows
    if others:
        raise RuleViolation("conflict_ambiguous", field="id", word=word, count=len(others) + 1)
    return row


def _kept(word: str) -> _Kept:
    if word in (FIRST, OTHER, BOTH):
        return _Kept(word)
    if word.isdecimal() and int(word) > 0:
        side = int(word)
        return _Kept(FIRST) if side == 1 else _Kept(OTHER, side)
    raise UsageError("usage", f"Lệnh chưa đúng: --keep không có lựa chọn «{word}».")


def _third_value(rows: Iterable[Row], word: str, reason: str) -> SettleConflict:
    """The settlement of the conflict over the field that ``word`` names."""
    name = word.partition("=")[0]
    for row in rows:
        entity = str(row.values.get("entity"))
        if row.values.get("field") == name and entity in ENTITIES:
            (value,) = records.read_filters(entity, [word]).values()
            return _command(row, _Kept(VALUE, value=value), reason)
    raise RuleViolation("field_unknown", field=name)


def _command(row: Row, kept: _Kept, reason: str) -> SettleConflict:
    return settling(
        row.values, row.id, kept.outcome, reason, side=kept.side, value=kept.value, base=row.heads
    )

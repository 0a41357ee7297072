"""`vanthu cases …`: work that was set aside whole, what it waits for, and what was not used."""

from __future__ import annotations

from typing import Any

from common.clock import to_millis
from common.errors import NotAllowed
from common.text.phrases import FATES
from desktop.cli import set_aside, texts
from desktop.cli.exit_codes import DONE
from desktop.cli.labels import action_words, label_of
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.queries.cases import SetAside, case_named, discarded_since, lately, waiting_cases

_HEADINGS = ("VIỆC", "ĐÃ LÀM", "BẢN GHI", "NGƯỜI LÀM", "TRẠNG THÁI", "LÝ DO", "CHỜ VIỆC")


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser(
        "cases", help="việc được giữ lại, việc không được dùng"
    )
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    listed: CommandParser = actions.add_parser(
        "list", help="việc đang giữ lại, và việc không được dùng trong 90 ngày qua"
    )
    listed.set_defaults(run=_list)
    show: CommandParser = actions.add_parser("show", help="một việc, lý do, và việc nó chờ")
    show.add_argument("name", metavar="TÊN", help="tên của việc, ví dụ 17.42")
    show.set_defaults(run=_show)


def _list(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        found = waiting_cases(connection)
        found += discarded_since(connection, lately(to_millis(office.clock.now())))
    text = texts.table(
        _HEADINGS, [_cells(one) for one in found], empty="Không có việc nào bị giữ lại."
    )
    session.output.result([set_aside.case_document(one) for one in found], text)
    return DONE


def _cells(one: SetAside) -> tuple[str, ...]:
    values = one.row.values
    state = str(values.get("state"))
    return (
        one.name,
        action_words(values.get("action")),
        label_of(one.about, str(values.get("entity") or "")),
        one.who or f"máy {values.get('device')}",
        FATES.get(state, state),
        set_aside.case_reason(one),
        str(values.get("needs") or ""),
    )


def _show(session: Session) -> int:
    name = session.options.name
    with session.office() as office, office.read() as connection:
        found = case_named(connection, name)
    if found is None:
        raise NotAllowed("case_unknown", name=name)
    session.output.result(set_aside.case_document(found), set_aside.case_text(found))
    return DONE

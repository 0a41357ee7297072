"""`vanthu-server quarantine list|show|retry|discard`: work that was set aside whole."""

from __future__ import annotations

from typing import Any

from common.errors import NotAllowed
from common.rules.actions import ACTIONS
from common.text.messages import _
from common.text.phrases import FATES, sentence
from common.text.sentences import ERRORS
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened, operator
from sync_server.cli.output import day, instant, table
from sync_server.services.case_lists import CaseInfo, OpenedCase


def run(call: Call) -> int:
    """List, show, retry or discard."""
    actions = {"list": _list, "show": _show, "retry": _retry, "discard": _discard}
    return actions[call.options.action](call)


def _list(call: Call) -> int:
    with opened(call) as hub:
        found = hub.quarantine(call.options.office)
    headings = (
        _("Tên"),
        _("Cơ quan"),
        _("Việc"),
        _("Người làm"),
        _("Trạng thái"),
        _("Từ"),
        _("Lý do"),
        _("Chờ cùng"),
    )
    text = table(headings, [_row(one) for one in found], empty=_("Không có việc nào chờ."))
    call.output.result([_document(one) for one in found], text)
    return DONE


def _row(one: CaseInfo) -> tuple[object, ...]:
    return (
        one.name,
        one.office,
        _action(one.action),
        one.full_name or one.actor,
        _(FATES.get(one.state, one.state)),
        day(one.opened_at),
        sentence(ERRORS, one.code, one.params),
        ", ".join(one.dependants),
    )


def _show(call: Call) -> int:
    options = call.options
    with opened(call) as hub:
        found = hub.quarantined(options.office, options.name, options.reason, by=operator())
    document = _document(found.info) | {
        "changes": None if found.changes is None else list(found.changes)
    }
    call.output.result(document, _text(found))
    return DONE


def _retry(call: Call) -> int:
    options = call.options
    with opened(call) as hub:
        fate = hub.retry(
            options.office, options.name, options.reason, by=operator(), admit=options.admit
        )
    text = _("Việc {name}: {fate}.").format(name=options.name, fate=_(FATES[fate]))
    call.output.result({"name": options.name, "fate": str(fate)}, text)
    return DONE


def _discard(call: Call) -> int:
    options = call.options
    with opened(call) as hub:
        try:
            fallen = hub.discard(
                options.office,
                options.name,
                options.reason,
                by=operator(),
                with_dependants=options.yes,
            )
        except NotAllowed as refusal:
            if refusal.code == "case_has_dependants":
                _ask(call, hub.quarantine(options.office), str(refusal.params["names"]))
            raise
    text = _("Đã bỏ việc {name}.").format(name=options.name)
    if fallen:
        text += " " + _("Cùng với nó: {names}.").format(names=", ".join(fallen))
    call.output.result({"name": options.name, "fate": "discarded", "with": fallen}, text)
    return DONE


def _ask(call: Call, waiting: list[CaseInfo], names: str) -> None:
    """What would fall too, on a line each, and how to say that it may."""
    falling = names.split(", ")
    for one in waiting:
        if one.name in falling:
            who = one.full_name or one.actor
            call.output.say(f"  {one.name}  {_action(one.action)}  {who}  {day(one.opened_at)}")
    call.output.say(_("Nếu bỏ tất cả: chạy lại lệnh với --yes."))


def _action(name: str) -> str:
    return ACTIONS[name].label.vi if name in ACTIONS else name or _("không đọc được")


def _document(one: CaseInfo) -> dict[str, Any]:
    return {
        "name": one.name,
        "office": one.office,
        "device": one.device,
        "action": one.action or None,
        "actor": one.actor or None,
        "full_name": one.full_name or None,
        "entity": one.entity or None,
        "record_id": one.record_id or None,
        "state": one.state,
        "code": one.code,
        "params": one.params,
        "reason": sentence(ERRORS, one.code, one.params),
        "needs": one.needs or None,
        "dependants": list(one.dependants),
        "opened_at": instant(one.opened_at),
    }


def _text(found: OpenedCase) -> str:
    info = found.info
    lines = [
        f"{info.name} {_action(info.action)}, {info.full_name or info.actor}",
        sentence(ERRORS, info.code, info.params),
    ]
    if found.changes is None:
        return "\n".join([*lines, _("Nội dung không đọc được.")])
    for change in found.changes:
        lines.append(f"{change['entity']} {change['id']}")
        lines += [f"  {name}: {value}" for name, value in change["set"].items()]
    return "\n".join(lines)

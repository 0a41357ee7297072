"""`vanthu-server user add|list`: the people of an office."""

from __future__ import annotations

from typing import Any

from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.cli.output import table
from sync_server.services.people import Person


def run(call: Call) -> int:
    """Add or list."""
    return _add(call) if call.options.action == "add" else _list(call)


def _add(call: Call) -> int:
    asked = call.options
    with opened(call) as hub:
        person = hub.add_user(asked.office, asked.login, asked.full_name, asked.roles)
    text = _("Đã mời «{login}», vai trò: {roles}.")
    roles = ", ".join(person.roles)
    call.output.result(_document(person), text.format(login=person.login, roles=roles))
    return DONE


def _list(call: Call) -> int:
    with opened(call) as hub:
        people = hub.users(call.options.office)
    headings = (_("Tên đăng nhập"), _("Họ và tên"), _("Trạng thái"), _("Vai trò"))
    rows = [(one.login, one.full_name, one.state, ", ".join(one.roles)) for one in people]
    text = table(headings, rows, empty=_("Cơ quan này chưa có người dùng."))
    call.output.result([_document(one) for one in people], text)
    return DONE


def _document(person: Person) -> dict[str, Any]:
    return {
        "id": person.user_id,
        "login": person.login,
        "full_name": person.full_name,
        "state": person.state,
        "roles": list(person.roles),
    }

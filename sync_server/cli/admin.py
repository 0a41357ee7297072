"""`vanthu-server admin create`: a central admin."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from common.errors import RuleViolation
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened


def run(call: Call) -> int:
    """Make the admin; the password is asked for after the data could be opened."""
    login = call.options.login
    with opened(call) as hub:
        hub.create_admin(login, _password(call.options.password_file))
    call.output.result(
        {"login": login}, _("Đã tạo quản trị trung tâm «{login}».").format(login=login)
    )
    return DONE


def _password(file: str | None) -> str:
    """From the file's first line, from the screen twice, or from one line of a pipe.

    Raises:
        RuleViolation: ``input_unreadable`` (param ``name``), ``passwords_differ``.
    """
    if file is not None:
        return _first_line(Path(file))
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(_("Mật khẩu mới: "))
    if getpass.getpass(_("Nhập lại mật khẩu: ")) != first:
        raise RuleViolation("passwords_differ")
    return first


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleViolation("input_unreadable", name=str(path)) from error

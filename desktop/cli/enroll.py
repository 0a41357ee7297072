"""`vanthu enroll`: make this PC a device of its office, and print the recovery key, once."""

from __future__ import annotations

import platform
from typing import Any

from common.errors import VanThuError
from common.text.phrases import phrase
from desktop.cli import texts
from desktop.cli.exit_codes import DONE
from desktop.cli.output import error_document
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.cli.sync import report_document, report_words
from desktop.identity.enrolment import Enrolled, EnrolmentWish, enrol
from desktop.office import open_office


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser(
        "enroll", help="ghi danh máy này vào cơ quan", conflict_handler="resolve"
    )
    parser.add_argument("--server", required=True, metavar="URL", help="địa chỉ máy chủ")
    parser.add_argument("--code", required=True, metavar="CODE", help="mã ghi danh, dùng một lần")
    parser.add_argument("--login", required=True, metavar="NAME", help="tên đăng nhập")
    parser.add_argument("--full-name", default="", metavar="TÊN", help="họ và tên")
    parser.add_argument("--device-name", metavar="N", help="tên máy (mặc định tên của hệ thống)")
    parser.add_argument(
        "--allow-http", action="store_true", help="cho phép http:// không mã hóa tới máy khác"
    )
    parser.set_defaults(run=_enroll)


def _enroll(session: Session) -> int:
    """The key is told before the first sync: whatever the line does then, it is on paper."""
    options, outside = session.options, session.outside
    password = session.password(f"Mật khẩu mới của {options.login}: ", twice=True)
    api = outside.enrolment_api(options.server, options.allow_http)
    enrolled = enrol(
        session.folder,
        _wish(session, password),
        api,
        random=outside.random,
        pin_ca=api.pinned,
        params=outside.kdf,
    )
    if not session.output.as_json:
        session.output.line({}, _told(enrolled))
    first_sync = None
    try:
        first_sync = _first_sync(session, password)
    finally:
        if session.output.as_json:
            session.output.result(_document(enrolled) | {"sync": first_sync}, "")
    return DONE


def _wish(session: Session, password: str) -> EnrolmentWish:
    options = session.options
    return EnrolmentWish(
        server_url=options.server,
        code=options.code,
        login=options.login,
        password=password,
        full_name=options.full_name,
        device_name=options.device_name or platform.node(),
        allow_http=options.allow_http,
    )


def _first_sync(session: Session, password: str) -> dict[str, Any]:
    """Books and catalogs of the office. Offline now is no failure: the PC is enrolled."""
    outside, options = session.outside, session.options
    office = open_office(
        session.folder,
        options.login,
        password,
        outside.api_of,
        clock=outside.clock,
        random=outside.random,
    )
    try:
        report = office.sync()
    except VanThuError as error:
        session.output.say(phrase(error))
        return {"error": error_document(error)}
    finally:
        office.close()
    session.output.say(report_words(report))
    return report_document(report)


def _document(enrolled: Enrolled) -> dict[str, Any]:
    who = enrolled.who
    return {
        "device": who.device,
        "device_name": who.device_name,
        "office_code": who.office_code,
        "office_name": who.office_name,
        "login": who.login,
        "user_id": who.user_id,
        "roles": list(who.roles),
        "server_url": who.server_url,
        "recovery_key": enrolled.recovery_key,
    }


def _told(enrolled: Enrolled) -> str:
    who = enrolled.who
    facts = texts.facts(
        [
            ("Cơ quan", f"{who.office_name} ({who.office_code})"),
            ("Máy", f"số {who.device}, {who.device_name}"),
            ("Người dùng", who.login),
            ("Vai trò", ", ".join(who.roles)),
        ]
    )
    return (
        f"Đã ghi danh.\n{facts}\n\n"
        f"KHÓA KHÔI PHỤC (chỉ hiện một lần này; hãy in ra và cất nơi an toàn):\n\n"
        f"    {enrolled.recovery_key}\n"
    )

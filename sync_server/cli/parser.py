"""The commands and their options, in Vietnamese; what runs them is loaded later.

`--data`, `--database` and `--json` may stand before or after the command: scripts of ten years ago
did both.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from common.text.messages import _
from sync_server.settings import Settings, variable_of

_COMMON = ("data", "database", "json")
_WORDS = (
    ("the following arguments are required:", "còn thiếu:"),
    ("unrecognized arguments:", "không hiểu:"),
    ("expected one argument", "cần một giá trị"),
    ("expected at least one argument", "cần ít nhất một giá trị"),
    ("invalid choice:", "không có lựa chọn"),
    ("invalid int value:", "không phải số nguyên:"),
    ("choose from", "chọn một trong"),
    ("argument ", "tham số "),
)


class WrongUsage(Exception):
    """The line cannot be understood; ``usage`` shows how it should look."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: Any, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _("Cách dùng: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        options |= {"add_help": False, "allow_abbrev": False, "formatter_class": _Formatter}
        super().__init__(**options)
        self._positionals.title = _("Tham số")
        self._optionals.title = _("Tùy chọn")
        self.add_argument("-h", "--help", action="help", help=_("in hướng dẫn này"))
        _add_common(self)

    def error(self, message: str) -> NoReturn:
        for english, vietnamese in _WORDS:
            message = message.replace(english, vietnamese)
        raise WrongUsage(message, self.format_usage().rstrip())


def build() -> argparse.ArgumentParser:
    """The parser with all commands."""
    parser = _Parser(prog="vanthu-server", description=_("Máy chủ Văn Thư của tỉnh."))
    commands = parser.add_subparsers(title=_("Lệnh"), metavar=_("LỆNH"))
    for add in (_init, _serve, _admin, _office, _enroll_code, _device, _user, _lease, _tls, _check):
        add(commands)
    for add in (_conflict, _quarantine, _redact):
        add(commands)
    return parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options; ``command`` names the module that runs them, ``action`` what in it.

    Raises:
        WrongUsage: the line is wrong, or names no command.
        SystemExit: help was asked for, and printed.
    """
    parser = build()
    given = vars(parser.parse_args(arguments))
    if "command" not in given:
        raise WrongUsage(_("còn thiếu: LỆNH"), parser.format_help().rstrip())
    return argparse.Namespace(**{"data": None, "database": None, "json": False, **given})


def _add_common(parser: argparse.ArgumentParser) -> None:
    """Without defaults: a command's must not undo what was given before it."""
    group = parser.add_argument_group(_("Tùy chọn chung"))
    for name, metavar in (("data", "DIR"), ("database", "URL")):
        text = f"{_label(name)}; {_('hoặc biến')} {variable_of(name)}"
        group.add_argument(f"--{name}", metavar=metavar, default=argparse.SUPPRESS, help=text)
    group.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("kết quả là một văn bản JSON trên stdout"),
    )


def _init(commands: Any) -> None:
    _command(commands, "init", _("tạo máy chủ mới trong thư mục dữ liệu"))


def _serve(commands: Any) -> None:
    parser = _command(commands, "serve", _("chạy máy chủ"))
    for setting in dataclasses.fields(Settings):
        if setting.name not in _COMMON:
            text = f"{_label(setting.name)} ({_('mặc định')} {setting.default})"
            flag = "--" + setting.name.replace("_", "-")
            parser.add_argument(flag, metavar=setting.name.split("_")[-1].upper(), help=text)


def _admin(commands: Any) -> None:
    actions = _group(commands, "admin", _("quản trị trung tâm"))
    parser = _command(actions, "create", _("tạo một quản trị trung tâm"), "admin")
    parser.add_argument("--login", required=True, metavar="NAME", help=_("tên đăng nhập"))
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help=_("tệp có mật khẩu ở dòng đầu; nếu không: hỏi trên màn hình, hoặc một dòng ở stdin"),
    )


def _office(commands: Any) -> None:
    actions = _group(commands, "office", _("cơ quan"))
    parser = _command(actions, "import", _("nhập danh sách cơ quan từ tệp CSV"), "office")
    parser.add_argument("file", metavar="FILE.csv", help=_("tệp CSV, UTF-8, có dòng tiêu đề"))
    parser.add_argument(
        "--with-users", action="store_true", help=_("mời luôn người dùng theo biên chế trong tệp")
    )
    _command(actions, "list", _("liệt kê cơ quan"), "office")


def _enroll_code(commands: Any) -> None:
    parser = _command(commands, "enroll-code", _("cấp mã ghi danh cho một máy của cơ quan"))
    parser.add_argument("--office", required=True, metavar="CODE", help=_("mã cơ quan"))
    _add_roles(
        parser, _("vai trò, ngăn bằng dấu phẩy (mặc định: clerk, người đầu tiên thêm admin)")
    )


def _device(commands: Any) -> None:
    actions = _group(commands, "device", _("máy đã ghi danh"))
    _command(actions, "list", _("liệt kê các máy"), "device")
    parser = _command(actions, "revoke", _("thu hồi một máy"), "device")
    parser.add_argument("number", type=int, metavar="N", help=_("số của máy"))
    parser.add_argument("--reason", required=True, metavar=_("LÝ_DO"), help=_("lý do, sẽ lưu lại"))


def _user(commands: Any) -> None:
    actions = _group(commands, "user", _("người dùng của cơ quan"))
    parser = _command(actions, "add", _("mời một người, hoặc thêm vai trò cho người đã có"), "user")
    parser.add_argument("--office", required=True, metavar="CODE", help=_("mã cơ quan"))
    parser.add_argument("--login", required=True, metavar="NAME", help=_("tên đăng nhập"))
    parser.add_argument("--full-name", default="", metavar=_("TÊN"), help=_("họ và tên"))
    _add_roles(parser, _("vai trò, ngăn bằng dấu phẩy"), required=True)
    parser = _command(actions, "list", _("liệt kê người dùng của cơ quan"), "user")
    parser.add_argument("--office", required=True, metavar="CODE", help=_("mã cơ quan"))


def _lease(commands: Any) -> None:
    actions = _group(commands, "lease", _("quyền giữ sổ: máy nào cấp số của sổ nào"))
    parser = _command(actions, "list", _("liệt kê các sổ và máy đang giữ"), "lease")
    parser.add_argument("--office", metavar="CODE", help=_("chỉ một cơ quan"))
    parser = _command(
        actions, "revoke", _("thu hồi sổ từ một máy không hỏi được (hỏng, mất)"), "lease"
    )
    parser.add_argument("--office", required=True, metavar="CODE", help=_("mã cơ quan"))
    parser.add_argument("--series", required=True, metavar="S", help=_("mã sổ, ví dụ den, di"))
    parser.add_argument(
        "--last-on-paper",
        required=True,
        type=int,
        metavar="N",
        help=_("số cuối cùng nhìn thấy trên sổ giấy hoặc trên văn bản"),
    )
    parser.add_argument("--year", type=int, metavar="Y", help=_("năm của sổ (mặc định: năm nay)"))
    parser.add_argument("--seen-by", required=True, metavar="NAME", help=_("ai nhìn thấy số đó"))
    parser.add_argument("--reason", required=True, metavar=_("LÝ_DO"), help=_("lý do, sẽ lưu lại"))
    parser.add_argument("--to", type=int, metavar="N", help=_("giao ngay cho máy số N"))
    parser.add_argument(
        "--yes", action="store_true", help=_("xác nhận khoảng trống lớn hơn 500 số")
    )


def _tls(commands: Any) -> None:
    actions = _group(commands, "tls", _("chứng chỉ của máy chủ"))
    parser = _command(
        actions, "init", _("lập CA riêng và chứng chỉ, hoặc gia hạn chứng chỉ"), "tls"
    )
    parser.add_argument(
        "--name", action="append", default=[], metavar="DNS", help=_("tên máy chủ; dùng nhiều lần")
    )
    parser.add_argument(
        "--ip", action="append", default=[], metavar="IP", help=_("địa chỉ IP; dùng nhiều lần")
    )


def _redact(commands: Any) -> None:
    parser = _command(commands, "redact", _("xóa theo lệnh nội dung không được phép có ở đây"))
    office = _("mã cơ quan của bản ghi")
    parser.add_argument("--office", metavar="CODE", help=office)
    parser.add_argument(
        "--record", metavar="ENTITY/ID", help=_("bản ghi, ví dụ outgoing_document/0192…")
    )
    parser.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="F",
        help=_("trường cần xóa, dùng nhiều lần (mặc định: mọi trường có lời văn)"),
    )
    parser.add_argument("--with-files", action="store_true", help=_("xóa cả các tệp đính kèm"))
    parser.add_argument("--order", metavar=_("LỆNH"), help=_("số, ký hiệu và ngày của lệnh"))
    parser.add_argument("--reason", metavar=_("LÝ_DO"), help=_("lý do, sẽ lưu lại"))
    parser.add_argument("--yes", action="store_true", help=_("xóa thật; thiếu nó thì chỉ liệt kê"))
    actions = parser.add_subparsers(title=_("Lệnh"), metavar=_("LỆNH"))
    listing = _command(actions, "list", _("liệt kê lệnh xóa và máy nào đã xóa"), "redact")
    listing.add_argument("--office", metavar="CODE", help=_("chỉ một cơ quan"))


def _check(commands: Any) -> None:
    parser = _command(commands, "check", _("kiểm tra dữ liệu máy chủ có vẹn toàn, không sửa gì"))
    parser.add_argument("--office", metavar="CODE", help=_("chỉ xem một cơ quan"))
    parser.add_argument(
        "--deep", action="store_true", help=_("đọc hết từng tệp để so với mã băm của nó")
    )


def _conflict(commands: Any) -> None:
    actions = _group(commands, "conflict", _("xung đột giữa các lần sửa của một cơ quan"))
    parser = _command(actions, "list", _("liệt kê xung đột, không có nội dung"), "conflict")
    parser.add_argument("--office", metavar="CODE", help=_("chỉ xem một cơ quan"))
    parser.add_argument("--all", action="store_true", help=_("cả những xung đột đã giải quyết"))
    parser = _command(actions, "show", _("mở nội dung một xung đột; cơ quan sẽ thấy"), "conflict")
    parser.add_argument("id", metavar="ID", help=_("mã xung đột hoặc phần đầu của mã"))
    _add_reason(parser)
    parser = _command(actions, "settle", _("giải quyết một xung đột"), "conflict")
    parser.add_argument("id", metavar="ID", help=_("mã xung đột, phần đầu của mã, mã bản ghi"))
    parser.add_argument(
        "--keep",
        nargs="+",
        action="extend",
        required=True,
        metavar="VALUE",
        help=_("first, other, số thứ tự, both, hoặc TRƯỜNG=GIÁ_TRỊ"),
    )
    parser.add_argument(
        "--asked", action="store_true", help=_("cơ quan đề nghị, dù chưa quá 3 ngày làm việc")
    )
    _add_reason(parser)


def _quarantine(commands: Any) -> None:
    actions = _group(commands, "quarantine", _("việc được giữ lại để xem xét"))
    parser = _command(actions, "list", _("liệt kê việc đang chờ, không có nội dung"), "quarantine")
    parser.add_argument("--office", metavar="CODE", help=_("chỉ xem một cơ quan"))
    for name, text in (
        ("show", _("mở nội dung một việc; cơ quan sẽ thấy")),
        ("retry", _("xét lại một việc rồi ghi vào sổ chung")),
        ("discard", _("bỏ một việc cùng những việc dựa vào nó")),
    ):
        parser = _command(actions, name, text, "quarantine")
        parser.add_argument("name", metavar="NAME", help=_("tên của việc, ví dụ 17.42"))
        parser.add_argument("--office", required=True, metavar="CODE", help=_("mã cơ quan"))
        _add_reason(parser, required=name != "retry")
        if name == "retry":
            parser.add_argument(
                "--admit", action="store_true", help=_("nhận cả khi vai trò đã kết thúc sau đó")
            )
        if name == "discard":
            parser.add_argument(
                "--yes", action="store_true", help=_("bỏ cả những việc dựa vào việc này")
            )


def _add_reason(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--reason",
        required=required,
        default=None if required else "",
        metavar=_("LÝ_DO"),
        help=_("lý do, sẽ lưu lại"),
    )


def _group(commands: Any, name: str, text: str) -> Any:
    parser = commands.add_parser(name, help=text, description=text)
    return parser.add_subparsers(title=_("Lệnh"), metavar=_("LỆNH"), required=True)


def _command(commands: Any, name: str, text: str, group: str = "") -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=group or name, action=name)
    return parser


def _add_roles(parser: argparse.ArgumentParser, text: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--roles",
        required=required,
        metavar="R,R",
        type=lambda value: [role.strip() for role in value.split(",") if role.strip()],
        help=text,
    )


def _label(name: str) -> str:
    settings = {setting.name: setting for setting in dataclasses.fields(Settings)}
    return _(str(settings[name].metadata["label"]))

"""argparse as `vanthu` wants it: Vietnamese, and common options before or after the sub-command."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, NoReturn

_WORDS = (
    ("the following arguments are required:", "còn thiếu:"),
    ("unrecognized arguments:", "không hiểu:"),
    ("expected one argument", "cần một giá trị"),
    ("expected at least one argument", "cần ít nhất một giá trị"),
    ("invalid choice:", "không có lựa chọn"),
    ("invalid int value:", "không phải số nguyên:"),
    ("choose from", "chọn một trong"),
    ("not allowed with argument", "không dùng cùng với"),
    ("one of the arguments", "cần một trong các tham số"),
    (" is required", ""),
    ("argument ", "tham số "),
)


class UsageError(Exception):
    """The command line itself is wrong. ``hint`` shows the right form."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self, usage: Any, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class CommandParser(argparse.ArgumentParser):
    """A parser of ours; each takes the common options, so that their place does not matter."""

    def __init__(self, **options: Any) -> None:
        options |= {"add_help": False, "allow_abbrev": False, "formatter_class": _Formatter}
        super().__init__(**options)
        self._positionals.title = "Tham số"
        self._optionals.title = "Tùy chọn"
        _add_common(self)

    def error(self, message: str) -> NoReturn:
        """Raise :class:`UsageError` in place of leaving the program."""
        for english, vietnamese in _WORDS:
            message = message.replace(english, vietnamese)
        raise UsageError("usage", f"Lệnh chưa đúng: {message}", self.format_usage().rstrip())


def common_defaults() -> dict[str, Any]:
    """What the common options are where nobody gave them."""
    return {"store": None, "json": False, "password_file": None, "login": None}


def _add_common(parser: CommandParser) -> None:
    """Without defaults: a sub-command's must not undo what was given before it."""
    group = parser.add_argument_group("Tùy chọn chung")
    quiet = argparse.SUPPRESS
    group.add_argument("-h", "--help", action="help", help="in hướng dẫn này")
    group.add_argument(
        "--store",
        metavar="DIR",
        default=quiet,
        help="thư mục kho dữ liệu (mặc định VANTHU_STORE, rồi thư mục dữ liệu của người dùng)",
    )
    group.add_argument(
        "--json", action="store_true", default=quiet, help="kết quả là một văn bản JSON trên stdout"
    )
    group.add_argument(
        "--password-file",
        metavar="FILE",
        default=quiet,
        help="tệp có mật khẩu ở dòng đầu (nếu không: VANTHU_PASSWORD, rồi hỏi trên màn hình)",
    )
    group.add_argument(
        "--login",
        metavar="NAME",
        default=quiet,
        help="tên đăng nhập, khi nhiều người cùng mở được kho này",
    )

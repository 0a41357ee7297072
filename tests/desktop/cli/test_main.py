"""The line as a whole: where options may stand, how it ends, and what it says to scripts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from common.errors import (
    EnvironmentFault,
    NotAllowed,
    ProtocolFault,
    RuleViolation,
    TransportFault,
    VanThuError,
)
from desktop.cli.exit_codes import OFFLINE, REFUSED, STORE, exit_code
from desktop.cli.main import parse
from tests.helpers.command_lines import CommandLine, MakePc

HEAVY = ("PySide6", "fastapi", "sqlalchemy", "requests", "docx", "typst", "uvicorn", "psycopg")


@pytest.mark.parametrize(
    "line",
    [
        ["--store", "kho", "--json", "register", "list"],
        ["register", "--store", "kho", "--json", "list"],
        ["register", "list", "--json", "--store", "kho"],
        ["--json", "register", "list", "--store=kho"],
    ],
)
def test_common_options_stand_before_or_after_the_sub_command(line: list[str]) -> None:
    options = parse(line)
    assert (options.store, options.json, options.login) == ("kho", True, None)


def test_what_the_sub_command_says_last_counts() -> None:
    assert parse(["--store", "a", "status", "--store", "b"]).store == "b"


def test_without_a_sub_command_the_window_opens_on_the_store(pc: CommandLine) -> None:
    assert pc().code == 0
    assert pc.windows == [pc.folder]


def test_wrong_usage_ends_in_2_with_the_right_form(pc: CommandLine) -> None:
    ran = pc("incoming", "add")
    assert (ran.code, ran.out) == (2, "")
    assert "còn thiếu: --from" in ran.err
    assert "vanthu incoming add" in ran.err


def test_wrong_usage_is_a_document_for_scripts(pc: CommandLine) -> None:
    assert pc.json("nothing", code=2)["error"]["code"] == "usage"


def test_a_refusal_is_a_document_and_a_sentence(pc: CommandLine) -> None:
    ran = pc("register", "release", "--series", "khong", "--json")
    assert ran.code == 1
    assert ran.document["error"] == {
        "code": "series_unknown",
        "message": "Không có sổ «khong».",
        "params": {"series": "khong"},
        "field": "series",
    }
    assert ran.err == "Không có sổ «khong».\n"


def test_help_is_no_refusal(pc: CommandLine) -> None:
    ran = pc("incoming", "add", "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Cách dùng: vanthu incoming add" in ran.out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleViolation("date_invalid"), REFUSED),
        (NotAllowed("role_missing"), REFUSED),
        (ProtocolFault("forked"), REFUSED),
        (TransportFault("offline"), OFFLINE),
        (TransportFault("server_identity_wrong"), REFUSED),
        (EnvironmentFault("disk_full"), STORE),
        (EnvironmentFault("store_exists"), REFUSED),
        (EnvironmentFault("file_missing"), REFUSED),
    ],
)
def test_each_family_of_errors_has_its_exit_code(error: VanThuError, code: int) -> None:
    assert exit_code(error) == code


def test_our_own_mistake_is_told_apart_without_a_word_of_a_document(
    pc: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("-".join(["Trích", "yếu"]))

    monkeypatch.setattr("desktop.cli.status.waiting_deliveries", broken)
    ran = pc("status", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (70, "internal_error")
    assert "test_main.py" in ran.err
    assert "ValueError" in ran.err
    assert "Trích-yếu" not in ran.err


def test_a_command_loads_neither_the_window_nor_the_server_nor_the_network() -> None:
    probe = (
        "import sys; sys.argv = ['vanthu', 'status', '--store', 'none']; "
        "from desktop.__main__ import main; code = main(); "
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout == "4 []\n"


def test_a_wrong_password_ends_in_4(pc: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "wrong"
    file.write_text("không-phải-mật-khẩu\n", "utf-8")
    error = pc.json("status", "--password-file", str(file), code=4)["error"]
    assert error["code"] == "wrong_password"


def test_a_folder_without_a_store_ends_in_4(new_pc: MakePc) -> None:
    assert new_pc("none").json("status", code=4)["error"]["code"] == "store_missing"


def test_the_password_file_is_read_as_editors_write_it(pc: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "right"
    file.write_bytes("\ufeffsáu-con-thuyền-giấy\r\n".encode())
    assert pc("status", "--password-file", str(file)).code == 0


def test_a_password_file_that_is_not_there_is_wrong_usage(pc: CommandLine) -> None:
    assert pc.json("status", "--password-file", "none", code=2)["error"]["code"] == (
        "password_unreadable"
    )


def test_an_unknown_login_says_no_more_than_a_wrong_password(pc: CommandLine) -> None:
    assert pc.json("status", "--login", "ai", code=4)["error"]["code"] == "wrong_password"

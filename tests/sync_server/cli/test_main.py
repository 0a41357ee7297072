"""The line, the streams and the exit codes that scripts rely on."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from common.errors import EnvironmentFault, NotAllowed, RuleViolation, VanThuError
from sync_server.cli.main import Call, exit_code, main
from tests.sync_server.cli.conftest import Run

ROOT = Path(__file__).parents[3]
HEAVY = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "psycopg", "cryptography")


@pytest.mark.parametrize(
    "line",
    [
        ("--data", "{data}", "--json", "office", "list"),
        ("office", "list", "--data", "{data}", "--json"),
        ("office", "--data", "{data}", "list", "--json"),
        ("--json", "office", "list", "--data={data}"),
    ],
)
def test_common_options_may_stand_anywhere(data: Path, run: Run, line: tuple[str, ...]) -> None:
    outcome = run(*(part.format(data=data) for part in line))
    assert (outcome.code, outcome.document) == (0, [])


def test_the_data_folder_may_come_from_the_environment(data: Path, run: Run) -> None:
    outcome = run("office", "list", "--json", environment={"VANTHU_SERVER_DATA": str(data)})
    assert (outcome.code, outcome.document) == (0, [])


@pytest.mark.parametrize(
    "line",
    [
        (),
        ("office",),
        ("office", "burn"),
        ("office", "import"),
        ("enroll-code",),
        ("device", "revoke", "seventeen", "--reason", "x"),
        ("--no-such", "init"),
        ("init",),
        ("serve", "--data", "x", "--port", "eighty"),
        ("serve", "--data", "x", "--port", "-1"),
    ],
)
def test_a_line_that_makes_no_sense_ends_in_2_and_shows_how(
    run: Run, line: tuple[str, ...]
) -> None:
    outcome = run(*line)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.strip()


def test_wrong_usage_is_told_in_vietnamese(run: Run) -> None:
    err = run("office", "import").err
    assert "Lệnh chưa đúng: còn thiếu: FILE.csv" in err
    assert "Cách dùng: vanthu-server office import" in err
    assert "usage" not in err


def test_wrong_usage_is_a_document_under_json(run: Run) -> None:
    outcome = run("--json", "office", "burn")
    assert (outcome.code, outcome.document["error"]["code"]) == (2, "usage")


def test_help_is_printed_and_is_no_fault(run: Run) -> None:
    outcome = run("enroll-code", "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Cách dùng: vanthu-server enroll-code" in outcome.out
    assert "show this help" not in outcome.out


def test_a_folder_without_a_server_ends_in_4(tmp_path: Path, run: Run) -> None:
    outcome = run("--data", tmp_path / "nothing", "office", "list", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (4, "data_missing")
    assert outcome.err.strip() == outcome.document["error"]["message"]
    assert not (tmp_path / "nothing").exists()


def test_a_database_that_is_away_ends_in_4_and_its_password_is_not_shown(
    data: Path, run: Run
) -> None:
    url = "postgresql://vanthu:geheim@127.0.0.1:1/vanthu"
    outcome = run("--data", data, "--database", url, "office", "list", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (4, "database_unavailable")
    assert "geheim" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleViolation("office_unknown"), 1),
        (NotAllowed("scope_unknown"), 1),
        (RuleViolation("setting_invalid"), 2),
        (EnvironmentFault("database_busy"), 4),
        (EnvironmentFault("server_running"), 4),
        (EnvironmentFault("data_exists"), 1),
    ],
)
def test_each_error_has_its_exit_code(error: VanThuError, code: int) -> None:
    assert exit_code(error) == code


def test_a_bug_shows_where_and_keeps_what_it_held_to_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(call: Call) -> int:
        raise KeyError(" ".join(("Nguyễn", "Đức")))

    code = main(["--data", str(tmp_path), "init"], {}, lambda _: fail)
    told = capsys.readouterr()
    assert (code, told.out) == (70, "")
    assert "KeyError" in told.err
    assert "in fail" in told.err
    assert "Nguyễn Đức" not in told.err


def test_an_interruption_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(call: Call) -> int:
        raise KeyboardInterrupt

    assert main(["--data", str(tmp_path), "init"], {}, lambda _: interrupted) == 130
    assert "Đã dừng" in capsys.readouterr().err


def test_help_loads_neither_database_nor_web() -> None:
    check = (
        "import sys; from sync_server.__main__ import main; sys.argv[1:] = ['--help'];"
        f"code = main(); print([name for name in {HEAVY} if name in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_installed_command_is_this_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["vanthu-server"] == "sync_server.__main__:main"

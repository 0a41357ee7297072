"""Every command but `serve`, on a real data folder with SQLite."""

from __future__ import annotations

import io
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.errors import EnvironmentFault
from common.protocol.enrolment_code import parse_code
from sync_server.tls import tls_files
from tests.sync_server.cli.conftest import OFFICES, Run

GOOD_PASSWORD = "Chiếc-thuyền-ngoài-xa-1987"


# ── init, admin ──────────────────────────────────────────────────────────────


def test_a_new_server_keeps_its_key_to_itself(data: Path) -> None:
    assert stat.S_IMODE((data / "identity.key").stat().st_mode) == 0o600


def test_a_second_init_is_refused_and_changes_nothing(data: Path, run: Run) -> None:
    key = (data / "identity.key").read_bytes()
    outcome = run("--data", data, "init", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, "data_exists")
    assert (data / "identity.key").read_bytes() == key


def test_init_brings_the_tables_of_an_older_version_up(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(*_: object, **__: object) -> None:
        raise EnvironmentFault("database_older")

    migrated: list[object] = []
    monkeypatch.setattr("sync_server.cli.opening.open_hub", older)
    monkeypatch.setattr("sync_server.cli.data.migrate_data", lambda *given: migrated.append(given))
    outcome = run("--data", data, "init", "--json")
    assert outcome.document == {"data": str(data), "upgraded": True}
    assert migrated == [(data, None)]


def test_an_admin_is_made_with_a_password_from_a_file(data: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{GOOD_PASSWORD}\nsecond line\n", encoding="utf-8")
    line = ("--data", data, "admin", "create", "--login", "quantri", "--password-file", file)
    assert run(*line, "--json").document == {"login": "quantri"}
    again = run(*line, "--json")
    assert (again.code, again.document["error"]["code"]) == (1, "login_taken")


def test_an_admin_is_made_with_a_password_from_a_pipe(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD_PASSWORD + "\n"))
    assert run("--data", data, "admin", "create", "--login", "quantri").code == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [([GOOD_PASSWORD, GOOD_PASSWORD], ""), ([GOOD_PASSWORD, "other"], "passwords_differ")],
)
def test_a_password_typed_on_the_screen_is_typed_twice(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch, typed: list[str], code: str
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    outcome = run("--data", data, "admin", "create", "--login", "quantri", "--json")
    assert outcome.document.get("error", {"code": ""})["code"] == code


def test_a_password_file_that_is_not_there_is_named(data: Path, run: Run) -> None:
    line = ("admin", "create", "--login", "quantri", "--password-file", "nowhere.txt", "--json")
    outcome = run("--data", data, *line)
    assert (outcome.code, outcome.document["error"]["code"]) == (1, "input_unreadable")
    assert outcome.document["error"]["params"] == {"name": "nowhere.txt"}


# ── office ───────────────────────────────────────────────────────────────────


def test_offices_are_listed_with_their_head_counts(filled: Path, run: Run) -> None:
    documents = run("--data", filled, "office", "list", "--json").document
    assert [one["code"] for one in documents] == ["stc", "vpubnd"]
    finance = {name: documents[0][name] for name in ("name", "kind", "devices")}
    assert finance == {"name": "Sở Tài chính", "kind": "department", "devices": 0}
    assert [documents[0][name] for name in ("leaders", "dept_heads", "specialists")] == [4, 17, 25]
    assert (documents[0]["admins"], documents[0]["clerks"]) == (1, 1)


def test_offices_are_listed_for_people_too(filled: Path, run: Run) -> None:
    lines = run("--data", filled, "office", "list").out.splitlines()
    assert lines[0].split() == ["Mã", "Tên", "Loại", "Biên", "chế", "Máy"]
    assert lines[1].split()[:4] == ["stc", "Sở", "Tài", "chính"]


def test_a_second_import_changes_nothing(filled: Path, run: Run, offices_csv: Path) -> None:
    outcome = run("--data", filled, "office", "import", offices_csv, "--with-users", "--json")
    assert outcome.document == {"offices": 2, "new_offices": 0, "records_changed": 0}


def test_an_import_without_people_invites_nobody(data: Path, run: Run, offices_csv: Path) -> None:
    run("--data", data, "office", "import", offices_csv)
    assert run("--data", data, "user", "list", "--office", "stc", "--json").document == []


def test_a_table_from_a_spreadsheet_begins_with_a_mark(
    data: Path, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes(b"\xef\xbb\xbf" + OFFICES.encode())
    assert run("--data", data, "office", "import", path).code == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OFFICES.replace(",stc\n", ",STC!\n").encode(), "csv_invalid"),
        (OFFICES.encode() + b'3,2,"department', "csv_invalid"),
        (b"", "csv_invalid"),
        ("Sở Tài chính".encode("utf-16"), "input_unreadable"),
    ],
    ids=["code", "quote", "empty", "encoding"],
)
def test_a_table_with_a_fault_is_refused_whole(
    data: Path, run: Run, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    outcome = run("--data", data, "office", "import", path, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, code)
    assert run("--data", data, "office", "list", "--json").document == []


# ── codes, devices, people ───────────────────────────────────────────────────


def test_a_code_is_for_one_office_and_seven_days(filled: Path, run: Run) -> None:
    document = run("enroll-code", "--office", "stc", "--json", "--data", filled).document
    parse_code(document["code"])
    assert document["office"] == "stc"
    left = datetime.fromisoformat(document["expires"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_code_is_shown_to_people_with_its_last_day(filled: Path, run: Run) -> None:
    out = run("enroll-code", "--office", "stc", "--roles", "clerk,admin", "--data", filled).out
    parse_code(out.split()[-1])
    assert "dùng một lần" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--office", "hue"), "office_unknown"),
        (("--office", "stc", "--roles", "king"), "role_unknown"),
    ],
)
def test_a_code_for_nobody_is_refused(
    filled: Path, run: Run, options: tuple[str, ...], code: str
) -> None:
    outcome = run("--data", filled, "enroll-code", *options, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, code)


def test_without_devices_the_list_is_empty(filled: Path, run: Run) -> None:
    assert run("--data", filled, "device", "list", "--json").document == []
    assert "Chưa có máy nào" in run("--data", filled, "device", "list").out


def test_a_device_that_is_not_there_cannot_be_revoked(filled: Path, run: Run) -> None:
    outcome = run("--data", filled, "device", "revoke", "7", "--reason", "mất máy", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, "device_unknown")


def test_a_person_is_invited_and_listed(filled: Path, run: Run) -> None:
    line = ("--office", "stc", "--login", "duc.stc", "--full-name", "Nguyễn Văn Đức")
    added = run("--data", filled, "user", "add", *line, "--roles", "clerk", "--json").document
    assert {**added, "id": ""} == {
        "id": "",
        "login": "duc.stc",
        "full_name": "Nguyễn Văn Đức",
        "state": "invited",
        "roles": ["clerk"],
    }
    listed = run("--data", filled, "user", "list", "--office", "stc", "--json").document
    assert added in listed
    assert len(listed) == 4 + 17 + 25 + 1 + 1 + 1


def test_people_are_listed_for_people_too(filled: Path, run: Run) -> None:
    out = run("--data", filled, "user", "list", "--office", "stc").out
    assert "vanthu1.stc" in out
    assert "Văn thư 1, Sở Tài chính" in out


# ── tls ──────────────────────────────────────────────────────────────────────


def test_certificates_are_made_and_renewed(data: Path, run: Run) -> None:
    line = ("--data", data, "tls", "init", "--name", "vanthu.haiduong", "--ip", "127.0.0.1")
    document = run(*line, "--json").document
    assert Path(document["ca"]) == tls_files(data).authority
    first = tls_files(data).certificate.read_bytes()
    assert run("--data", data, "tls", "init").code == 0
    assert tls_files(data).certificate.read_bytes() != first


def test_certificates_need_a_server_and_a_name(data: Path, run: Run, tmp_path: Path) -> None:
    outcome = run("--data", tmp_path / "none", "tls", "init", "--ip", "127.0.0.1", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (4, "data_missing")
    outcome = run("--data", data, "tls", "init", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, "tls_name_missing")


def test_a_folder_where_nothing_can_be_written_ends_in_4(data: Path, run: Run) -> None:
    (data / "tls").write_bytes(b"a file stands in the way")
    outcome = run("--data", data, "tls", "init", "--ip", "127.0.0.1", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (4, "tls_files_unusable")

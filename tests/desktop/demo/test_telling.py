"""The demo says nothing that it has not checked, and drives nothing but its own store."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from common.crypto.passwords import check_password
from desktop.demo.programs import (
    ProgramFailed,
    Server,
    new_pc,
    plain_environment,
    program,
    run_json,
)
from desktop.demo.showing import _new_password
from desktop.demo.telling import NotProved, Teller


def test_a_claim_is_printed_when_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    Teller(1).prove("hai và hai là bốn", 2 + 2, 4)
    assert capsys.readouterr().out == "    ✓ hai và hai là bốn\n"


def test_a_claim_that_does_not_hold_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotProved, match="phải là: 5"):
        Teller(1).prove("hai và hai là năm", 2 + 2, 5)
    assert capsys.readouterr().out == ""


def test_the_end_counts_what_was_proved(capsys: pytest.CaptureFixture[str]) -> None:
    tell = Teller(1)
    tell.prove("một", 1, 1)
    tell.prove("hai", 2, 2)
    tell.end("Xong")
    assert "Xong: 2 điều đã kiểm" in capsys.readouterr().out


def test_a_command_that_ends_otherwise_is_a_failure_with_its_words() -> None:
    words = [sys.executable, "-c", "import sys; sys.exit('hỏng rồi')"]
    with pytest.raises(ProgramFailed, match="hỏng rồi"):
        run_json(words)


def test_a_command_that_refuses_as_expected_gives_its_document() -> None:
    words = [sys.executable, "-c", "import sys; print('{\"a\": 1}'); sys.exit(3)"]
    assert run_json(words, code=3) == {"a": 1}


def test_the_persons_own_store_and_server_are_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANTHU_STORE", "mine")
    monkeypatch.setenv("VANTHU_SERVER_DATA", "mine")
    environment = plain_environment(VANTHU_PASSWORD="x")
    assert [name for name in environment if name.startswith("VANTHU_")] == ["VANTHU_PASSWORD"]


def test_both_programs_stand_beside_this_python() -> None:
    assert Path(program("vanthu")).stem == "vanthu"
    assert Path(program("vanthu-server")).stem == "vanthu-server"
    with pytest.raises(ProgramFailed, match="vanthu-nothing"):
        program("vanthu-nothing")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = Server(tmp_path / "nothing")
    try:
        with pytest.raises(ProgramFailed, match="không chạy được"):
            server.start()
    finally:
        server.stop()


def test_a_pcs_password_file_holds_it_for_the_command(tmp_path: Path) -> None:
    pc = new_pc(tmp_path, "stc", "vanthu1.stc", "bốn-con-chim-sẻ")
    assert pc.password_file.read_text("utf-8") == "bốn-con-chim-sẻ"
    with pytest.raises(ProgramFailed, match="kết thúc 4"):
        pc.vanthu("status")


def test_passwords_of_a_run_are_good_enough() -> None:
    passwords = {_new_password() for _ in range(20)}
    assert len(passwords) == 20
    for password in passwords:
        check_password(password)

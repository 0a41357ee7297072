"""The bootstrap tells what is missing in one line, and does nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from installers import bootstrap


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    noted: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, environment=None: noted.append(command))
    return noted


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a lock and an environment's folder."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.txt").write_text("one==1\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    return tmp_path


def lacking(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Let the system lack ``packages`` until they have been installed once."""
    answers = iter([list(packages), []])
    monkeypatch.setattr(bootstrap, "missing_packages", lambda: next(answers))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: f"/usr/bin/{program}")


def test_an_older_python_is_named_beside_the_one_needed() -> None:
    with pytest.raises(bootstrap.SetupFault, match=r"3\.11 or newer is needed, this one is 3\.9"):
        bootstrap.check_python((3, 9))


def test_a_newer_python_is_welcome() -> None:
    bootstrap.check_python((3, 14))


def test_a_whole_system_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    lacking(monkeypatch)
    bootstrap.provide_system_packages()
    assert commands == []


def test_missing_packages_are_installed_by_root(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    lacking(monkeypatch, "libgl1", "libegl1")
    monkeypatch.setattr(bootstrap, "rights_prefix", list)
    bootstrap.provide_system_packages()
    assert commands[-1][-3:] == ["--no-install-recommends", "libgl1", "libegl1"]


def test_without_rights_one_line_names_what_to_install(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    lacking(monkeypatch, "python3.11-venv", "libgl1")
    monkeypatch.setattr(bootstrap, "rights_prefix", lambda: None)
    with pytest.raises(bootstrap.SetupFault) as fault:
        bootstrap.provide_system_packages()
    assert str(fault.value).endswith("python3.11-venv libgl1")
    assert "\n" not in str(fault.value)
    assert commands == []


def test_without_apt_the_packages_are_named_all_the_same(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    lacking(monkeypatch, "libgl1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: None)
    with pytest.raises(bootstrap.SetupFault, match="libgl1"):
        bootstrap.provide_system_packages()
    assert commands == []


def test_a_library_that_no_system_has_is_missing() -> None:
    assert not bootstrap.loads("libno-such-thing.so.77")


def test_packages_are_installed_by_hash_and_the_checkout_without_its_needs(
    checkout: Path, commands: list[list[str]]
) -> None:
    bootstrap.install(("runtime",))
    locked, editable = commands
    assert "--require-hashes" in locked
    assert locked[-1] == str(checkout / "requirements/runtime.txt")
    assert {"--no-deps", "--editable"} <= set(editable)


def test_a_second_run_installs_nothing(checkout: Path, commands: list[list[str]]) -> None:
    bootstrap.install(("runtime",))
    done = len(commands)
    bootstrap.install(("runtime",))
    assert len(commands) == done


def test_a_changed_lock_is_installed(checkout: Path, commands: list[list[str]]) -> None:
    bootstrap.install(("runtime",))
    done = len(commands)
    (checkout / "requirements/runtime.txt").write_text("one==2\n", "utf-8")
    bootstrap.install(("runtime",))
    assert len(commands) > done


def test_a_failed_installation_is_tried_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], environment: object = None) -> None:
        raise bootstrap.SetupFault("no connection")

    monkeypatch.setattr(bootstrap, "run", fail)
    with pytest.raises(bootstrap.SetupFault):
        bootstrap.install(("runtime",))
    assert not (checkout / ".venv/.ready").exists()


def test_a_command_that_fails_is_shown_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(bootstrap.SetupFault, match="failed with 3"):
        bootstrap.run([bootstrap.sys.executable, "-c", "print('why'); raise SystemExit(3)"])
    assert "why" in capsys.readouterr().err


def test_a_fault_ends_with_one_line_and_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking(monkeypatch, "libgl1")
    monkeypatch.setattr(bootstrap, "rights_prefix", lambda: None)
    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_only_a_display_asks_for_the_libraries_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    monkeypatch.setattr(bootstrap, "loads", lambda library: False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    without = bootstrap.missing_packages()
    monkeypatch.setenv("DISPLAY", ":0")
    assert set(bootstrap.missing_packages()) - set(without) == set(
        bootstrap.DISPLAY_LIBRARIES.values()
    )


def test_the_system_alone_can_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    lacking(monkeypatch, "libxcb-cursor0")
    monkeypatch.setattr(bootstrap, "rights_prefix", list)
    assert bootstrap.main(["--system"]) == 0
    assert [command[-1] for command in commands] == ["update", "libxcb-cursor0"]

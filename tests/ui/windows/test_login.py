"""Opening the store with a password: right, wrong, and with a store that cannot be opened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from common.errors import EnvironmentFault
from desktop.jobs.lanes import Lanes
from desktop.office import Office, open_office
from desktop.store import vault
from desktop.ui.tasks import Tasks
from desktop.ui.windows.login import LoginWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.offices import PASSWORD, NoNetwork, new_office
from tests.helpers.sessions import gone, shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that nobody has open."""
    new_office(tmp_path / "store").close()
    return tmp_path / "store"


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    made = Tasks(Lanes())
    yield made
    made.close()
    gone(made)


def opener(folder: Path) -> Any:
    return lambda login, password: open_office(folder, login, password, lambda _who: NoNetwork())


@pytest.fixture
def window(folder: Path, tasks: Tasks, qtbot: QtBot) -> Iterator[LoginWindow]:
    known = vault.logins(folder)
    with shown(LoginWindow(known, "", opener(folder), tasks), qtbot) as made:
        yield made


def test_the_password_has_the_keyboard_and_enter_opens(window: LoginWindow, qtbot: QtBot) -> None:
    type_text(PASSWORD)
    with qtbot.waitSignal(window.opened, timeout=10_000) as opened:
        press("Return")
    office: Office = opened.args[0]
    assert office.who.login == "hoa"
    assert window.password.text() == "", "the password does not stay in the window"
    office.close()


def test_a_wrong_password_is_said_at_its_field(window: LoginWindow, qtbot: QtBot) -> None:
    type_text("không đúng rồi")
    press("Return")
    qtbot.waitUntil(lambda: bool(window.password_row.error))
    assert "không đúng" in window.password_row.error
    assert window.password.echoMode() == QLineEdit.EchoMode.Password
    assert window.enter.isEnabled()


def test_an_empty_password_is_not_tried(window: LoginWindow) -> None:
    press("Return")
    assert window.password_row.error == "Chưa nhập mật khẩu."


def test_a_store_that_cannot_be_opened_is_told_in_words(tasks: Tasks, qtbot: QtBot) -> None:
    def damaged(login: str, password: str) -> Office:
        raise EnvironmentFault("store_damaged", file="store.db")

    with shown(LoginWindow(["hoa"], "", damaged, tasks), qtbot) as window:
        type_text(PASSWORD)
        press("Return")
        qtbot.waitUntil(lambda: bool(window.gate.banner.text))
        assert "restore-pending" in window.gate.banner.text


def test_the_window_lives_while_the_store_is_unlocked(tasks: Tasks, qtbot: QtBot) -> None:
    go = threading.Event()

    def slow(login: str, password: str) -> Office:
        go.wait(10)
        raise EnvironmentFault("store_missing")

    with shown(LoginWindow(["hoa"], "", slow, tasks), qtbot) as window:
        type_text(PASSWORD)
        press("Return")
        assert not window.enter.isEnabled()
        qtbot.waitUntil(lambda: window.enter.text() == "Đăng nhập")
        go.set()
        qtbot.waitUntil(window.enter.isEnabled)


def test_the_last_login_is_chosen_among_several(tasks: Tasks, qtbot: QtBot) -> None:
    with shown(LoginWindow(["hoa", "lan"], "lan", opener(Path()), tasks), qtbot) as window:
        assert window.login == "lan"

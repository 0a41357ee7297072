"""How the window starts: enrolment, login or a fault told; and what nobody expected is told too."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.jobs.lanes import Lanes
from desktop.ui.app import Desk, ExceptionHook
from desktop.ui.tasks import Tasks
from desktop.ui.windows.enrolment import EnrolmentWindow
from desktop.ui.windows.login import LoginWindow
from desktop.ui.windows.main_window import MainWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.logfail import LogGuard
from tests.helpers.offices import PASSWORD, new_office
from tests.helpers.sessions import gone, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Started:
    """A desk on a folder."""

    def __init__(self, folder: Path, app: QApplication) -> None:
        self.tasks = Tasks(Lanes())
        self.desk = Desk(folder, self.tasks, app)

    def end(self) -> None:
        window = self.desk.window
        if window is not None:
            window.hide()
            gone(window)
        self.desk.close()
        gone(self.desk)
        gone(self.tasks)


@pytest.fixture
def started(tmp_path: Path, qapp: QApplication) -> Iterator[Started]:
    made = Started(tmp_path / "store", qapp)
    yield made
    made.end()


def test_a_pc_without_a_store_is_enrolled(started: Started) -> None:
    assert started.desk.open()
    assert isinstance(started.desk.window, EnrolmentWindow)


def test_a_pc_with_a_store_asks_for_the_password_and_opens_the_office(
    started: Started, tmp_path: Path, qtbot: QtBot
) -> None:
    new_office(tmp_path / "store").close()
    assert started.desk.open()
    login = started.desk.window
    assert isinstance(login, LoginWindow)
    login.activateWindow()
    qtbot.waitUntil(login.isActiveWindow)
    type_text(PASSWORD)
    press("Return")
    qtbot.waitUntil(lambda: isinstance(started.desk.window, MainWindow), timeout=10_000)
    session = started.desk.session
    assert session is not None
    settle(session, qtbot)
    assert session.memory.get("login/last") == "hoa"


def test_a_damaged_store_is_told_and_nothing_is_opened(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda *words: told.append(words[2]))
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "keys.json").write_text("{", encoding="utf-8")
    assert not started.desk.open()
    assert "bị hỏng" in told[0]


def test_what_nobody_expected_is_logged_without_its_words_and_told(
    qapp: QApplication, qtbot: QtBot, log_guard: LogGuard
) -> None:
    hook = ExceptionHook()
    with log_guard.expect("desktop.ui.app", level=logging.ERROR, match="KeyError") as lines:
        try:
            raise KeyError(" ".join(reversed(("kín", "thầm", "Chuyện"))))
        except KeyError:
            hook.on_exception(*sys.exc_info())  # type: ignore[arg-type]
    assert "Chuyện thầm" not in lines[0].getMessage()
    assert "test_app.py" in lines[0].getMessage()
    qtbot.waitUntil(lambda: bool(boxes()))
    [box] = boxes()
    assert "KeyError" in box.text()
    assert "đã lưu vẫn còn nguyên" in box.text()
    box.close()
    gone(hook)


def boxes() -> list[QMessageBox]:
    """The messages on the screen."""
    shown = QApplication.topLevelWidgets()
    return [one for one in shown if isinstance(one, QMessageBox) and one.isVisible()]

"""A window's session over an office without a server, closed in the right order at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.commands.registers import StartRegister
from desktop.jobs.lanes import Lanes
from desktop.office import Office
from desktop.ui.memory import WindowMemory
from desktop.ui.session import Session
from desktop.ui.style.theme import Theme, apply_theme
from desktop.ui.tasks import Tasks
from desktop.ui.windows.main_window import MainWindow
from tests.helpers.offices import new_office

BOOK_DAY = date(2026, 9, 11)
"""The day of the last number on paper; the office's clock begins on 14 September 2026."""
SCREEN = QSize(1366, 768)


def started_office(folder: Path, **options: Any) -> Office:
    """An office whose two books run: 1245 arrivals, 88 issued documents."""
    office = new_office(folder, **options)
    office.run(StartRegister("den", 1245, BOOK_DAY, "Quyển 1"))
    office.run(StartRegister("di", 88, BOOK_DAY, "Quyển 1"))
    return office


@contextmanager
def session_of(office: Office) -> Iterator[Session]:
    """A session of ``office``, which is closed with it."""
    tasks = Tasks(Lanes())
    session = Session(office, tasks, WindowMemory(office.store.folder))
    try:
        yield session
    finally:
        session.close()
        gone(session)
        gone(tasks)


@contextmanager
def shown(window: QWidget, qtbot: QtBot, size: QSize = SCREEN) -> Iterator[Any]:
    """``window`` on the screen with the keyboard; taken away without being asked."""
    window.resize(size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    try:
        yield window
    finally:
        window.hide()
        gone(window)


@contextmanager
def main_window(session: Session, qtbot: QtBot, size: QSize = SCREEN) -> Iterator[MainWindow]:
    """The main window of ``session`` with everything read; it does not sync by itself."""
    with shown(MainWindow(session, light_theme()), qtbot, size) as window:
        session.start(syncing=False)
        settle(session, qtbot)
        yield window


def light_theme() -> Theme:
    """The application's theme."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return apply_theme(app, "light")


def settle(session: Session, qtbot: QtBot) -> None:
    """Wait until nothing is under way off the GUI thread, and what came of it is shown."""
    for _round in range(3):
        qtbot.waitUntil(lambda: session.tasks.under_way == 0, timeout=10_000)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: session.tasks.under_way == 0, timeout=10_000)


def gone(thing: Any) -> None:
    """Delete a Qt object now: no loop of Qt's runs between two tests."""
    thing.deleteLater()
    QApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete)

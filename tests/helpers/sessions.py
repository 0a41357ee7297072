"""A window's session over an office without a server, closed in the right order at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.commands.registers import StartRegister
from desktop.jobs.lanes import Lanes
from desktop.office import Office
from desktop.ui.memory import WindowMemory
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks
from tests.helpers.offices import new_office

BOOK_DAY = date(2026, 9, 11)
"""The day of the last number on paper; the office's clock begins on 14 September 2026."""


def started_office(folder: Path, **options: object) -> Office:
    """An office whose two books run: 1245 arrivals, 88 issued documents."""
    office = new_office(folder, **options)  # type: ignore[arg-type]
    office.run(StartRegister("den", 1245, BOOK_DAY, "Quyển 1"))
    office.run(StartRegister("di", 88, BOOK_DAY, "Quyển 1"))
    return office


@contextmanager
def session_of(office: Office, qtbot: QtBot) -> Iterator[Session]:
    """A session of ``office``, which is closed with it."""
    tasks = Tasks(Lanes())
    session = Session(office, tasks, WindowMemory(office.store.folder))
    try:
        yield session
    finally:
        session.close()
        session.deleteLater()
        tasks.deleteLater()


def settle(session: Session, qtbot: QtBot) -> None:
    """Wait until nothing is under way off the GUI thread."""
    qtbot.waitUntil(lambda: session.tasks.under_way == 0, timeout=10_000)

"""An office, its session and its main window, for the tests of the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.office import Office
from desktop.ui.session import Session
from desktop.ui.windows.main_window import MainWindow
from tests.helpers.sessions import main_window, session_of, started_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Its books run: 1245 arrivals, 88 issued documents."""
    return started_office(tmp_path / "store")


@pytest.fixture
def session(office: Office, qtbot: QtBot) -> Iterator[Session]:
    with session_of(office) as made:
        yield made


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    """Open on the room of arrivals."""
    with main_window(session, qtbot) as made:
        yield made

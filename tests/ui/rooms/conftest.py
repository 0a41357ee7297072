"""An office, its session and its main window, for the tests of the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.ui.session import Session
from desktop.ui.windows.main_window import MainWindow
from tests.helpers.desks import Desk
from tests.helpers.province import province
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


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with province(tmp_path) as world:
        mine = world.office("stc", name="a")
        world.start_books(mine, den=100, di=100)
        arrival = mine.run(RegisterIncoming({"subject": "cũ", "organ_name": "UBND tỉnh"})).id
        other = world.office("stc", name="b", roles=("clerk",))
        for office in (mine, other, mine):
            office.sync()
        with session_of(mine) as session, main_window(session, qtbot) as window:
            yield Desk(world, mine, other, session, window, qtbot, arrival)

"""A province of three offices in this process, and command lines of PCs cabled to it.

Server and first PC are made once and copied for each test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.command_lines import Cable, CommandLine, MakePc
from tests.helpers.databases import migrate
from tests.helpers.devices import SteppedClock
from tests.helpers.hubs import fill_with_province, new_hub
from tests.helpers.seeded import SeededRandom

DATABASE = "central.db"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server, and in `stc` the clerk's and admin's PC of Sở Tài chính, both books at 100."""
    folder = tmp_path_factory.mktemp("province")
    address = f"sqlite:///{folder / DATABASE}"
    migrate(address)
    clock = SteppedClock()
    fill_with_province(address)
    hub = new_hub(address, clock=clock, seed=2)
    pc = CommandLine(folder / "stc", Cable(hub), clock, SeededRandom(1))
    pc.enroll("stc")
    pc.start_books()
    hub.close()
    return folder


@pytest.fixture
def clock() -> SteppedClock:
    """The clock of the server and of every PC."""
    return SteppedClock()


@pytest.fixture
def cable(made_once: Path, tmp_path: Path, clock: SteppedClock) -> Iterator[Cable]:
    """The province's server, and the cable to it."""
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    hub = new_hub(f"sqlite:///{tmp_path / DATABASE}", clock=clock, seed=3)
    yield Cable(hub)
    hub.close()


@pytest.fixture
def new_pc(cable: Cable, clock: SteppedClock, tmp_path: Path) -> MakePc:
    """Makes a PC that is not enrolled yet, by a name of its own."""

    def make(name: str = "pc") -> CommandLine:
        return CommandLine(tmp_path / name, cable, clock, SeededRandom(2 + sum(name.encode())))

    return make


@pytest.fixture
def pc(new_pc: MakePc) -> CommandLine:
    """The PC of Sở Tài chính, enrolled as device 1."""
    return new_pc("stc")

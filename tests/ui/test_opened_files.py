"""Files laid out for viewing: readable while the window runs, gone after it and after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.incoming import RegisterIncoming
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries.records import attached
from desktop.ui.opened_files import FOLDER_NAME, OpenedFiles
from tests.helpers.sessions import started_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = started_office(tmp_path / "store")
    yield opened
    opened.close()


@pytest.fixture
def sha256(office: Office, tmp_path: Path) -> str:
    """The address of an attached file that says «nội dung»."""
    path = tmp_path / "a.txt"
    path.write_text("nội dung", encoding="utf-8")
    made = office.run(RegisterIncoming({"subject": "Một"}, (NewFile(path, "a.txt"),)))
    with office.read() as connection:
        return attached(connection, office.who.office_scope, made.id)[0].sha256


def home(office: Office) -> Path:
    return office.store.folder / FOLDER_NAME


def test_an_opened_file_is_readable_and_wiped_at_the_end(office: Office, sha256: str) -> None:
    files = OpenedFiles(office.store.folder)
    path = files.open(office, sha256, "a.txt")
    assert path.read_text(encoding="utf-8") == "nội dung"
    files.wipe()
    assert list(home(office).rglob("*")) == []


def test_what_a_killed_window_left_is_wiped_at_the_next_start(office: Office, sha256: str) -> None:
    killed = OpenedFiles(office.store.folder)
    path = killed.open(office, sha256, "a.txt")
    killed.let_go()
    assert OpenedFiles(office.store.folder).sweep() == []
    assert not path.exists()


def test_what_another_window_has_open_is_left_alone(office: Office, sha256: str) -> None:
    other = OpenedFiles(office.store.folder)
    path = other.open(office, sha256, "a.txt")
    OpenedFiles(office.store.folder).sweep()
    assert path.exists()
    other.wipe()


def test_a_saved_copy_leaves_nothing_behind(office: Office, sha256: str, tmp_path: Path) -> None:
    files = OpenedFiles(office.store.folder)
    files.save_as(office, sha256, "a.txt", tmp_path / "ra.txt")
    assert (tmp_path / "ra.txt").read_text(encoding="utf-8") == "nội dung"
    assert [path for path in home(office).rglob("*.txt") if path.is_file()] == []
    files.wipe()

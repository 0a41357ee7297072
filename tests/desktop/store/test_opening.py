"""What is laid out for viewing is the person's own, safely named, read-only, and wiped after."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from desktop.store.blobs import BlobStore
from desktop.store.opening import clean_session_folder, decrypt_for_opening
from tests.helpers.disk_faults import FullDisk, at_each_step
from tests.helpers.refusals import code_of
from tests.helpers.seeded import SeededRandom

CONTENT = b"%PDF-1.7 " + b"noi dung " * 20_000


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "files", bytes(32), bytes(32), random=SeededRandom(0))


def kept(blobs: BlobStore, content: bytes = CONTENT) -> str:
    return blobs.put(io.BytesIO(content), size_bytes_max=1 << 20).sha256


def test_the_file_lies_open_under_its_name(tmp_path: Path, blobs: BlobStore) -> None:
    path = decrypt_for_opening(blobs, kept(blobs), "Tờ trình.pdf", tmp_path / "session")
    assert path.name == "Tờ trình.pdf"
    assert path.parent.parent == tmp_path / "session"
    assert path.read_bytes() == CONTENT


def test_two_files_of_one_name_do_not_meet(tmp_path: Path, blobs: BlobStore) -> None:
    one = decrypt_for_opening(blobs, kept(blobs), "a.pdf", tmp_path / "session")
    two = decrypt_for_opening(blobs, kept(blobs, b"%PDF-2"), "a.pdf", tmp_path / "session")
    assert one != two
    assert (one.read_bytes(), two.read_bytes()) == (CONTENT, b"%PDF-2")


def test_nobody_writes_it_and_nobody_else_sees_it(tmp_path: Path, blobs: BlobStore) -> None:
    path = decrypt_for_opening(blobs, kept(blobs), "a.pdf", tmp_path / "session")
    assert not path.stat().st_mode & stat.S_IWRITE
    if os.name != "nt":
        for place in (path, path.parent, tmp_path / "session"):
            assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("name", ["../../out.pdf", "/etc/out.pdf", "C:\\out.pdf", "a\0\u202e.pdf"])
def test_a_hostile_name_stays_inside_the_folder(
    tmp_path: Path, blobs: BlobStore, name: str
) -> None:
    path = decrypt_for_opening(blobs, kept(blobs), name, tmp_path / "session")
    assert path.resolve().is_relative_to(tmp_path / "session")
    assert path.suffix == ".pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", CONTENT), ("a.pdf\u202e.scr", CONTENT), ("a.pdf", b"MZ\0\0" + CONTENT)],
)
def test_programs_are_not_laid_out(
    tmp_path: Path, blobs: BlobStore, name: str, content: bytes
) -> None:
    address, session = kept(blobs, content), tmp_path / "session"
    assert code_of(lambda: decrypt_for_opening(blobs, address, name, session)) == (
        "attachment_type_refused"
    )
    assert not session.exists()


def test_a_damaged_file_leaves_nothing_readable_behind(tmp_path: Path, blobs: BlobStore) -> None:
    address, session = kept(blobs), tmp_path / "session"
    (stored,) = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
    raw = bytearray(stored.read_bytes())
    raw[100_000] ^= 1
    stored.write_bytes(raw)
    assert code_of(lambda: decrypt_for_opening(blobs, address, "a.pdf", session)) == "file_damaged"
    assert list(session.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, blobs: BlobStore) -> None:
    address = kept(blobs)

    def run(disk: FullDisk) -> None:
        session = tmp_path / str(disk.fail_at)
        opened = lambda: decrypt_for_opening(blobs, address, "a.pdf", session, disk=disk)  # noqa: E731
        assert code_of(opened) == ("disk_full" if disk.has_failed else "")
        files = [path for path in session.rglob("*") if path.is_file()]
        assert len(files) == (not disk.has_failed)

    assert at_each_step(FullDisk, run) >= 4


def test_cleaning_removes_everything(tmp_path: Path, blobs: BlobStore) -> None:
    session = tmp_path / "session"
    for name in ("a.pdf", "b.pdf"):
        decrypt_for_opening(blobs, kept(blobs), name, session)
    (session / "~lock.a.pdf").write_bytes(b"left by a viewer")
    assert clean_session_folder(session) == []
    assert not session.exists()
    assert clean_session_folder(session) == []


def test_cleaning_overwrites_before_it_removes(tmp_path: Path, blobs: BlobStore) -> None:
    path = decrypt_for_opening(blobs, kept(blobs), "a.pdf", tmp_path / "session")
    held = path.open("rb")
    clean_session_folder(tmp_path / "session")
    with held:
        remains = held.read()
    assert not any(remains)
    assert len(remains) >= len(CONTENT)


def test_cleaning_does_not_follow_links_out_of_the_folder(tmp_path: Path) -> None:
    session, outside = tmp_path / "session", tmp_path / "outside"
    for folder in (session, outside):
        folder.mkdir()
    (outside / "mine.txt").write_bytes(b"precious")
    (session / "file").symlink_to(outside / "mine.txt")
    (session / "folder").symlink_to(outside, target_is_directory=True)
    assert clean_session_folder(session) == []
    assert (outside / "mine.txt").read_bytes() == b"precious"


def test_cleaning_spares_a_file_that_has_another_name_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "session").mkdir()
    (tmp_path / "mine.txt").write_bytes(b"precious")
    (tmp_path / "session" / "twin").hardlink_to(tmp_path / "mine.txt")
    assert clean_session_folder(tmp_path / "session") == []
    assert (tmp_path / "mine.txt").read_bytes() == b"precious"


def test_cleaning_a_folder_that_is_itself_a_link_removes_the_link(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "mine.txt").write_bytes(b"precious")
    (tmp_path / "session").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert clean_session_folder(tmp_path / "session") == []
    assert not (tmp_path / "session").exists()
    assert (tmp_path / "outside" / "mine.txt").read_bytes() == b"precious"


def test_what_a_viewer_holds_open_is_told_and_the_rest_goes(
    tmp_path: Path, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "session"
    held = decrypt_for_opening(blobs, kept(blobs), "held.pdf", session)
    decrypt_for_opening(blobs, kept(blobs), "free.pdf", session)
    real = Path.unlink

    def refusing(path: Path, missing_ok: bool = False) -> None:
        if path == held:
            raise PermissionError(13, "held open", str(path))
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    assert clean_session_folder(session) == [held, held.parent, session]
    monkeypatch.undo()
    assert clean_session_folder(session) == []

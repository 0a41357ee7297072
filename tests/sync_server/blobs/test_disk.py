"""The server's files: whole under their hash, or not there at all."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import EnvironmentFault, ProtocolFault
from sync_server.blobs import DiskBlobs
from sync_server.blobs.disk import LEFTOVER_AGE_S, PIECE_SIZE_BYTES

LETTER = "Công văn số 12/UBND-VP".encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(blobs: DiskBlobs, content: bytes) -> str:
    name = sha256(content)
    blobs.put(io.BytesIO(content), name, len(content))
    return name


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class BrokenStream(io.RawIOBase):
    """Gives one piece, then the line is cut."""

    def __init__(self) -> None:
        self.given = False

    def read(self, size: int = -1) -> bytes:
        if self.given:
            raise ConnectionResetError("cut")
        self.given = True
        return b"half"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(content=st.binary(max_size=5_000))
def test_any_bytes_come_back_as_they_were(tmp_path: Path, content: bytes) -> None:
    blobs = DiskBlobs(tmp_path)
    name = put(blobs, content)
    with blobs.open(name) as stored:
        assert stored.read() == content
    assert blobs.has(name)
    assert blobs.size(name) == len(content)


def test_a_file_longer_than_one_piece_is_kept_whole(tmp_path: Path) -> None:
    content = os.urandom(PIECE_SIZE_BYTES) * 2 + b"tail"
    blobs = DiskBlobs(tmp_path)
    assert blobs.size(put(blobs, content)) == len(content)


@pytest.mark.parametrize(
    ("content", "size_bytes"),
    [
        pytest.param(LETTER + b"!", len(LETTER) + 1, id="other bytes"),
        pytest.param(LETTER[:-1], len(LETTER) - 1, id="cut bytes"),
        pytest.param(LETTER, len(LETTER) + 1, id="shorter than said"),
        pytest.param(LETTER, len(LETTER) - 1, id="longer than said"),
    ],
)
def test_bytes_of_another_hash_or_length_are_refused_and_not_kept(
    tmp_path: Path, content: bytes, size_bytes: int
) -> None:
    blobs = DiskBlobs(tmp_path)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        blobs.put(io.BytesIO(content), sha256(LETTER), size_bytes)
    assert not blobs.has(sha256(LETTER))
    assert files_in(tmp_path) == []


def test_a_known_hash_with_other_bytes_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path)
    name = put(blobs, LETTER)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        blobs.put(io.BytesIO(b"guess"), name, 5)
    with blobs.open(name) as stored:
        assert stored.read() == LETTER


def test_a_second_upload_of_the_same_file_is_kept_once(tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path)
    put(blobs, LETTER)
    put(blobs, LETTER)
    assert len(files_in(tmp_path)) == 1


def test_a_cut_line_leaves_nothing_and_is_told_as_it_is(tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path)
    with pytest.raises(ConnectionResetError):
        blobs.put(BrokenStream(), sha256(LETTER), 100)  # type: ignore[arg-type]
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    blobs = DiskBlobs(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(EnvironmentFault, match="disk_full"):
            put(blobs, LETTER)
    assert files_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told_with_the_systems_reason(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"a file stands in the way")
    with pytest.raises(EnvironmentFault) as fault:
        DiskBlobs(tmp_path / "blobs")
    assert fault.value.params == {"reason": "ENOTDIR"}


@pytest.mark.parametrize("name", ["../../identity.key", "A" * 64, "ab", "", "g" * 64])
def test_what_is_no_hash_names_no_file(tmp_path: Path, name: str) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    (tmp_path / "identity.key").write_bytes(b"secret")
    assert not blobs.has(name)
    with pytest.raises(FileNotFoundError):
        blobs.open(name)
    with pytest.raises(FileNotFoundError):
        blobs.size(name)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        blobs.put(io.BytesIO(b""), name, 0)


def test_old_leftovers_go_and_what_another_process_writes_stays(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "dead").write_bytes(b"half")
    (incoming / "alive").write_bytes(b"half")
    long_ago = time.time() - LEFTOVER_AGE_S - 60
    os.utime(incoming / "dead", (long_ago, long_ago))
    DiskBlobs(tmp_path)
    assert [path.name for path in incoming.iterdir()] == ["alive"]


def test_all_files_can_be_told_but_for_what_is_arriving(tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path)
    name = put(blobs, LETTER)
    (tmp_path / "incoming" / "half").write_bytes(b"half")
    (tmp_path / name[:2] / name[2:4] / "other").write_bytes(b"?")
    ((found, came_s),) = blobs.stored()
    assert found == name
    assert abs(came_s - time.time()) < 3600

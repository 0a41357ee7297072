"""Files go in as a stream and come out the same, encrypted at rest, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import EnvironmentFault, RuleViolation
from desktop.store.blob_format import CHUNK_SIZE_BYTES, HEADER_SIZE_BYTES
from desktop.store.blobs import BlobStore
from desktop.store.disk import SYSTEM_DISK, Disk
from tests.helpers.disk_faults import (
    DyingDisk,
    FaultyDisk,
    ForgetfulDisk,
    FullDisk,
    PowerCut,
    ReadOnlyDisk,
    at_each_step,
)
from tests.helpers.refusals import code_of
from tests.helpers.seeded import SeededRandom

MIB = 1 << 20
WORD = "HươngThảo-từ-chỉ-có-ở-đây".encode()
CONTENT = WORD * 6000
SIZES = [1, 2, CHUNK_SIZE_BYTES - 1, CHUNK_SIZE_BYTES, CHUNK_SIZE_BYTES + 1, 3 * CHUNK_SIZE_BYTES]

in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def store(folder: Path, *, disk: Disk = SYSTEM_DISK, seed: int = 0, key: int = 0) -> BlobStore:
    keys = bytes([key]) * 32, bytes([key + 1]) * 32
    return BlobStore(folder / "files", *keys, random=SeededRandom(seed), disk=disk)


def put(blobs: BlobStore, content: bytes, size_bytes_max: int = 64 * MIB) -> str:
    return blobs.put(io.BytesIO(content), size_bytes_max=size_bytes_max).sha256


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Unending:
    """A stream of ``size_bytes`` that are made as they are read, at most ``piece`` at a time."""

    def __init__(self, size_bytes: int, piece: int = MIB) -> None:
        self.left = size_bytes
        self._piece = piece

    def read(self, size: int, /) -> bytes:
        given = min(size, self.left, self._piece)
        self.left -= given
        return b"x" * given


# ── in and out ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size_bytes", SIZES)
def test_a_file_comes_back_byte_for_byte(tmp_path: Path, size_bytes: int) -> None:
    content = SeededRandom(1).bytes(size_bytes)
    blobs = store(tmp_path)
    info = blobs.put(io.BytesIO(content), size_bytes_max=MIB)
    assert (info.sha256, info.size_bytes) == (sha256(content), size_bytes)
    assert blobs.read(info.sha256) == content
    assert blobs.size(info.sha256) == size_bytes
    assert blobs.has(info.sha256)


def test_a_path_is_taken_like_a_stream(tmp_path: Path) -> None:
    (tmp_path / "tờ trình.pdf").write_bytes(b"%PDF-1.7 " + CONTENT)
    info = store(tmp_path).put(tmp_path / "tờ trình.pdf", size_bytes_max=MIB)
    assert (info.size_bytes, info.media_type) == (9 + len(CONTENT), "application/pdf")
    assert store(tmp_path).read(info.sha256) == b"%PDF-1.7 " + CONTENT


@in_one_folder
@given(st.integers(1, 3 * CHUNK_SIZE_BYTES), st.integers(1, CHUNK_SIZE_BYTES + 1))
def test_the_sizes_of_the_pieces_do_not_matter(tmp_path: Path, size_bytes: int, piece: int) -> None:
    info = store(tmp_path).put(Unending(size_bytes, piece), size_bytes_max=MIB)
    assert (info.sha256, info.size_bytes) == (sha256(b"x" * size_bytes), size_bytes)


@in_one_folder
@given(st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 100_000)), max_size=8))
def test_any_part_is_read_from_any_place(tmp_path: Path, parts: list[tuple[int, int]]) -> None:
    content = SeededRandom(2).bytes(150_000)
    blobs = store(tmp_path)
    with blobs.open(put(blobs, content)) as reader:
        for at, size in parts:
            assert reader.seek(at) == at
            assert reader.read(size) == content[at : at + size]
        assert reader.seek(-10, os.SEEK_END) == len(content) - 10
        assert reader.read() == content[-10:]


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    first = put(store(tmp_path, seed=1), CONTENT)
    second = put(store(tmp_path, seed=2), CONTENT)
    assert first == second
    assert len(files(tmp_path)) == 1


def test_the_same_content_again_heals_what_the_disk_damaged(tmp_path: Path) -> None:
    address = put(store(tmp_path, seed=1), CONTENT)
    files(tmp_path)[0].write_bytes(b"damaged")
    put(store(tmp_path, seed=2), CONTENT)
    assert store(tmp_path).read(address) == CONTENT


def test_the_same_content_is_fine_while_a_reader_holds_it_on_windows(tmp_path: Path) -> None:
    address = put(store(tmp_path, seed=1), CONTENT)

    class HeldOpen(Disk):
        def replace(self, source: Path, target: Path) -> None:
            raise PermissionError(13, "held open", str(target))

    put(store(tmp_path, seed=2, disk=HeldOpen()), CONTENT)
    assert store(tmp_path).read(address) == CONTENT
    assert len(files(tmp_path)) == 1
    new = store(tmp_path, seed=3, disk=HeldOpen())
    assert code_of(lambda: put(new, b"new content")) == "store_read_only"
    assert len(files(tmp_path)) == 1


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    tracemalloc.start()
    try:
        info = blobs.put(Unending(40 * MIB), size_bytes_max=64 * MIB)
        with blobs.open(info.sha256) as reader:
            while reader.read(CHUNK_SIZE_BYTES):
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert info.size_bytes == 40 * MIB
    assert peak < 2 * MIB


# ── limits ───────────────────────────────────────────────────────────────────


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    assert put(blobs, b"x" * 100_000, size_bytes_max=100_000)
    with pytest.raises(RuleViolation) as refused:
        put(blobs, b"y" * 100_001, size_bytes_max=100_000)
    assert (refused.value.code, refused.value.field) == ("attachment_too_large", "attachment")
    assert refused.value.params == {"size_bytes": 100_001, "size_bytes_max": 100_000}
    assert len(files(tmp_path)) == 1


def test_an_endless_stream_is_left_soon_after_the_limit(tmp_path: Path) -> None:
    endless = Unending(1 << 60)
    with pytest.raises(RuleViolation, match="attachment_too_large"):
        store(tmp_path).put(endless, size_bytes_max=MIB)
    assert (1 << 60) - endless.left <= MIB + 2 * CHUNK_SIZE_BYTES
    assert files(tmp_path) == []


def test_a_path_too_large_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as large:
        large.truncate(10 * MIB)
    blobs = store(tmp_path, disk=ReadOnlyDisk())
    with pytest.raises(RuleViolation) as refused:
        blobs.put(tmp_path / "large", size_bytes_max=MIB)
    assert refused.value.params == {"size_bytes": 10 * MIB, "size_bytes_max": MIB}


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for source in (io.BytesIO(), tmp_path / "empty"):
        with pytest.raises(RuleViolation, match="attachment_empty"):
            store(tmp_path).put(source, size_bytes_max=MIB)
    assert files(tmp_path / "files") == []


@pytest.mark.parametrize("name", ["gone.pdf", "folder"])
def test_what_cannot_be_read_is_the_persons_file_not_the_store(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(RuleViolation) as refused:
        store(tmp_path).put(tmp_path / name, size_bytes_max=MIB)
    assert (refused.value.code, refused.value.params) == ("attachment_unreadable", {"name": name})


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(Unending):
        def read(self, size: int, /) -> bytes:
            if self.left < MIB:
                raise OSError(5, "the stick was pulled out")
            return super().read(size)

    with pytest.raises(RuleViolation, match="attachment_unreadable"):
        store(tmp_path).put(Broken(2 * MIB), size_bytes_max=4 * MIB)
    assert files(tmp_path) == []


# ── at rest ──────────────────────────────────────────────────────────────────


def test_neither_content_nor_address_is_on_the_disk(tmp_path: Path) -> None:
    address = put(store(tmp_path), CONTENT)
    (stored,) = files(tmp_path)
    assert WORD not in stored.read_bytes()
    assert address not in str(stored)
    assert stored.parent.name == stored.name[:2]


def test_another_stores_keys_find_and_open_nothing(tmp_path: Path) -> None:
    address = put(store(tmp_path), CONTENT)
    assert not store(tmp_path, key=7).has(address)
    same_names = BlobStore(
        tmp_path / "files", bytes([9]) * 32, bytes([1]) * 32, random=SeededRandom(0)
    )
    assert same_names.has(address)
    assert code_of(lambda: same_names.read(address)) == "file_damaged"


def test_a_file_that_is_not_here_is_told(tmp_path: Path) -> None:
    blobs, address = store(tmp_path), sha256(b"elsewhere")
    assert not blobs.has(address)
    for ask in (blobs.open, blobs.read, blobs.size):
        with pytest.raises(EnvironmentFault) as told:
            ask(address)
        assert (told.value.code, told.value.params) == ("file_missing", {"sha256": address})


# ── removing and tidying ─────────────────────────────────────────────────────


def test_a_removed_file_is_gone_and_can_come_again(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    address = put(blobs, CONTENT)
    blobs.remove(address)
    assert not blobs.has(address)
    assert files(tmp_path) == []
    blobs.remove(address)
    assert blobs.read(put(blobs, CONTENT)) == CONTENT


def test_what_is_removed_loses_its_salt_before_its_name(tmp_path: Path) -> None:
    """So that not even the store key opens what a disk keeps of an unlinked file."""
    seen: list[bytes] = []

    class Watched(Disk):
        def remove(self, path: Path) -> None:
            seen.append(path.read_bytes() if path.exists() else b"")
            super().remove(path)

    address = put(store(tmp_path), CONTENT)
    store(tmp_path, disk=Watched()).remove(address)
    assert [raw[:HEADER_SIZE_BYTES] for raw in seen] == [bytes(HEADER_SIZE_BYTES)]


def test_leftovers_go_but_what_is_being_written_stays(tmp_path: Path) -> None:
    class AnHourLater:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(hours=1, minutes=1)

        def monotonic_s(self) -> float:
            raise AssertionError("a wall clock was asked for")

    kept = put(store(tmp_path, seed=1), CONTENT)
    with pytest.raises(PowerCut):
        put(store(tmp_path, seed=2, disk=DyingDisk(6)), b"half")
    assert len(files(tmp_path)) == 2
    assert store(tmp_path).leftovers() == 0
    assert store(tmp_path).leftovers(AnHourLater()) == 1
    assert store(tmp_path).leftovers(AnHourLater()) == 0
    assert store(tmp_path).read(kept) == CONTENT


def test_a_store_without_files_has_no_leftovers(tmp_path: Path) -> None:
    assert store(tmp_path).leftovers() == 0


# ── failing at each step ─────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_while_putting_leaves_it_whole_or_absent(
    tmp_path: Path, kind: type[DyingDisk]
) -> None:
    address = sha256(CONTENT)

    def run(disk: DyingDisk) -> None:
        folder = tmp_path / str(disk.fail_at)
        try:
            put(store(folder, disk=disk), CONTENT)
        except PowerCut:
            disk.power_back()
            assert not store(folder).has(address) or store(folder).read(address) == CONTENT
        else:
            disk.power_back()
            assert store(folder).read(address) == CONTENT
        assert all(WORD not in path.read_bytes() for path in files(folder))
        put(store(folder, seed=5), CONTENT)
        assert store(folder).read(address) == CONTENT

    assert at_each_step(kind, run) >= 8


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_while_removing_leaves_it_whole_or_absent(
    tmp_path: Path, kind: type[DyingDisk]
) -> None:
    def run(disk: DyingDisk) -> None:
        folder = tmp_path / str(disk.fail_at)
        address = put(store(folder), CONTENT)
        try:
            store(folder, disk=disk, seed=4).remove(address)
        except PowerCut:
            disk.power_back()
            assert not store(folder).has(address) or store(folder).read(address) == CONTENT
        else:
            disk.power_back()
            assert not store(folder).has(address)

    assert at_each_step(kind, run) >= 5


def test_a_full_disk_leaves_neither_a_half_file_nor_a_leftover(tmp_path: Path) -> None:
    def run(disk: FaultyDisk) -> None:
        folder = tmp_path / str(disk.fail_at)
        outcome = code_of(lambda: put(store(folder, disk=disk), CONTENT))
        assert outcome == ("disk_full" if disk.has_failed else "")
        found = files(folder)
        assert len(found) == store(folder).has(sha256(CONTENT))
        assert outcome or store(folder).read(sha256(CONTENT)) == CONTENT

    assert at_each_step(FullDisk, run) >= 8


def test_a_read_only_store_is_read_and_says_so_when_put_into(tmp_path: Path) -> None:
    address = put(store(tmp_path), CONTENT)
    fixed = store(tmp_path, disk=ReadOnlyDisk())
    assert fixed.read(address) == CONTENT
    assert code_of(lambda: put(fixed, b"new")) == "store_read_only"
    assert code_of(lambda: fixed.remove(address)) == "store_read_only"
    assert store(tmp_path).read(address) == CONTENT

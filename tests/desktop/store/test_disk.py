"""The disk's steps as the store relies on them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop.store.disk import SYSTEM_DISK, write_whole
from tests.helpers.disk_faults import DyingDisk, ForgetfulDisk, FullDisk, PowerCut, at_each_step

OLD, NEW = b"old" * 50, b"new" * 70


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_leaves_the_old_file_or_the_new(tmp_path: Path, kind: type[DyingDisk]) -> None:
    target, beside = tmp_path / "file", tmp_path / "file.new"

    def run(disk: DyingDisk) -> None:
        target.write_bytes(OLD)
        beside.unlink(missing_ok=True)
        try:
            write_whole(disk, target, NEW, beside=beside)
        except PowerCut:
            disk.power_back()
            assert target.read_bytes() in (OLD, NEW)
        else:
            disk.power_back()
            assert target.read_bytes() == NEW

    assert at_each_step(kind, run) >= 5


def test_a_full_disk_leaves_the_old_file_and_nothing_beside(tmp_path: Path) -> None:
    target, beside = tmp_path / "file", tmp_path / "file.new"

    def run(disk: FullDisk) -> None:
        target.write_bytes(OLD)
        try:
            write_whole(disk, target, NEW, beside=beside)
        except OSError:
            assert target.read_bytes() in (OLD, NEW)
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    assert at_each_step(FullDisk, run) >= 5


def test_a_file_that_exists_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(FileExistsError):
        SYSTEM_DISK.create(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == OLD


@pytest.mark.skipif(os.name == "nt", reason="on Windows the folder's own rights decide")
def test_what_is_made_is_for_this_user_only(tmp_path: Path) -> None:
    SYSTEM_DISK.make_folder(tmp_path / "a" / "b")
    SYSTEM_DISK.create(tmp_path / "a" / "b" / "file").close()
    for path in (tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "file"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_making_a_folder_where_a_file_stands_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="exist"):
        SYSTEM_DISK.make_folder(tmp_path / "file")

"""The demo itself: it proves what it claims, says so, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from desktop.demo.story import STEPS
from tests.helpers.pc_process import vanthu

WAIT_S = 110
PROVED = (
    "31 cơ quan của tỉnh có trong danh mục",
    "biên chế cộng lại là 1.521 người",
    "không còn gì trả lời ở địa chỉ máy chủ",
    "số liền nhau, không trùng, không trống",
    "16 việc vẫn được giữ, chờ gửi",
    "quyết định đã đến Sở Tài chính, đúng số, ngày, trích yếu",
    "tệp nhận được giống từng byte tệp đã gửi",
    "trạng thái 01 «Đã đến» về Văn phòng UBND tỉnh",
    "số đến tiếp theo sổ của Sở",
    "trạng thái 03 «Đã tiếp nhận» về Văn phòng UBND tỉnh",
)


@contextmanager
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The demo under way, its temporary folder below ``folder``."""
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        [vanthu(), "demo", "--no-window"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def servers(folder: Path) -> list[str]:
    """Processes that serve a data folder below ``folder``."""
    found = []
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it may end while we look
            found.append(words.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in found if str(folder) in line and " serve " in line]


@pytest.mark.timeout(WAIT_S + 60)
def test_the_demo_proves_its_claims_and_leaves_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        told, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, told
    assert [claim for claim in PROVED if f"✓ {claim}\n" not in told] == []
    assert f"[{STEPS}/{STEPS}]" in told
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_is_stopped_cleans_up(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        assert process.stdout
        for line in process.stdout:
            if "máy chủ nghe tại" in line:
                break
        assert servers(tmp_path)
        os.killpg(process.pid, signal.SIGINT)
        told = process.stdout.read()
        assert process.wait(WAIT_S) == 130, told
    assert servers(tmp_path) == []
    assert list(tmp_path.iterdir()) == []

"""The demo as a whole: a temporary folder, the story, then the window; and nothing left behind."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.clock import SystemClock, vietnam_date
from common.crypto.passwords import check_password
from common.errors import RuleViolation
from desktop.demo.programs import (
    COMMAND_WAIT_S,
    Pc,
    ProgramFailed,
    Server,
    new_pc,
    plain_environment,
    program,
)
from desktop.demo.story import RECEIVER, SENDER, STEPS, World, tell_story
from desktop.demo.telling import NotProved, Teller

FAILED = 1
INTERRUPTED = 130
_SCREENSHOTS = "desktop.ui.screenshots"
_SYLLABLES = (
    "sen", "tre", "lúa", "sông", "núi", "biển", "trăng", "mây", "chim", "cò", "bưởi", "cam",
    "vải", "nhãn", "gạo", "nếp", "đò", "cầu", "làng", "phố", "chợ", "đình", "hồ", "đảo",
)  # fmt: skip


def run(*, with_window: bool = True) -> int:
    """Show everything; 0 when all was proved. Ctrl-C stops the server and removes the folder."""
    tell = Teller(STEPS + (1 if with_window else 0))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        with _world(tell) as world:
            tell_story(world)
            if with_window:
                _look_at(world)
            tell.end("Xong")
    except (NotProved, ProgramFailed, subprocess.TimeoutExpired) as failure:
        print(f"\nKHÔNG ĐẠT: {failure}", file=sys.stderr, flush=True)
        return FAILED
    except KeyboardInterrupt:
        print("\nĐã dừng; máy chủ và thư mục tạm đã được dọn.", file=sys.stderr, flush=True)
        return INTERRUPTED
    return 0


@contextmanager
def _world(tell: Teller) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="vanthu-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Server(folder / "server")
        sender = new_pc(folder, SENDER, f"vanthu1.{SENDER}", _new_password())
        receiver = new_pc(folder, RECEIVER, f"vanthu1.{RECEIVER}", _new_password())
        tell.title("Văn Thư: một văn bản, hai cơ quan, không có mạng")
        tell.did(f"thư mục tạm {folder}, sẽ xóa khi xong")
        today = vietnam_date(SystemClock().now())
        try:
            yield World(folder, server, sender, receiver, today, tell)
        finally:
            server.stop()


def _look_at(world: World) -> None:
    """The window on the sender's store where there is a display, else pictures of it."""
    if _has_display():
        world.tell.step("Mở cửa sổ trên kho của Văn phòng UBND tỉnh; đóng cửa sổ để kết thúc")
        for pc in (world.sender, world.receiver):
            world.tell.did(f"kho {pc.store}: đăng nhập {pc.login}, mật khẩu {pc.password}")
        _open_window(world.sender)
        return
    world.tell.step("Không có màn hình: vẽ các cửa sổ ra tệp ảnh")
    target = Path(tempfile.mkdtemp(prefix="vanthu-demo-anh-"))
    _draw(world.sender, target)
    pictures = sorted(target.glob("*.png"))
    world.tell.prove(f"{len(pictures)} ảnh ở {target}", len(pictures) > 0)


def _open_window(pc: Pc) -> None:
    """Until the person closes it. Raises ProgramFailed."""
    command = [program("vanthu"), "--store", str(pc.store)]
    ended = subprocess.run(command, env=plain_environment(), check=False)
    if ended.returncode:
        raise ProgramFailed(f"{' '.join(command)}\nkết thúc {ended.returncode}")


def _draw(pc: Pc, target: Path) -> None:
    """Pictures of the window on this PC's store. Raises ProgramFailed."""
    command = [sys.executable, "-m", _SCREENSHOTS, "--store", str(pc.store), "--out", str(target)]
    ended = subprocess.run(
        command,
        env=plain_environment(VANTHU_PASSWORD=pc.password, QT_QPA_PLATFORM="offscreen"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_WAIT_S,
        check=False,
    )
    if ended.returncode:
        raise ProgramFailed(f"{' '.join(command)}\nkết thúc {ended.returncode}:\n{ended.stderr}")


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _new_password() -> str:
    """A password of this run alone, easy to type."""
    while True:
        words = "-".join(secrets.choice(_SYLLABLES) for _ in range(4))
        password = f"{words}-{1000 + secrets.randbelow(9000)}"
        try:
            check_password(password)
        except RuleViolation:
            continue
        return password


def _stop(*_: object) -> None:
    raise KeyboardInterrupt

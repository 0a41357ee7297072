"""`vanthu restore-pending`: the store built anew from its second file when the database is gone."""

from __future__ import annotations

from typing import Any

from filelock import FileLock, Timeout

from common.errors import EnvironmentFault
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.store.restoration import Restored, require_damage, restore
from desktop.sync.engine import LOCK_NAME


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser(
        "restore-pending", help="dựng lại kho bị mất hoặc hỏng từ nhật ký dự phòng"
    )
    parser.set_defaults(run=_restore)


def _restore(session: Session) -> int:
    """Needs the key file and a password. Close every window of the store before."""
    folder, random = session.folder, session.outside.random
    keys = session.keys()
    try:
        with FileLock(folder / LOCK_NAME, timeout=0):
            require_damage(folder, keys, random=random)
            restored = restore(folder, keys, random=random)
    except Timeout as error:
        raise EnvironmentFault("store_locked", file=LOCK_NAME) from error
    session.output.result(_document(restored), _text(restored))
    return DONE


def _document(restored: Restored) -> dict[str, Any]:
    return {
        "changesets": restored.changesets,
        "left_out": restored.left_out,
        "files": restored.files,
        "set_aside": list(restored.set_aside),
    }


def _text(restored: Restored) -> str:
    lines = [
        f"Đã dựng lại {restored.changesets} việc của máy này, {restored.files} tệp còn trên máy."
    ]
    if restored.left_out:
        lines.append(
            f"{restored.left_out} việc đứng sau chỗ hỏng nên chưa đưa vào; bản cũ vẫn giữ."
        )
    if restored.set_aside:
        lines.append(f"Bản cũ được cất: {', '.join(restored.set_aside)}")
    lines.append("Kho chưa cấp số cho đến khi đồng bộ: hãy chạy «vanthu sync» khi có mạng.")
    return "\n".join(lines)

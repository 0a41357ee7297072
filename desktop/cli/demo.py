"""`vanthu demo`: the guided demo, on a temporary folder; the person's own store is not touched."""

from __future__ import annotations

from typing import Any

from desktop.cli.parser import CommandParser
from desktop.cli.session import Session


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("demo", help="xem thử: hai cơ quan, mất mạng, có lại")
    parser.add_argument("--no-window", action="store_true", help="kết thúc mà không mở cửa sổ")
    parser.set_defaults(run=_demo)


def _demo(session: Session) -> int:
    """Loaded by itself: it brings the libraries that make PDF and DOCX."""
    from desktop.demo.showing import run

    return run(with_window=not session.options.no_window)

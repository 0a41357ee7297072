"""`vanthu sync [--watch]`: bring the store and the server to the same state, once or for good."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from typing import Any

from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.cli import documents
from desktop.cli.exit_codes import DONE, OFFLINE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.commands.runner import Outcome
from desktop.office import Office
from desktop.sync.state import SyncReport

INTERVAL_DEFAULT_S = 30


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("sync", help="đồng bộ với máy chủ")
    parser.add_argument("--watch", action="store_true", help="đồng bộ mãi, đến khi bị dừng")
    parser.add_argument(
        "--interval",
        type=int,
        default=INTERVAL_DEFAULT_S,
        metavar="GIÂY",
        help=f"với --watch: nghỉ bao lâu giữa hai lần (mặc định {INTERVAL_DEFAULT_S})",
    )
    parser.set_defaults(run=_sync)


def _sync(session: Session) -> int:
    with session.office() as office:
        if session.options.watch:
            return _watch(session, office)
        report, numbered = office.sync_and_number()
    session.output.result(*_told(report, numbered))
    return code_of(report)


def _watch(session: Session, office: Office) -> int:
    """A line a run. Stopped between two runs or in one, which loses nothing either way."""
    before = signal.signal(signal.SIGTERM, _stop)
    report = SyncReport()
    try:
        while True:
            report, numbered = office.sync_and_number()
            session.output.line(*_told(report, numbered))
            time.sleep(max(1, session.options.interval))
    except KeyboardInterrupt:
        session.output.say("Đã dừng theo dõi.")
    finally:
        signal.signal(signal.SIGTERM, before)
    return code_of(report)


def _told(report: SyncReport, numbered: Sequence[Outcome]) -> tuple[dict[str, Any], str]:
    """The run and what it numbered, for scripts and for people."""
    document = {**report_document(report), "numbered": len(numbered)}
    return document, report_words(report) + numbered_words(numbered)


def numbered_words(numbered: Sequence[Outcome]) -> str:
    """Which waiting documents got their numbers; empty for none."""
    told = [f"\nĐã cấp {documents.number_words(one)}: {one.id}" for one in numbered]
    return "".join(told)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def code_of(report: SyncReport) -> int:
    """The exit code after a run."""
    return OFFLINE if report.offline else DONE


def report_document(report: SyncReport) -> dict[str, Any]:
    """What a run did; ``offline`` is the code of what was in the way, or ``null``."""
    return {
        "pushed": report.pushed,
        "pulled": report.pulled,
        "files_up": report.files_up,
        "files_down": report.files_down,
        "offline": report.offline or None,
        "waiting": report.waiting,
        "healed": report.healed,
        "differs": list(report.differs),
    }


def report_words(report: SyncReport) -> str:
    """The same for people: what was done, or what was in the way and what is kept."""
    if report.offline:
        kept = f"Còn {report.waiting} việc chờ gửi, vẫn lưu trên máy này."
        return f"{sentence(ERRORS, report.offline, {})}\n{kept}"
    told = f"Đã đồng bộ: gửi {report.pushed} việc, nhận {report.pulled} bản ghi"
    if report.files_up or report.files_down:
        told += f", tệp gửi {report.files_up}, nhận {report.files_down}"
    told += f"; còn chờ {report.waiting}."
    if report.healed:
        told += f"\nĐã chữa {report.healed} bản ghi bị hỏng trên máy này («vanthu verify» kể rõ)."
    if report.differs:
        told += f"\n{sentence(ERRORS, 'base_differs', {})}"
    return told

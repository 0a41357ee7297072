"""`vanthu sync [--watch]`: bring the store and the server to the same state, once or for good."""

from __future__ import annotations

import signal
import time
from typing import Any

from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.cli.exit_codes import DONE, OFFLINE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
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
        report = office.sync()
    session.output.result(report_document(report), report_words(report))
    return code_of(report)


def _watch(session: Session, office: Office) -> int:
    """A line a run. Stopped between two runs or in one, which loses nothing either way."""
    before = signal.signal(signal.SIGTERM, _stop)
    report = SyncReport()
    try:
        while True:
            report = office.sync()
            session.output.line(report_document(report), report_words(report))
            time.sleep(max(1, session.options.interval))
    except KeyboardInterrupt:
        session.output.say("Đã dừng theo dõi.")
    finally:
        signal.signal(signal.SIGTERM, before)
    return code_of(report)


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

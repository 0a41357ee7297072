"""`vanthu …`: read the line, run the sub-command, end with the exit code that scripts rely on.

::

    arguments ─▶ parse ─▶ sub-command(session) ─▶ Output ─▶ exit code
                            └▶ office() opens the store: what fails there ends in 4
"""

from __future__ import annotations

import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from common.errors import VanThuError
from desktop.cli import (
    attachment,
    casefile,
    cases,
    conflicts,
    deliveries,
    demo,
    enroll,
    incoming,
    outgoing,
    register,
    restore,
    search,
    status,
    sync,
    verify,
)
from desktop.cli.exit_codes import DONE, INTERNAL, INTERRUPTED, STORE, USAGE, exit_code
from desktop.cli.output import Output, standard_output
from desktop.cli.outside import Outside
from desktop.cli.parser import CommandParser, UsageError, common_defaults
from desktop.cli.session import Session, StoreNotOpened, store_folder

_ABOUT = "Văn Thư: sổ văn bản làm việc cả khi mất mạng. Không có lệnh thì mở cửa sổ."
_GROUPS = (
    enroll,
    status,
    sync,
    verify,
    restore,
    incoming,
    outgoing,
    deliveries,
    casefile,
    register,
    conflicts,
    cases,
    search,
    attachment,
    demo,
)


def main(
    arguments: Sequence[str], *, window: Callable[[Path], int], outside: Outside | None = None
) -> int:
    """Run one command line; returns the exit code. Without a sub-command ``window`` is opened."""
    output = standard_output("--json" in arguments)
    try:
        options = parse(arguments)
        if options.run is None:
            return window(store_folder(options))
        return int(options.run(Session(options, output, outside or Outside())))
    except SystemExit as end:
        return int(end.code or DONE)
    except BrokenPipeError:
        return _nobody_reads()
    except KeyboardInterrupt:
        message = "Đã dừng theo yêu cầu; việc đã làm vẫn lưu."
        output.fail(_document("interrupted", message), message)
        return INTERRUPTED
    except Exception as error:
        return _failed(error, output)


def parse(arguments: Sequence[str]) -> Namespace:
    """The options; ``run`` is the sub-command's function, ``None`` without one.

    Raises:
        UsageError: the line is wrong.
    """
    given = vars(command_parser().parse_args(arguments))
    return Namespace(**{"run": None, **common_defaults(), **given})


def command_parser() -> CommandParser:
    """Every command with its options."""
    parser = CommandParser(prog="vanthu", description=_ABOUT)
    groups = parser.add_subparsers(metavar="LỆNH", title="Lệnh")
    for group in _GROUPS:
        group.add_to(groups)
    return parser


def _failed(error: Exception, output: Output) -> int:
    if isinstance(error, UsageError):
        document = _document(error.code, error.message)
        output.fail(document, f"{error.message}\n{error.hint}".rstrip())
        return USAGE
    if isinstance(error, StoreNotOpened):
        output.refuse(error.error)
        return STORE
    if isinstance(error, VanThuError):
        output.refuse(error)
        return exit_code(error)
    document = _document("internal_error", type(error).__name__)
    output.say(_where(error))
    output.fail(document, "Lỗi của chương trình: hãy gửi những dòng trên cho quản trị.")
    return INTERNAL


def _where(error: BaseException) -> str:
    """Where it happened, without the errors' own words: they may quote a document."""
    cause = error.__cause__ or error.__context__
    before = [_where(cause)] if cause else []
    frames = "".join(traceback.format_tb(error.__traceback__))
    return "\n".join([*before, f"{frames}{type(error).__name__}"])


def _document(code: str, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "params": {}, "field": None}


def _nobody_reads() -> int:
    """The reader went away (`vanthu … | head`): no fault, but the streams must end quietly."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return DONE

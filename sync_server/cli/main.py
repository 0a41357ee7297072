"""`vanthu-server …`: read the line, run the command, end with the exit code that scripts rely on.

::

    arguments ─▶ parse ─▶ settings ─▶ load(command) ─▶ run(call) ─▶ exit code
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

from common.clock import Clock, SystemClock
from common.errors import EnvironmentFault, RuleViolation, VanThuError
from common.text.messages import _
from sync_server.cli.output import Output, standard_output
from sync_server.cli.parser import WrongUsage, parse
from sync_server.logs import told
from sync_server.settings import Settings, read_settings

DONE = 0
REFUSED = 1
USAGE = 2
FINDINGS = 2
"""`check`: something is wrong with what the server keeps; the result says what."""
DATA = 4
"""The data folder or the database cannot be opened or written."""
INTERNAL = 70
"""Our own mistake: where it happened stands on stderr."""
INTERRUPTED = 130

_WRONG_SETTINGS = frozenset({"setting_invalid", "data_folder_missing"})
_NOT_THE_DATA = frozenset({"data_exists", "address_unusable"})
"""Faults of the machine that leave data and database in order."""


@dataclass(frozen=True)
class Call:
    """One command with all that it needs."""

    options: Namespace
    settings: Settings
    output: Output
    clock: Clock


Run = Callable[[Call], int]


def main(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    load: Callable[[str], Run],
    *,
    clock: Clock | None = None,
) -> int:
    """Run one command line; ``load`` gives what runs a command. Returns the exit code."""
    output = standard_output(as_json="--json" in arguments)
    try:
        options = parse(arguments)
        settings = read_settings(environment, _flags(options))
        run = load(options.command)
        return run(Call(options, settings, output, clock or SystemClock()))
    except SystemExit as end:
        return int(end.code or DONE)
    except KeyboardInterrupt:
        output.fail("interrupted", _("Đã dừng theo yêu cầu."))
        return INTERRUPTED
    except Exception as error:
        return _failed(error, output)


def exit_code(error: VanThuError) -> int:
    """How the program ends that met ``error``."""
    if isinstance(error, EnvironmentFault) and error.code not in _NOT_THE_DATA:
        return DATA
    if isinstance(error, RuleViolation) and error.code in _WRONG_SETTINGS:
        return USAGE
    return REFUSED


def _failed(error: Exception, output: Output) -> int:
    if isinstance(error, WrongUsage):
        output.fail("usage", f"{_('Lệnh chưa đúng:')} {error.message}\n{error.usage}")
        return USAGE
    if isinstance(error, VanThuError):
        output.refuse(error)
        return exit_code(error)
    output.say(told(error))
    output.fail(
        "internal_error", _("Lỗi của chương trình: hãy gửi những dòng trên cho người phát triển.")
    )
    return INTERNAL


def _flags(options: Namespace) -> dict[str, str | None]:
    """What the line itself sets; the rest comes from the environment or the defaults."""
    given = vars(options)
    return {field.name: given.get(field.name) for field in fields(Settings)}

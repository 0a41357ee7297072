"""`vanthu-server`: database and web are loaded only by the commands that need them."""

from __future__ import annotations

import os
import sys

from sync_server.cli.main import Run
from sync_server.cli.main import main as run_command


def main() -> int:
    """What the installed `vanthu-server` calls; returns the exit code."""
    return run_command(sys.argv[1:], os.environ, load)


def load(command: str) -> Run:
    """What runs a command of :mod:`sync_server.cli.parser`."""
    if command == "serve":
        from sync_server.cli import serve

        return serve.run
    if command == "tls":
        from sync_server.cli import tls

        return tls.run
    from sync_server.cli import (
        admin,
        check,
        conflict,
        data,
        device,
        enrolment,
        lease,
        office,
        quarantine,
        redact,
        user,
    )

    groups: dict[str, Run] = {
        "init": data.run,
        "admin": admin.run,
        "office": office.run,
        "enroll-code": enrolment.run,
        "device": device.run,
        "lease": lease.run,
        "user": user.run,
        "conflict": conflict.run,
        "quarantine": quarantine.run,
        "redact": redact.run,
        "check": check.run,
    }
    return groups[command]


if __name__ == "__main__":
    sys.exit(main())

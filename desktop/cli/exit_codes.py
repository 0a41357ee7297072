"""The exit codes that scripts may rely on, and which error ends in which."""

from __future__ import annotations

from common.errors import EnvironmentFault, TransportFault, VanThuError

DONE = 0
REFUSED = 1
"""Refused, with the reason; `verify`: something is wrong."""
USAGE = 2
OFFLINE = 3
"""The server could not be reached; work is kept."""
STORE = 4
"""The store cannot be opened or written."""
INTERNAL = 70
"""Our own mistake: a report is on stderr."""
INTERRUPTED = 130

_NOT_THE_STORE = frozenset({"store_exists", "file_missing", "file_damaged"})
"""Faults of the machine that leave the store itself in order."""
_NOT_THE_LINE = frozenset({"server_identity_wrong"})
"""The server answered, but is not the one of the code: waiting mends nothing."""


def exit_code(error: VanThuError) -> int:
    """How the program ends that met ``error`` after its store was opened."""
    if isinstance(error, EnvironmentFault) and error.code not in _NOT_THE_STORE:
        return STORE
    if isinstance(error, TransportFault) and error.code not in _NOT_THE_LINE:
        return OFFLINE
    return REFUSED

"""What the machine did wrong, told by stable codes: disk full, read-only, locked, other.

One place for the whole store, so that every command stops with the same words and exit code for the
same trouble, whichever file met it first.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from common.errors import EnvironmentFault

_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_WINDOWS_FULL = (39, 112)
_WINDOWS_LOCKED = (32, 33)


@contextmanager
def environment_faults() -> Iterator[None]:
    """Turn the system's errors inside the block into ours; what is no such error passes through.

    Raises:
        EnvironmentFault: ``disk_full``, ``store_read_only``, ``store_locked`` or ``store_io``.
    """
    try:
        yield
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


def fault_of(error: BaseException) -> EnvironmentFault | None:
    """The fault behind a library's exception; None where it is not the machine's doing.

    A library with errors of its own (the database) gets its own reader beside ``_of_system``.
    """
    if isinstance(error, OSError):
        return _of_system(error)
    return None


def _of_system(error: OSError) -> EnvironmentFault:
    windows_code = getattr(error, "winerror", None)
    if error.errno in _FULL or windows_code in _WINDOWS_FULL:
        return EnvironmentFault("disk_full")
    if windows_code in _WINDOWS_LOCKED:
        return EnvironmentFault("store_locked")
    if error.errno in _READ_ONLY:
        return EnvironmentFault("store_read_only")
    return EnvironmentFault("store_io", reason=error.strerror or type(error).__name__)

"""The system's errors come out as a few stable codes, and nothing else is swallowed."""

from __future__ import annotations

import errno

import pytest

from common.errors import EnvironmentFault, RuleViolation
from desktop.store.faults import environment_faults, fault_of


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "store_read_only"),
        (errno.EACCES, "store_read_only"),
        (errno.EPERM, "store_read_only"),
        (errno.EIO, "store_io"),
        (errno.ENOENT, "store_io"),
    ],
)
def test_system_errors_have_stable_codes(number: int, code: str) -> None:
    with pytest.raises(EnvironmentFault) as raised, environment_faults():
        raise OSError(number, "words of the system")
    assert raised.value.code == code
    assert isinstance(raised.value.__cause__, OSError)


@pytest.mark.parametrize(("windows_code", "code"), [(112, "disk_full"), (32, "store_locked")])
def test_windows_own_numbers_are_known(windows_code: int, code: str) -> None:
    error = OSError(errno.EACCES, "words of the system")
    error.winerror = windows_code  # type: ignore[attr-defined]
    fault = fault_of(error)
    assert fault
    assert fault.code == code


@pytest.mark.parametrize("error", [ValueError("x"), RuleViolation("x"), KeyboardInterrupt()])
def test_what_is_not_the_machines_doing_passes_through(error: BaseException) -> None:
    assert fault_of(error) is None
    with pytest.raises(type(error)) as raised, environment_faults():
        raise error
    assert raised.value is error

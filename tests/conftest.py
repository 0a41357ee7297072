"""What every test runs under: no network, no unannounced log lines, no display, one Hypothesis.

Warnings are errors and order is random by pyproject.toml.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

# Before anything imports Qt: no test opens a real window unless the person asked for one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.logfail import LogGuard, guarding
from tests.helpers.offline import forbid_network

# A failure prints the blob that replays it; a slow machine is no failure.
settings.register_profile("check", deadline=None, print_blob=True)
settings.register_profile(
    "thorough",
    deadline=None,
    print_blob=True,
    max_examples=2_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse connections to other machines for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        forbid_network(patch)
        yield


@pytest.fixture(autouse=True)
def log_guard() -> Iterator[LogGuard]:
    """Fail the test at its end when it logged a warning or error it had not announced.

    To announce one: ``with log_guard.expect("desktop.sync", match="…"):``.
    """
    with guarding() as guard:
        yield guard
    if guard.unexpected:
        pytest.fail(f"log lines nobody announced:\n{guard.report()}", pytrace=False)

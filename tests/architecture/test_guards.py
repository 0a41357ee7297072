"""The guards that every test runs under hold: silence in the log, no way out to the network."""

from __future__ import annotations

import logging
import os
import socket

import pytest

from tests.helpers.logfail import LogGuard
from tests.helpers.offline import NetworkForbidden


@pytest.fixture
def guard() -> LogGuard:
    """A guard of its own, which the one over this test does not see."""
    return LogGuard()


@pytest.fixture
def log(guard: LogGuard) -> logging.Logger:
    """A logger that tells only ``guard``."""
    logger = logging.Logger("desktop.sync.engine")  # noqa: LOG001 - outside the tree, so no parent
    logger.addHandler(guard)
    return logger


def test_every_test_runs_under_the_guards(request: pytest.FixtureRequest) -> None:
    assert {"log_guard", "no_network"} <= set(request.fixturenames)


def test_a_warning_nobody_announced_is_reported(log: logging.Logger, guard: LogGuard) -> None:
    log.warning("disk is %s", "slow")
    assert guard.report() == "WARNING desktop.sync.engine: disk is slow"


def test_plain_information_is_nobodys_business(log: logging.Logger, guard: LogGuard) -> None:
    log.info("synced")
    assert guard.report() == ""


def test_an_announced_warning_passes(log: logging.Logger, guard: LogGuard) -> None:
    with guard.expect("desktop.sync", match="slow") as seen:
        log.warning("disk is slow")
    assert (len(seen), guard.report()) == (1, "")


@pytest.mark.parametrize(
    ("logger", "level", "match"),
    [
        ("desktop.sy", logging.WARNING, ""),
        ("desktop", logging.ERROR, ""),
        ("desktop", logging.WARNING, "fast"),
    ],
)
def test_an_announcement_covers_only_what_it_says(
    log: logging.Logger, guard: LogGuard, logger: str, level: int, match: str
) -> None:
    with (
        pytest.raises(AssertionError, match="no log line came"),
        guard.expect(logger, level=level, match=match),
    ):
        log.warning("disk is slow")
    assert guard.report() != ""


def test_an_announced_warning_has_to_come(guard: LogGuard) -> None:
    with (
        pytest.raises(AssertionError, match="no log line came: WARNING of «desktop»"),
        guard.expect("desktop"),
    ):
        pass


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7", "example.com", "0.0.0.0"])
def test_other_machines_cannot_be_reached(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as plug, pytest.raises(NetworkForbidden):
        plug.connect((host, 443))


def test_other_machines_cannot_be_looked_up() -> None:
    with pytest.raises(NetworkForbidden):
        socket.create_connection(("example.com", 443), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as plug,
    ):
        assert plug.getpeername() == server.getsockname()


def test_windows_are_drawn_off_the_screen() -> None:
    assert os.environ["QT_QPA_PLATFORM"]

"""`vanthu-server lease list|revoke`, on a real data folder with SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync_server.hub.hub import Hub
from sync_server.hub.opening import open_hub
from tests.helpers.devices import YEAR, FakePc, SteppedClock, enrolled
from tests.helpers.seeded import SeededRandom
from tests.sync_server.cli.conftest import Outcome, Run


@contextmanager
def opened(data: Path, seed: int) -> Iterator[Hub]:
    """The server of the folder; each opening has a randomness of its own."""
    hub = open_hub(data, None, clock=SteppedClock(), random=SeededRandom(seed))
    try:
        yield hub
    finally:
        hub.close()


@pytest.fixture
def holder(filled: Path) -> FakePc:
    """A PC that holds the series of an office, and has brought two arrivals."""
    with opened(filled, 5) as hub:
        pc = enrolled(hub)
        for _ in range(2):
            pc.register()
        pc.sync()
    return pc


@pytest.fixture
def revoke(filled: Path, run: Run) -> Run:
    """Runs the command as the admin types it, with more options."""

    def revoke(*more: object) -> Outcome:
        line = ("lease", "revoke", "--office", "stc", "--series", "den", "--year", YEAR)
        told = ("--seen-by", "Trần Thị Hoa", "--reason", "Máy hỏng")
        return run("--data", filled, *line, *told, *more)

    return revoke


def test_every_series_is_listed_with_its_holder(filled: Path, run: Run, holder: FakePc) -> None:
    documents = run("--data", filled, "lease", "list", "--office", "stc", "--json").document
    den = next(one for one in documents if one["series"] == "den")
    assert (den["device"], den["device_name"], den["epoch"]) == (holder.device, "Máy 1", 1)
    assert {one["office"] for one in documents} == {"stc"}


def test_without_an_office_all_are_listed(filled: Path, run: Run) -> None:
    documents = run("--data", filled, "lease", "list", "--json").document
    assert {one["office"] for one in documents} == {"stc", "vpubnd"}
    assert {one["device"] for one in documents} == {0}


def test_holders_are_listed_for_people_too(filled: Path, run: Run, holder: FakePc) -> None:
    lines = run("--data", filled, "lease", "list", "--office", "stc").out.splitlines()
    assert lines[0].split()[:2] == ["Cơ", "quan"]
    assert any("Văn bản đến" in line and "1 Máy 1" in line for line in lines)


def test_a_series_is_revoked_and_the_blank_numbers_told(revoke: Run, holder: FakePc) -> None:
    outcome = revoke("--last-on-paper", 5)
    assert outcome.code == 0
    assert "Đã thu hồi sổ «den» từ máy số 1; lần giữ sổ mới là 2." in outcome.out
    assert "Các số 3 đến 5" in outcome.out
    assert "Chưa máy nào giữ sổ này." in outcome.out


def test_a_series_goes_to_another_pc_at_once(filled: Path, revoke: Run, holder: FakePc) -> None:
    with opened(filled, 6) as hub:
        other = enrolled(hub)
    document = revoke("--last-on-paper", 2, "--to", other.device, "--json").document
    assert document == {
        "office": "stc",
        "series": "den",
        "device": holder.device,
        "epoch": 2,
        "known_last": 2,
        "last": 2,
        "blank_count": 0,
        "to_device": other.device,
    }


@pytest.mark.parametrize(
    ("last", "code", "said"),
    [
        (1, "stated_below_known", "máy chủ đã biết đến số 2: hãy xem lại sổ giấy"),
        (503, "gap_wide", "còn 501 số chưa rõ"),
    ],
)
def test_a_last_number_that_cannot_be_is_refused_in_words(
    revoke: Run, holder: FakePc, last: int, code: str, said: str
) -> None:
    outcome = revoke("--last-on-paper", last, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, code)
    assert said in outcome.err


def test_a_wide_gap_that_is_meant_is_confirmed(revoke: Run, holder: FakePc) -> None:
    assert revoke("--last-on-paper", 503, "--yes", "--json").document["blank_count"] == 501


def test_a_series_that_no_pc_holds_is_not_revoked(revoke: Run) -> None:
    outcome = revoke("--last-on-paper", 0, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (1, "lease_free")

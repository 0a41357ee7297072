"""How much goes into one body, and what of the other way comes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.changes.changeset import Changeset
from common.crypto.signing import SigningKey
from common.protocol.messages import SyncRequest
from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.sync.batching import MIN_SIZE_BYTES, START_SIZE_BYTES, Batching, fitting
from desktop.sync.exchange import build_request
from tests.helpers.province import province

PLENTY = 1_000_000
FEW = 5


def changesets(*sizes: int) -> list[tuple[int, Changeset]]:
    return [(place, Changeset(b"", b"", bytes(size))) for place, size in enumerate(sizes)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A PC with some own work that the server has not seen, and nothing else to do."""
    with province(tmp_path) as world:
        made = world.office("stc")
        world.start_books(made, den=1)
        made.sync()
        for number in range(FEW):
            made.run(RegisterIncoming({"organ_name": "UBND tỉnh", "subject": f"Việc {number}"}))
        yield made


def request_of(office: Office, size_bytes_max: int) -> SyncRequest:
    key = SigningKey.from_bytes(office.who.signing_seed)
    with office.read() as connection:
        return build_request(connection, office.who, key, size_bytes_max)


def sent(request: SyncRequest) -> list[Changeset]:
    return [one for ask in request.scopes if ask.segment for one in ask.segment.changesets]


def test_a_body_holds_what_fits_and_no_more() -> None:
    assert [place for place, _ in fitting(changesets(10, 10, 10), 25)] == [0, 1]


def test_one_that_is_larger_than_a_body_travels_alone() -> None:
    assert [place for place, _ in fitting(changesets(100, 1), 25)] == [0]


def test_of_what_does_not_fit_only_the_first_is_read() -> None:
    waiting = iter(changesets(10, 10, 10, 10))
    list(fitting(waiting, 25))
    assert [place for place, _ in waiting] == [3]


def test_a_body_that_failed_is_halved_down_to_the_least() -> None:
    batching = Batching()
    batching.failed()
    assert batching.size_bytes == START_SIZE_BYTES // 2
    for _ in range(20):
        batching.failed()
    assert batching.size_bytes == MIN_SIZE_BYTES


def test_a_segment_is_a_run_of_the_chain(office: Office) -> None:
    size = sent(request_of(office, PLENTY))[0].size_bytes
    assert len(sent(request_of(office, 3 * size))) == 3


def test_what_is_sent_leaves_the_rest_of_the_body_to_the_rows(office: Office) -> None:
    request = request_of(office, PLENTY)
    assert len(sent(request)) == FEW
    size = sum(one.size_bytes for one in sent(request))
    assert request.rows_bytes_max == PLENTY - size


def test_a_body_that_is_full_of_own_work_asks_for_one_row(office: Office) -> None:
    assert request_of(office, 1).rows_bytes_max == 1


def test_more_work_than_one_body_bears_arrives_whole(office: Office) -> None:
    office.engine._batching = Batching(size_bytes=1)
    office.engine._batching.succeeded = lambda: None  # type: ignore[method-assign]
    report = office.sync()
    assert (report.pushed, report.waiting) == (FEW, 0)
    assert office.status().by_fate["applied"] >= FEW

"""Every kind of conflict, made and settled by real commands on real stores with the real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from common.entities.cases import CONFLICT_KINDS
from common.errors import RuleViolation
from desktop.commands.case_files import AddToCaseFile, CloseCaseFile, OpenCaseFile
from desktop.commands.conflicts import settling
from desktop.commands.dates import CorrectArrivalDate
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, EditOutgoing, IssueOutgoing
from desktop.office import Office
from desktop.queries.conflicts import Dispute, open_disputes
from desktop.store.verification import verify
from sync_server.services.revocation import Stated
from tests.helpers.province import Province, province

PAPER = {"type_name": "Quyết định", "subject": "cũ", "full_name": "Lê Văn An"}
DRAFT = {"organ_name": "UBND tỉnh", "subject": "cũ"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


class Pair:
    """Two PCs of one office; the first holds its series, both see one arrival and one draft."""

    def __init__(self, world: Province) -> None:
        self.world = world
        self.first = world.office("stc", name="a")
        world.start_books(self.first, den=100, di=100)
        self.arrival = self.first.run(RegisterIncoming(DRAFT)).id
        self.paper = self.first.run(CreateOutgoing(PAPER)).id
        self.second = world.office("stc", name="b", roles=("clerk",))
        self.together()

    @property
    def offices(self) -> tuple[Office, Office]:
        return self.first, self.second

    def together(self) -> None:
        for office in self.offices * 2:
            office.sync()

    def dispute(self, office: Office) -> Dispute:
        with office.read() as connection:
            (found,) = open_disputes(connection)
        return found

    def settle(self, outcome: str) -> None:
        """By the second PC, which made the parked side."""
        found = self.dispute(self.second)
        self.second.run(settling(found.row.values, found.row.id, outcome, "Đã hỏi lại"))
        self.second.sync()
        self.together()


def field_clash(pair: Pair) -> None:
    pair.first.run(EditIncoming(pair.arrival, {"subject": "một"}))
    pair.second.run(EditIncoming(pair.arrival, {"subject": "hai"}))


def workflow_clash(pair: Pair) -> None:
    pair.first.run(IssueOutgoing(pair.paper))
    pair.second.run(EditOutgoing(pair.paper, {"subject": "chưa thấy đã phát hành"}))


def edited_after_removal(pair: Pair) -> None:
    pair.first.run(RemoveIncoming(pair.arrival, "Nhập nhầm"))
    pair.second.run(EditIncoming(pair.arrival, {"subject": "hai"}))


def record_invalid(pair: Pair) -> None:
    pair.world.clock.forward(days=30)
    pair.first.run(CorrectArrivalDate(pair.arrival, date(2026, 9, 16), "Ghi nhầm", confirmed=True))
    pair.second.run(EditIncoming(pair.arrival, {"due_date": "2026-09-15"}))


def disputed_number(pair: Pair) -> None:
    pair.first.run(RegisterIncoming(DRAFT))  # 102, not sent: the PC is believed to be lost
    stated = Stated(2026, 101, "Trần Thị Hoa", "Máy không bật được")
    pair.world.hub.revoke_lease("stc", "den", stated, to_device=pair.second.who.device)
    pair.second.sync()
    pair.second.run(RegisterIncoming(DRAFT))  # 102 again
    pair.second.sync()


def issued_twice(pair: Pair) -> None:
    pair.first.run(IssueOutgoing(pair.paper))  # 101, not sent
    stated = Stated(2026, 101, "Trần Thị Hoa", "Máy không bật được")
    pair.world.hub.revoke_lease("stc", "di", stated, to_device=pair.second.who.device)
    pair.second.sync()
    pair.second.run(IssueOutgoing(pair.paper))  # 102
    pair.first.sync()


def item_for_closed_file(pair: Pair) -> None:
    fields = {"file_notation": "01", "title": "Dự toán năm 2026", "maintenance": "10 năm"}
    opened = pair.first.run(OpenCaseFile(fields))
    pair.together()
    pair.first.run(CloseCaseFile(opened.id))
    pair.second.run(AddToCaseFile(opened.id, (pair.arrival,)))


MADE: tuple[Callable[[Pair], None], ...] = (
    field_clash,
    workflow_clash,
    edited_after_removal,
    record_invalid,
    disputed_number,
    issued_twice,
    item_for_closed_file,
)


@pytest.fixture(params=MADE, ids=lambda made: made.__name__)
def clash(world: Province, request: pytest.FixtureRequest) -> tuple[str, Pair]:
    """Two people did what does not go together; both know of it."""
    pair = Pair(world)
    request.param(pair)
    pair.together()
    return request.param.__name__, pair


def test_each_kind_is_made_here() -> None:
    assert {made.__name__ for made in MADE} == set(CONFLICT_KINDS)


def test_it_is_one_conflict_of_its_kind_on_both_pcs(clash: tuple[str, Pair]) -> None:
    kind, pair = clash
    assert [pair.dispute(office).row.values["kind"] for office in pair.offices] == [kind, kind]


def test_both_sides_are_shown_with_who_wrote_them(clash: tuple[str, Pair]) -> None:
    _, pair = clash
    dispute = pair.dispute(pair.first)
    assert [side.place for side in dispute.sides] == [1, 2]
    assert dispute.sides[1].who == "Phạm Thị Hoa"
    assert dispute.sides[1].device in (1, 2)


@pytest.mark.parametrize("outcome", ["first", "other", "both"])
def test_it_is_settled_every_way_that_is_possible(clash: tuple[str, Pair], outcome: str) -> None:
    kind, pair = clash
    if outcome not in pair.dispute(pair.second).outcomes:
        with pytest.raises(RuleViolation, match="outcome_not_possible"):
            pair.settle(outcome)
        return
    if (kind, outcome) == ("record_invalid", "other"):
        with pytest.raises(RuleViolation, match="due_before_arrival"):
            pair.settle(outcome)
        return
    pair.settle(outcome)
    with pair.first.read() as connection:
        assert open_disputes(connection) == []
    assert [verify(one.store, one.who).findings for one in pair.offices] == [(), ()]
    assert pair.world.hub.check().findings == ()
    for office in pair.offices:
        with office.read() as connection:
            assert connection.execute("SELECT count(*) FROM overlay").fetchone() == (0,)

"""What became of own work, however and in whatever order a PC learns it: nothing stays lying."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from common.errors import RuleViolation
from desktop.commands.conflicts import settling
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.office import Office, open_office
from desktop.queries import cases, conflicts
from desktop.queries.own_work import own_work_on
from desktop.store import pending, view
from desktop.store.restoration import restore
from desktop.store.vault import unlock
from desktop.store.verification import verify
from sync_server.hub.deciding import Decision
from sync_server.services.judging import grant_key
from sync_server.services.server_acts import act, difference
from tests.helpers.offices import PASSWORD
from tests.helpers.province import Cable, Province, province
from tests.helpers.seeded import SeededRandom

ENTITY = "incoming_document"
ARRIVAL = {"organ_name": "UBND tỉnh", "subject": "cũ", "code_number": "12"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


class Scene:
    """Two PCs of one office that both see an arrival; the second works without a network."""

    def __init__(self, world: Province) -> None:
        self.world = world
        self.first = world.office("stc", name="a")
        world.start_books(self.first, den=1)
        self.id = self.first.run(RegisterIncoming(ARRIVAL)).id
        self.second = world.office("stc", name="b", roles=("clerk",))
        self.first.sync()
        self.second.sync()

    @property
    def cable(self) -> Cable:
        return self.world.cables["b"]

    def end_role(self) -> None:
        """The second person is no clerk any more; their PC does not know."""
        who = self.second.who
        with self.world.hub.core.scope(who.office_scope) as work:
            ended = difference(work, *grant_key(who.user_id, "clerk"), {"ended": True})
            assert ended
            act(work, "enrol_person", [ended])

    def edit(self, office: Office, **fields: Any) -> str:
        return office.run(EditIncoming(self.id, fields)).changeset

    def together(self) -> None:
        for office in (self.first, self.second, self.first, self.second):
            office.sync()

    def fates(self) -> list[str]:
        """Of what the second PC did, oldest first."""
        with self.second.read() as connection:
            own = pending.after(connection, self.second.who.office_scope, 0, 100)
        return [str(one.fate) for one in own]

    def shown(self, office: Office) -> dict[str, Any]:
        with office.read() as connection:
            row = view.get(connection, ENTITY, self.id)
        assert row
        return row.values

    def conflict(self, office: Office) -> view.Row:
        with office.read() as connection:
            (found,) = conflicts.open_disputes(connection)
        return found.row

    def settle(self, by: str, outcome: str) -> None:
        """From this PC, from another, or from the centre."""
        if by == "centre":
            found = self.conflict(self.second).id
            self.world.hub.settle_conflict(found, Decision(outcome, "Đã hỏi"), asked=True)
            return
        office = self.second if by == "this" else self.first
        row = self.conflict(office)
        office.run(settling(row.values, row.id, outcome, "Đã hỏi"))

    def lies_nothing(self) -> bool:
        """Whether both stores are sound and show just what the server told them."""
        return all(_is_settled(office) for office in (self.first, self.second))


def _is_settled(office: Office) -> bool:
    with office.read() as connection:
        (left,) = connection.execute("SELECT count(*) FROM overlay").fetchone()
    return not left and verify(office.store, office.who).findings == ()


@pytest.fixture
def scene(world: Province) -> Scene:
    return Scene(world)


def rebuilt(scene: Scene) -> None:
    """The second PC's database is lost and made anew from the second file."""
    folder = Path(scene.second.store.folder)
    scene.second.close()
    scene.world.offices.remove(scene.second)
    (folder / "store.db").unlink()
    restore(folder, unlock(folder, "vt.b", PASSWORD), random=SeededRandom(7))
    scene.second = open_office(
        folder,
        "vt.b",
        PASSWORD,
        lambda _: scene.cable,
        clock=scene.world.clock,
        random=SeededRandom(8),
    )
    scene.world.offices.append(scene.second)
    scene.second.sync()


def synced(scene: Scene) -> None:
    """It hears of everything by an ordinary sync."""
    scene.second.sync()


def heard_late(scene: Scene) -> None:
    """Its next answers are lost before it hears of anything."""
    scene.cable.lose_answers = 2
    for _ in range(3):
        scene.second.sync()


Hears = Callable[[Scene], None]
HOW = pytest.mark.parametrize("hears", [synced, heard_late, rebuilt])


def quarantined_with_children(scene: Scene) -> str:
    """An edit that was quarantined, with two that go on from it; its name."""
    parent = scene.edit(scene.second, subject="một", to_places="Phòng Ngân sách")
    scene.edit(scene.second, subject="hai")
    scene.edit(scene.second, subject="ba")
    scene.end_role()
    return parent


@HOW
def test_quarantined_and_held_until_it_is_applied(scene: Scene, hears: Hears) -> None:
    parent = quarantined_with_children(scene)
    scene.second.sync()
    assert scene.fates() == ["quarantined", "held", "held"]
    assert scene.shown(scene.second)["subject"] == "ba"
    scene.world.hub.retry("stc", parent, "Khi làm vẫn là văn thư", admit=True)
    hears(scene)
    assert scene.fates() == ["applied"] * 3
    scene.together()
    assert scene.shown(scene.first)["subject"] == "ba"
    assert scene.lies_nothing()


@HOW
def test_a_case_that_is_decided_before_its_answer_is_heard(scene: Scene, hears: Hears) -> None:
    parent = quarantined_with_children(scene)
    scene.cable.lose_answers = 1
    scene.second.sync()
    assert scene.fates() == ["pending"] * 3
    scene.world.hub.discard("stc", parent, "Không dùng", with_dependants=True)
    hears(scene)
    assert scene.fates() == ["discarded"] * 3
    assert scene.shown(scene.second)["subject"] == "cũ"
    scene.together()
    assert scene.lies_nothing()


@HOW
def test_discarded_with_all_that_went_on_from_it(scene: Scene, hears: Hears) -> None:
    parent = quarantined_with_children(scene)
    scene.second.sync()
    scene.world.hub.discard("stc", parent, "Không dùng", with_dependants=True)
    hears(scene)
    assert scene.fates() == ["discarded"] * 3
    assert scene.shown(scene.second)["subject"] == "cũ"
    with scene.second.read() as connection:
        told = [one.row.values["code"] for one in cases.cases_of(connection, scene.id)]
    assert told == ["discarded", "fell_with", "fell_with"]
    scene.together()
    assert scene.lies_nothing()


@HOW
@pytest.mark.parametrize("by", ["this", "other", "centre"])
def test_tried_again_it_is_parked_in_part_until_its_conflict_is_over(
    scene: Scene, hears: Hears, by: str
) -> None:
    name = scene.edit(scene.second, subject="của B", to_places="Phòng Ngân sách")
    scene.end_role()
    scene.second.sync()
    scene.edit(scene.first, subject="của A")
    scene.first.sync()
    scene.world.hub.retry("stc", name, "Khi làm vẫn là văn thư", admit=True)
    hears(scene)
    scene.first.sync()
    assert scene.fates() == ["parked"]
    assert scene.shown(scene.second)["subject"] == "của B"
    with scene.second.read() as connection:
        (work,) = own_work_on(connection, ENTITY, scene.id)
    assert work.code == "parked_clash"
    if by != "this":  # the person may not settle any more, but for their own value
        scene.settle(by, "other")
    else:
        scene.settle("other", "first")
    scene.together()
    assert scene.fates() == ["applied"]
    assert scene.shown(scene.second)["to_places"] == "Phòng Ngân sách"
    assert scene.lies_nothing()


@HOW
@pytest.mark.parametrize("by", ["this", "other", "centre"])
@pytest.mark.parametrize(("outcome", "became"), [("first", "discarded"), ("other", "applied")])
def test_parked_whole_until_its_conflict_is_settled(
    scene: Scene, hears: Hears, by: str, outcome: str, became: str
) -> None:
    scene.first.run(RemoveIncoming(scene.id, "Nhập nhầm"))
    scene.first.sync()
    scene.edit(scene.second, subject="của B")
    scene.edit(scene.second, subject="của B, sửa tiếp")
    scene.second.sync()
    assert scene.fates() == ["parked", "held"]
    scene.first.sync()
    scene.settle(by, outcome)
    if by == "other":
        scene.first.sync()
    hears(scene)
    scene.together()
    assert scene.fates()[:2] == [became, became]
    assert scene.shown(scene.second) == scene.shown(scene.first)
    assert scene.lies_nothing()


@HOW
@pytest.mark.parametrize("by", ["this", "other", "centre"])
@pytest.mark.parametrize("outcome", ["first", "other"])
def test_a_parked_value_until_its_conflict_is_settled(
    scene: Scene, hears: Hears, by: str, outcome: str
) -> None:
    scene.edit(scene.first, subject="của A")
    scene.edit(scene.second, subject="của B")
    scene.together()
    assert scene.fates() == ["parked"]
    scene.settle(by, outcome)
    if by == "other":
        scene.first.sync()
    hears(scene)
    scene.together()
    assert scene.fates()[0] == "applied"
    stands = "của A" if outcome == "first" else "của B"
    assert [scene.shown(one)["subject"] for one in (scene.first, scene.second)] == [stands] * 2
    assert scene.lies_nothing()


def test_a_settlement_is_shown_at_once_and_waits_to_be_sent(scene: Scene) -> None:
    scene.edit(scene.first, subject="của A")
    scene.edit(scene.second, subject="của B")
    scene.together()
    scene.cable.pulled = True
    found = scene.conflict(scene.second)
    scene.settle("this", "first")
    with scene.second.read() as connection:
        assert conflicts.open_disputes(connection) == []
        told = conflicts.dispute(connection, found.id)
    assert told
    assert [str(fate) for fate in told.fates] == ["pending"]
    assert scene.shown(scene.second)["subject"] == "của A"


def test_resolution_races_with_edit(scene: Scene) -> None:
    """Naive: as the server; or the refused settlement is not told to who made it."""
    scene.edit(scene.first, subject="của A")
    scene.edit(scene.second, subject="của B")
    scene.together()
    scene.edit(scene.second, subject="của B, sửa thêm")
    scene.settle("other", "first")
    scene.second.sync()
    scene.together()
    now_ms = 2_000_000_000_000
    with scene.first.read() as connection:
        told = cases.counts(connection, scene.first.who.device, now_ms)
        (open_again,) = conflicts.open_disputes(connection, scene.id)
        (case,) = cases.cases_of(connection, scene.id)
    assert told.settlements_refused == 1
    assert [side.value for side in open_again.sides] == ["của A", "của B, sửa thêm"]
    assert case.row.values["code"] == "side_added"


def test_a_form_that_saw_other_sides_settles_nothing(scene: Scene) -> None:
    scene.edit(scene.first, subject="của A")
    scene.edit(scene.second, subject="của B")
    scene.together()
    seen = scene.conflict(scene.first)
    scene.edit(scene.second, subject="của B, sửa thêm")
    scene.together()
    command = settling(seen.values, seen.id, "other", "Đã hỏi", base=seen.heads)
    with pytest.raises(RuleViolation, match="side_added"):
        scene.first.run(command)

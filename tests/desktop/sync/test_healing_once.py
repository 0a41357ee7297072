"""Healing is done once for a head, disturbs nobody, and never becomes a storm (R13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from common.changes.digest import EMPTY, moved
from common.changes.record import record_hash
from common.errors import ProtocolFault
from common.protocol.messages import DigestAnswer, Row, SyncAnswer
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.events import SyncStateChanged
from desktop.store import base, layers, recount, view
from desktop.sync.state import SyncReport
from tests.desktop.sync.test_engine import DECISION
from tests.helpers.damaged_office import ARRIVAL, DamagedOffice
from tests.helpers.province import province
from tests.simulation.power import SYNC_POINTS, Fuse, PowerCut, lay_failpoints


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DamagedOffice]:
    with province(tmp_path) as made:
        yield DamagedOffice(made)


# ── once, and in peace ───────────────────────────────────────────────────────


def test_a_sound_base_costs_no_question_also_when_the_week_is_over(world: DamagedOffice) -> None:
    for _ in range(3):
        world.let_a_week_pass()
        assert (world.sync(), world.cable.requests) == (SyncReport(), 1)
    assert world.evidence() == []


def test_the_base_is_counted_once_a_week(world: DamagedOffice) -> None:
    world.let_a_week_pass()
    world.sync()
    world.flip(world.arrivals[0])
    world.province.clock.forward(days=6)
    assert world.sync().healed == 0
    world.province.clock.forward(days=2)
    assert world.sync().healed == 1


def test_a_clock_that_was_put_back_does_not_end_the_counting(world: DamagedOffice) -> None:
    world.province.clock.forward(days=3_000)
    world.sync()
    world.flip(world.arrivals[0])
    world.province.clock.forward(days=-2_999)
    assert world.sync().healed == 1


def spoil_roots(answer: Any) -> Any:
    """A server whose digests are wrong, whatever it holds."""
    if not isinstance(answer, SyncAnswer):
        return answer
    scopes = [msgspec.structs.replace(one, digest=b"\7" * 32) for one in answer.scopes]
    return msgspec.structs.replace(answer, scopes=scopes)


def spoil_sums(answer: Any) -> Any:
    """And whose sums are wrong too."""
    if isinstance(answer, DigestAnswer):
        return msgspec.structs.replace(answer, sums=[bytes(len(s)) for s in answer.sums])
    return spoil_roots(answer)


def spoil_rows(answer: Any) -> Any:
    """And that gives damaged records, without an end."""
    answer = spoil_sums(answer)
    if not isinstance(answer, DigestAnswer):
        return answer
    rows = [
        msgspec.structs.replace(one, row=msgspec.structs.replace(one.row, values=b"\x80"))
        for one in answer.rows
    ]
    return msgspec.structs.replace(answer, rows=rows, more=True)


@pytest.mark.parametrize("spoil", [spoil_roots, spoil_sums, spoil_rows])
def test_a_server_that_is_always_wrong_is_asked_once_for_each_head(
    world: DamagedOffice, spoil: Callable[[Any], Any]
) -> None:
    world.cable.told = spoil
    first = world.sync()
    assert (first.healed, set(first.differs)) == (0, {world.scope, "catalog"})
    asked = len(world.cable.compared)
    assert 2 <= asked <= 40
    for _ in range(5):
        assert (world.sync(), world.cable.requests) == (SyncReport(), 1)
    assert world.office.status().differing == ("catalog", world.scope)
    world.office.run(RegisterIncoming(ARRIVAL))
    report = world.sync()  # the office's scope has a new head, the catalog has not
    assert (report.pushed, report.waiting, report.differs) == (1, 0, (world.scope,))
    assert len(world.cable.compared) < asked
    world.cable.told = lambda answer: answer
    world.sync()
    assert world.office.status().differing == ()
    world.assert_sound()


def test_what_cannot_be_healed_is_said_once(world: DamagedOffice) -> None:
    heard: list[str] = []
    world.office.events.subscribe(
        lambda event: heard.append(event.detail) if isinstance(event, SyncStateChanged) else None
    )
    world.cable.told = spoil_roots
    for _ in range(3):
        world.sync()
    assert [detail for detail in heard if detail] == ["base_differs"]


def test_a_head_that_stands_still_has_its_next_turn_after_a_week(world: DamagedOffice) -> None:
    for expected in (1, 0):
        world.flip(world.arrivals[0])
        world.let_a_week_pass()
        assert world.sync().healed == 1
        world.flip(world.arrivals[1])
        world.sum_up()
        assert world.sync().healed == 0, expected
        world.let_a_week_pass()
        assert world.sync().healed == 1


def test_a_server_that_seems_to_have_lost_much_empties_no_base(world: DamagedOffice) -> None:
    world.add_ghosts(60)
    world.sum_up()
    report = world.sync()
    assert (report.healed, report.differs) == (0, (world.scope,))
    with world.office.read() as connection:
        assert recount.of(connection, world.scope).rows > 60


def test_a_refused_comparison_stops_no_sync(
    world: DamagedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(answer: Any) -> Any:
        if isinstance(answer, DigestAnswer):
            raise ProtocolFault("request_malformed")
        return answer

    world.flip(world.arrivals[0])
    world.sum_up()
    world.cable.told = refuse
    world.office.run(RegisterIncoming(ARRIVAL))
    report = world.sync()
    assert (report.pushed, report.waiting, report.differs) == (1, 0, (world.scope,))
    assert (world.sync(), world.cable.requests) == (SyncReport(), 1)


def test_a_line_that_goes_while_comparing_leaves_it_to_the_next_sync(world: DamagedOffice) -> None:
    world.flip(world.arrivals[0])
    world.let_a_week_pass()
    world.cable.meanwhile = lambda: setattr(world.cable, "pulled", True)
    assert world.sync().offline == "offline"
    world.cable.meanwhile = lambda: None
    world.cable.pulled = False
    assert world.sync().healed == 1
    world.assert_sound()


def test_digest_with_old_schema_no_storm(
    world: DamagedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older client hashes the bytes of what it does not know, and neither alarms nor asks.

    Naive: it sums only what it understands (R13).
    """
    known = view.entity_named
    monkeypatch.setattr(
        view, "entity_named", lambda name: None if name == "delivery" else known(name)
    )
    sender = world.province.office("vpubnd")
    world.province.start_books(sender, di=88)
    draft = sender.run(CreateOutgoing(DECISION))
    sender.run(IssueOutgoing(draft.id))
    sender.run(SendOutgoing(draft.id, ("stc",)))
    sender.sync()
    world.province.hub.deliver_post()
    assert world.sync().pulled > 0
    for _ in range(3):
        world.let_a_week_pass()
        assert (world.sync(), world.cable.requests) == (SyncReport(), 1)
    world.damage("UPDATE base SET content = x'80' WHERE entity = 'delivery'")
    world.let_a_week_pass()
    assert (world.sync().healed, world.rows_sent) == (1, 1)
    assert world.sync() == SyncReport()
    world.assert_sound()


# ── others and own work meanwhile ────────────────────────────────────────────


def test_where_the_log_goes_on_the_next_head_is_compared(world: DamagedOffice) -> None:
    other = world.province.office("stc", name="hai")
    world.sync()
    others = iter([lambda: other.run(CreateOutgoing(DECISION)) and other.sync()])
    world.cable.meanwhile = lambda: next(others, lambda: None)()
    world.flip(world.arrivals[0])
    world.let_a_week_pass()
    report = world.sync()
    assert (report.pulled, report.healed) == (1, 1)
    assert [answer.moved for answer in world.cable.compared] == [True, False, False, False]
    world.assert_sound()


def test_a_log_that_always_goes_on_is_left_to_the_next_sync(world: DamagedOffice) -> None:
    other = world.province.office("stc", name="hai")
    world.sync()
    world.cable.meanwhile = lambda: other.run(CreateOutgoing(DECISION)) and other.sync()
    world.flip(world.arrivals[0])
    world.let_a_week_pass()
    report = world.sync()
    assert (report.healed, report.differs, len(world.cable.compared)) == (0, (), 2)
    world.cable.meanwhile = lambda: None
    assert world.sync().healed == 1
    world.assert_sound()


def test_own_work_that_waits_is_neither_counted_nor_touched(world: DamagedOffice) -> None:
    edited = world.arrivals[0]
    own = iter([EditIncoming(edited, {"subject": "của tôi"})])
    world.cable.meanwhile = lambda: [world.office.run(one) for one in own]
    world.flip(edited)
    world.let_a_week_pass()
    report = world.sync()
    world.cable.meanwhile = lambda: None
    assert (report.healed, report.differs) == (1, ())
    with world.office.read() as connection:
        row = view.get(connection, "incoming_document", edited)
        assert layers.differences(connection, world.scope) == []
    assert row
    assert row.values["subject"] == "của tôi"
    assert world.office.status().unsent > 0
    world.sync()
    assert world.office.status().unsent == 0
    world.assert_sound()


def test_own_work_beside_a_sound_base_is_no_difference(world: DamagedOffice) -> None:
    world.cable.pulled = True
    world.office.run(RegisterIncoming(ARRIVAL))
    world.office.run(EditIncoming(world.arrivals[0], {"subject": "chưa gửi"}))
    with world.office.read() as connection:
        state = base.scope_state(connection, world.scope)
        hashes = [
            record_hash(r.entity, r.id, r.values, r.heads)
            for r in base.rows(connection, world.scope)
        ]
    assert state.digest == moved(EMPTY, (), hashes)
    world.cable.pulled = False
    assert world.sync().healed == 0
    assert world.cable.compared == []


@pytest.mark.parametrize("point", SYNC_POINTS)
@pytest.mark.parametrize("count", range(1, 6))
def test_power_that_goes_while_healing_leaves_all_or_nothing(
    world: DamagedOffice, point: str, count: int
) -> None:
    fuse = Fuse()
    lay_failpoints(world.office.store, fuse)
    world.flip(world.arrivals[0])
    world.damage("DELETE FROM base WHERE id = ?", world.arrivals[1])
    world.add_ghosts(1)
    world.let_a_week_pass()
    fuse.arm(point, count)
    try:
        world.sync()
    except PowerCut:
        assert fuse.blown
    fuse.disarm()
    world.sync()
    assert sorted(problem for _, problem in world.evidence()) == ["bytes", "missing", "surplus"]
    world.assert_sound()


def test_damaged_rows_of_the_server_are_left_where_they_are(world: DamagedOffice) -> None:
    def spoil(answer: Any) -> Any:
        if not isinstance(answer, DigestAnswer):
            return answer
        rows = [
            msgspec.structs.replace(one, row=Row(one.row.entity, one.row.id, 1, b"\x80", b"\x80"))
            for one in answer.rows
        ]
        return msgspec.structs.replace(answer, rows=rows)

    world.cable.told = spoil
    world.flip(world.arrivals[0])
    world.let_a_week_pass()
    report = world.sync()
    assert report.differs == (world.scope,)
    with world.office.read() as connection:
        row = view.get(connection, "incoming_document", world.arrivals[0])
    assert row
    assert row.values["subject"] == ARRIVAL["subject"]
    world.cable.told = lambda answer: answer
    world.office.run(RegisterIncoming(ARRIVAL))
    assert world.sync().healed == 1
    world.assert_sound()

"""Damage of the base is found, healed from the server's bytes, and remembered (R13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.changes.record import Key, record_hash
from common.crypto.signing import SigningKey
from desktop.commands.incoming import EditIncoming
from desktop.events import Changed
from desktop.store import base, repairs
from desktop.store.repairs import KEPT_MAX, Problem
from desktop.sync import mending
from desktop.sync.http_api import HttpApi
from sync_server.app import create_app
from sync_server.settings import Settings
from tests.helpers.damaged_office import GHOST, DamagedOffice
from tests.helpers.hubs import server_rows
from tests.helpers.province import province
from tests.helpers.served import served


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DamagedOffice]:
    with province(tmp_path) as made:
        yield DamagedOffice(made)


# ── what is found, and what it costs ─────────────────────────────────────────


def test_one_flipped_byte_costs_three_questions_and_brings_one_record(world: DamagedOffice) -> None:
    world.flip(world.arrivals[1])
    world.let_a_week_pass()
    report = world.sync()
    assert (report.healed, report.differs) == (1, ())
    assert (len(world.cable.compared), world.rows_sent) == (3, 1)
    assert world.evidence() == [(("incoming_document", world.arrivals[1]), Problem.BYTES)]
    world.assert_sound()


def test_the_bytes_that_were_here_and_the_hash_they_should_have_are_kept(
    world: DamagedOffice,
) -> None:
    with world.office.read() as connection:
        right = base.exact(connection, ("incoming_document", world.arrivals[0]))
    world.flip(world.arrivals[0])
    with world.office.read() as connection:
        damaged = base.exact(connection, ("incoming_document", world.arrivals[0]))
    world.let_a_week_pass()
    world.sync()
    with world.office.read() as connection:
        (kept,) = repairs.newest(connection)
    assert right
    assert damaged
    assert (kept.content, kept.heads, kept.scope) == (damaged.values, damaged.heads, world.scope)
    assert kept.expected == record_hash(right.entity, right.id, right.values, right.heads)


def test_a_missing_record_comes_back_and_is_shown(world: DamagedOffice) -> None:
    world.damage("DELETE FROM base WHERE id = ?", world.arrivals[2])
    world.damage("DELETE FROM incoming_document WHERE id = ?", world.arrivals[2])
    world.sum_up()
    report = world.sync()
    assert (report.healed, len(world.cable.compared), world.rows_sent) == (1, 3, 1)
    assert world.evidence() == [(("incoming_document", world.arrivals[2]), Problem.MISSING)]
    world.assert_sound()


def test_a_record_that_the_server_does_not_have_is_taken_out(world: DamagedOffice) -> None:
    world.add_ghosts(1)
    world.sum_up()
    report = world.sync()
    assert (report.healed, len(world.cable.compared), world.rows_sent) == (1, 3, 0)
    assert world.evidence() == [(("incoming_document", GHOST), Problem.SURPLUS)]
    world.assert_sound()


def test_damage_in_the_hash_alone_is_healed_without_a_question(world: DamagedOffice) -> None:
    world.damage("UPDATE base SET hash = zeroblob(32) WHERE id = ?", world.arrivals[0])
    world.let_a_week_pass()
    assert (world.sync().healed, world.cable.requests) == (1, 1)
    assert world.evidence() == [(("incoming_document", world.arrivals[0]), Problem.HASH)]
    world.assert_sound()


def test_a_damaged_hash_shows_when_its_record_changes(world: DamagedOffice) -> None:
    world.damage("UPDATE base SET hash = zeroblob(32) WHERE id = ?", world.arrivals[0])
    world.office.run(EditIncoming(world.arrivals[0], {"subject": "đã sửa"}))
    report = world.sync()
    assert (report.healed, len(world.cable.compared)) == (1, 0)
    assert world.evidence() == [(("", world.scope), Problem.DIGEST)]
    world.assert_sound()


def test_a_damaged_digest_is_counted_anew(world: DamagedOffice) -> None:
    world.damage("UPDATE scopes SET digest = zeroblob(32) WHERE scope = ?", world.scope)
    assert (world.sync().healed, world.cable.requests) == (1, 1)
    world.assert_sound()


def test_a_base_that_is_damaged_all_over_is_healed_in_pieces(
    world: DamagedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "HELD_PER_QUESTION", 5)
    world.damage("UPDATE base SET heads = x'80' WHERE scope = ?", world.scope)
    world.sum_up()
    count = len(server_rows(world.province.hub, world.scope))
    assert count > 10
    assert (world.sync().healed, world.rows_sent) == (count, count)
    world.assert_sound()


def test_rows_of_one_bucket_may_come_in_several_answers(world: DamagedOffice) -> None:
    world.damage("DELETE FROM base WHERE entity = 'incoming_document'")
    world.sum_up()
    world.office.engine._batching.size_bytes = 1
    world.office.engine._batching.succeeded = lambda: None  # type: ignore[method-assign]
    assert world.sync().healed == len(world.arrivals)
    assert all(len(answer.rows) <= 1 for answer in world.cable.compared)
    world.assert_sound()


def test_the_catalog_is_healed_too(world: DamagedOffice) -> None:
    world.damage("UPDATE base SET content = x'80' WHERE scope = 'catalog' AND entity = 'office'")
    world.let_a_week_pass()
    assert world.sync().healed == 2
    with world.office.read() as connection:
        held = {(row.entity, row.id): row for row in base.rows(connection, "catalog")}
    assert held == server_rows(world.province.hub, "catalog")


def test_a_view_that_was_altered_is_made_anew_weekly(world: DamagedOffice) -> None:
    world.damage("UPDATE incoming_document SET subject = 'khác' WHERE id = ?", world.arrivals[3])
    world.let_a_week_pass()
    assert (world.sync().healed, world.cable.requests) == (1, 1)
    assert world.evidence() == [(("incoming_document", world.arrivals[3]), Problem.VIEW)]
    world.assert_sound()


def test_healed_records_are_announced(world: DamagedOffice) -> None:
    heard: list[Key] = []
    world.office.events.subscribe(
        lambda event: heard.extend(event.keys if isinstance(event, Changed) else ())
    )
    world.flip(world.arrivals[1])
    world.let_a_week_pass()
    world.sync()
    assert heard == [("incoming_document", world.arrivals[1])]


def test_damage_is_healed_over_http(world: DamagedOffice, tmp_path: Path) -> None:
    who = world.office.who
    with served(create_app(world.province.hub, Settings(data=tmp_path))) as address:
        key = SigningKey.from_bytes(who.signing_seed)
        over_http = HttpApi(address, who.device, key, who.server_public)
        world.cable._api = over_http
        world.flip(world.arrivals[1])
        world.let_a_week_pass()
        assert (world.sync().healed, world.rows_sent) == (1, 1)
        over_http.close()
    world.assert_sound()


def test_the_evidence_is_bounded_and_the_newest_stays(world: DamagedOffice) -> None:
    with world.office.store.write() as connection:
        for number in range(KEPT_MAX + 3):
            one = repairs.Repair(number, world.scope, "delivery", str(number), Problem.VIEW)
            repairs.note(connection, [one])
        assert repairs.count(connection) == KEPT_MAX
        assert repairs.newest(connection)[0].found_at_ms == KEPT_MAX + 2


def test_bytes_can_be_taken_out_of_the_evidence_by_order(world: DamagedOffice) -> None:
    for damaged in world.arrivals[:2]:
        world.flip(damaged)
    world.let_a_week_pass()
    world.sync()
    with world.office.store.write() as connection:
        repairs.erase(connection, [("incoming_document", world.arrivals[0])])
        kept = {one.id: one for one in repairs.newest(connection)}
    erased, other = (kept[one] for one in world.arrivals[:2])
    assert (erased.content, erased.heads, erased.expected) == (None, None, b"")
    assert erased.problem is Problem.BYTES
    assert other.content
    assert other.expected


def test_status_counts_what_was_healed(world: DamagedOffice) -> None:
    assert world.office.status().healed == 0
    world.flip(world.arrivals[0])
    world.let_a_week_pass()
    world.sync()
    assert world.office.status().healed == 1

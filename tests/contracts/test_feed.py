"""Pulls: pages, positions, cursors of another history, and the digest they are checked with."""

from __future__ import annotations

from common.protocol.messages import Cursor, Position, Row, ScopeAnswer
from sync_server.db import cursors, tables
from sync_server.db.engine import reading, writing
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.hubs import scope_row, server_rows


def all_pages(pc: FakePc, rows_bytes_max: int) -> list[list[Row]]:
    """The pages of a pull, nothing promoted."""
    answer = pc.exchange(rows_bytes_max=rows_bytes_max)
    pages = [answer.page.rows]
    while answer.page.position:
        answer = pc.exchange(position=answer.page.position, rows_bytes_max=rows_bytes_max)
        pages.append(answer.page.rows)
    return pages


def test_pages_of_one_row_each_equal_one_big_page(hub: Hub) -> None:
    first, second = two_clerks(hub)
    for _ in range(5):
        first.register()
    first.sync()
    small = all_pages(second, 1)
    (big,) = all_pages(second, 1_000_000)
    assert [len(page) for page in small] == [1] * len(big)
    assert [page[0] for page in small] == big


def test_rows_come_in_the_order_of_the_log(hub: Hub) -> None:
    first, second = two_clerks(hub)
    for _ in range(5):
        first.register()
    first.sync()
    rows = [row for page in all_pages(second, 300) for row in page]
    places = [(row.seq, row.entity, row.id) for row in rows]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_a_page_keeps_to_its_size_but_is_never_empty(hub: Hub) -> None:
    first, second = two_clerks(hub)
    for n in range(6):
        first.register("x" * (400 * n))
    first.sync()
    for page in all_pages(second, 1000):
        assert len(page) == 1 or sum(len(row.values) + len(row.heads) for row in page) <= 1000


def test_a_pull_ends_at_the_head_of_its_last_page(hub: Hub) -> None:
    """Scenario `torn_action_across_pages`: what moves during a pull is whole where it ends."""
    first, second = two_clerks(hub)
    early = [first.register(f"số {n}") for n in range(3)]
    first.sync()
    answer = second.exchange(rows_bytes_max=1)
    first.edit(early[2], subject="đổi trong khi kéo")
    first.register("mới trong khi kéo")
    first.sync()
    staged = list(answer.page.rows)
    while answer.page.position:
        answer = second.exchange(position=answer.page.position, rows_bytes_max=1)
        staged += answer.page.rows
    second.base.update({(row.entity, row.id): row for row in staged})
    assert answer.page.head is not None
    assert answer.page.head.seq == scope_row(hub, second.scope).seq
    assert answer.digest == scope_row(hub, second.scope).digest
    assert second.base == server_rows(hub, second.scope)


def unknown(pc: FakePc, cursor: Cursor) -> ScopeAnswer:
    """Ask with a cursor that the server cannot know; everything comes again."""
    pc.cursor = cursor
    answer = pc.exchange()
    assert answer.problem == "cursor_unknown"
    return answer


def test_a_cursor_of_another_incarnation_starts_anew(hub: Hub) -> None:
    pc = enrolled(hub)
    everything = set(pc.base.values())
    assert pc.cursor
    answer = unknown(pc, Cursor("0" * 16, pc.cursor.seq, pc.cursor.hash))
    assert set(answer.page.rows) == everything


def test_a_cursor_with_another_hash_starts_anew(hub: Hub) -> None:
    pc = enrolled(hub)
    assert pc.cursor
    unknown(pc, Cursor(pc.cursor.incarnation, pc.cursor.seq, bytes(32)))
    unknown(pc, Cursor(pc.cursor.incarnation, 1, bytes(32)))


def test_a_cursor_past_the_head_starts_anew(hub: Hub) -> None:
    pc = enrolled(hub)
    assert pc.cursor
    unknown(pc, Cursor(pc.cursor.incarnation, pc.cursor.seq + 1, pc.cursor.hash))


def test_a_device_with_an_unknown_cursor_replaces_its_base(hub: Hub) -> None:
    pc = enrolled(hub)
    assert pc.cursor
    pc.base["incoming_document", "ghost"] = next(iter(pc.base.values()))
    pc.cursor = Cursor("0" * 16, pc.cursor.seq, pc.cursor.hash)
    answer = pc.sync()
    assert pc.base == server_rows(hub, pc.scope)
    assert pc.digest() == answer.digest


def test_an_older_cursor_of_this_history_is_known(hub: Hub) -> None:
    pc = enrolled(hub)
    older = pc.cursor
    pc.register()
    pc.sync()
    pc.cursor = older
    answer = pc.exchange()
    assert answer.problem == ""
    assert {row.entity for row in answer.page.rows} == {"incoming_document", "number"}


def test_what_a_device_has_confirmed_never_goes_back(hub: Hub) -> None:
    pc = enrolled(hub)
    older = pc.cursor
    for _ in range(2):
        pc.register()
        pc.sync()
    assert pc.cursor
    latest = pc.cursor.seq
    pc.sync()
    pc.cursor = older
    pc.outgoing()
    pc.exchange(pc.segment())
    with reading(hub.core.engine) as conn:
        assert cursors.confirmed(conn, pc.scope, pc.device) == latest


def test_a_position_beyond_the_log_starts_anew(hub: Hub) -> None:
    pc = enrolled(hub)
    for position in (
        Position(10**30, "a", "b", 10**30),
        Position(0, "a", "b", 10**6),
        Position(-1, "a", "b", 1),
        Position(0, "\0", "b", 1),
    ):
        if position.seq < 2**63:  # what travels is no longer than that
            assert pc.exchange(position=position).problem == "cursor_unknown"


def test_a_push_is_taken_beside_an_unknown_cursor(hub: Hub) -> None:
    pc = enrolled(hub)
    assert pc.cursor
    pc.register()
    pc.cursor = Cursor("0" * 16, 1, bytes(32))
    answer = pc.exchange(pc.segment())
    assert (answer.problem, answer.results[0].fate) == ("cursor_unknown", "applied")


def test_a_damaged_record_shows_in_the_digest(hub: Hub) -> None:
    pc, other = two_clerks(hub)
    pc.register()
    pc.sync()
    with writing(hub.core.engine) as conn:
        conn.execute(
            tables.records.update()
            .where(tables.records.c.entity == "incoming_document")
            .values(values=b"\x80")
        )
    answer = other.sync()
    assert other.digest() != answer.digest == scope_row(hub, pc.scope).digest

"""Comparing: sums by bucket, the records that differ, and never those of another head."""

from __future__ import annotations

from typing import Any

import pytest

from common.changes.digest import FANOUT, Buckets, bucket_of, differing, split, total
from common.changes.record import record_hash
from common.errors import NotAllowed, ProtocolFault
from common.protocol.messages import (
    DIGEST_TOPS_MAX,
    PROTOCOL_VERSION,
    Cursor,
    DigestAnswer,
    DigestLevel,
    DigestRequest,
    Row,
)
from sync_server.db import records, scopes
from sync_server.db.engine import snapshot
from sync_server.hub.hub import Hub
from sync_server.services import digests
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.hubs import scope_row


def ask(pc: FakePc, level: int, *buckets: int, **more: Any) -> DigestAnswer:
    assert pc.cursor
    asked = {"scope": pc.scope, "cursor": pc.cursor, **more}
    return pc.api.digest(
        DigestRequest(v=PROTOCOL_VERSION, level=level, buckets=list(buckets), **asked)
    )


def hash_of(row: Row) -> bytes:
    return record_hash(row.entity, row.id, row.values, row.heads)


def buckets_of(pc: FakePc) -> Buckets:
    buckets = Buckets()
    for row in pc.base.values():
        buckets.add(row.id, hash_of(row))
    return buckets


def held(pc: FakePc, bucket: int) -> bytes:
    rows = [row for row in pc.base.values() if bucket_of(row.id) == bucket]
    return b"".join(hash_of(row) for row in rows)


def some_row(pc: FakePc) -> Row:
    return next(row for row in pc.base.values() if row.entity == "series")


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    pc = enrolled(hub)
    for _ in range(3):
        pc.register()
    pc.sync()
    return pc


def test_the_top_sums_add_up_to_the_digest_of_the_answer(hub: Hub, pc: FakePc) -> None:
    (tops,) = ask(pc, DigestLevel.TOPS).sums
    assert total(tops) == scope_row(hub, pc.scope).digest == pc.digest()
    assert tops == buckets_of(pc).tops()


def test_the_sums_below_come_in_the_order_in_which_they_were_asked(pc: FakePc) -> None:
    ours = buckets_of(pc)
    asked = [200, 3, 77]
    assert ask(pc, DigestLevel.BELOW, *asked).sums == [ours.below(top) for top in asked]


def test_a_record_with_other_bytes_is_led_to_and_comes_alone(pc: FakePc) -> None:
    right = some_row(pc)
    pc.base[right.entity, right.id] = Row(right.entity, right.id, right.seq, b"\x80", right.heads)
    ours = buckets_of(pc)
    (top,) = differing(ours.tops(), ask(pc, DigestLevel.TOPS).sums[0])
    (low,) = differing(ours.below(top), ask(pc, DigestLevel.BELOW, top).sums[0])
    bucket = top * FANOUT + low
    answer = ask(pc, DigestLevel.ROWS, bucket, held=held(pc, bucket))
    assert [(one.row, one.hash) for one in answer.rows] == [(right, hash_of(right))]
    assert split(answer.unknown) == [hash_of(pc.base[right.entity, right.id])]
    assert not answer.more


def test_a_record_that_the_device_lacks_comes(pc: FakePc) -> None:
    lacking = some_row(pc)
    del pc.base[lacking.entity, lacking.id]
    bucket = bucket_of(lacking.id)
    answer = ask(pc, DigestLevel.ROWS, bucket, held=held(pc, bucket))
    assert ([one.row for one in answer.rows], answer.unknown) == ([lacking], b"")


def test_a_record_that_the_server_lacks_is_unknown(pc: FakePc) -> None:
    ghost = Row("incoming_document", "ghost", 1, b"\x80", b"\x80")
    pc.base["incoming_document", "ghost"] = ghost
    bucket = bucket_of("ghost")
    answer = ask(pc, DigestLevel.ROWS, bucket, held=held(pc, bucket))
    assert (answer.rows, answer.unknown) == ([], hash_of(ghost))


@pytest.mark.parametrize(("rows_max", "rows_bytes_max"), [(2, 1_000_000), (500, 1)])
def test_rows_beyond_the_bounds_come_with_further_questions(
    pc: FakePc, monkeypatch: pytest.MonkeyPatch, rows_max: int, rows_bytes_max: int
) -> None:
    monkeypatch.setattr(digests, "DIGEST_ROWS_MAX", rows_max)
    buckets = {bucket_of(row.id) for row in pc.base.values()}
    came: list[Row] = []
    more = True
    while more:
        have = b"".join(hash_of(row) for row in came)
        answer = ask(pc, DigestLevel.ROWS, *buckets, held=have, rows_bytes_max=rows_bytes_max)
        assert 0 < len(answer.rows) <= rows_max
        came += [one.row for one in answer.rows]
        more = answer.more
    assert sorted(came, key=lambda row: row.id) == sorted(pc.base.values(), key=lambda row: row.id)


def test_a_log_that_went_on_is_not_compared(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.register()
    first.sync()
    for level in DigestLevel:
        assert ask(second, level) == DigestAnswer(moved=True)
    second.sync()
    assert not ask(second, DigestLevel.TOPS).moved


def test_a_cursor_of_another_history_is_not_compared(pc: FakePc) -> None:
    assert pc.cursor
    other = Cursor("0" * 16, pc.cursor.seq, pc.cursor.hash)
    assert ask(pc, DigestLevel.TOPS, cursor=other).moved


@pytest.mark.parametrize(
    ("level", "buckets", "held_bytes"),
    [
        (0, (), b""),
        (4, (), b""),
        (DigestLevel.TOPS, (1,), b""),
        (DigestLevel.BELOW, (256,), b""),
        (DigestLevel.BELOW, (-1,), b""),
        (DigestLevel.BELOW, (5, 5), b""),
        (DigestLevel.BELOW, tuple(range(DIGEST_TOPS_MAX + 1)), b""),
        (DigestLevel.ROWS, (65_536,), b""),
        (DigestLevel.ROWS, tuple(range(257)), b""),
        (DigestLevel.ROWS, (1,), b"x" * 31),
    ],
)
def test_a_question_out_of_bounds_is_malformed(
    pc: FakePc, level: int, buckets: tuple[int, ...], held_bytes: bytes
) -> None:
    with pytest.raises(ProtocolFault, match="request_malformed"):
        ask(pc, level, *buckets, held=held_bytes)


def test_another_offices_scope_is_not_compared(hub: Hub, pc: FakePc) -> None:
    other = enrolled(hub, "vpubnd")
    with pytest.raises(NotAllowed, match="scope_closed"):
        ask(pc, DigestLevel.TOPS, scope=other.scope, cursor=other.cursor)


def test_a_revoked_device_compares_nothing(hub: Hub, pc: FakePc) -> None:
    hub.revoke_device(pc.device, "Máy bị mất")
    with pytest.raises(NotAllowed, match="device_revoked"):
        ask(pc, DigestLevel.TOPS)


def test_head_digest_and_records_are_read_at_one_moment(hub: Hub, pc: FakePc) -> None:
    with snapshot(hub.core.engine) as conn:
        before = scopes.read(conn, pc.scope)
        pc.register()
        pc.sync()
        buckets = Buckets()
        for one in records.hashes(conn, pc.scope):
            buckets.add(one.id, one.hash)
        assert before
        assert buckets.root() == before.digest
    assert scope_row(hub, pc.scope).digest != before.digest


def test_a_page_and_its_digest_are_of_one_moment(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while a page is read is not half in it: the digest is that of its head."""
    first, second = two_clerks(hub)
    second.sync()  # what it has is noted: from here its pulls only read
    document = first.register()
    first.sync()
    whole = records.in_feed

    def slowly(*asked: Any, **more: Any) -> Any:
        monkeypatch.setattr(records, "in_feed", whole)
        first.edit(document, subject="đổi trong khi đọc")
        first.sync()
        return whole(*asked, **more)

    monkeypatch.setattr(records, "in_feed", slowly)
    answer = second.sync()
    assert records.in_feed is whole
    assert second.digest() == answer.digest

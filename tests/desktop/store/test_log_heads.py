"""Signed heads are kept so that another history cannot take the place of the first unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.protocol.messages import Cursor
from desktop.store import log_heads
from desktop.store.connection import Connection
from desktop.store.log_heads import KEPT_MAX, SignedHead
from desktop.store.store import Store
from tests.helpers.offices import identity, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store, _ = new_store(tmp_path / "store", identity())
    yield store
    store.close()


def head(seq: int, *, log: str = "a", history: int = 1) -> SignedHead:
    return SignedHead(Cursor(log * 32, seq, bytes([history]) * 32), bytes(64))


def kept_after(connection: Connection, heads: list[tuple[SignedHead, bool]]) -> list[int]:
    for one, continues in heads:
        log_heads.keep(connection, "catalog", one, continues=continues)
    return [one.cursor.seq for one in log_heads.kept(connection, "catalog")]


def test_the_first_and_the_newest_are_kept_and_some_between(store: Store) -> None:
    with store.write() as connection:
        seqs = kept_after(connection, [(head(seq), True) for seq in range(1, 200)])
    assert (seqs[0], seqs[-1], len(seqs)) == (1, 199, KEPT_MAX)
    assert sorted(seqs) == seqs


def test_where_a_log_ended_is_kept(store: Store) -> None:
    begun = [(head(seq), True) for seq in range(1, 6)]
    anew = [(head(seq, history=2), seq > 3) for seq in range(3, 60)]
    with store.write() as connection:
        seqs = kept_after(connection, begun + anew)
        ended = [one.cursor for one in log_heads.kept(connection, "catalog") if one.ended]
    assert ended == [head(5).cursor]
    assert seqs[-1] == 59


def test_scopes_do_not_share_their_heads(store: Store) -> None:
    with store.write() as connection:
        kept_after(connection, [(head(1), True)])
        assert log_heads.kept(connection, "office/stc") == []


@given(st.lists(st.integers(1, 50), unique=True).map(sorted))
def test_a_log_that_only_grows_contradicts_nothing(seqs: list[int]) -> None:
    assert log_heads.contradictions([head(seq) for seq in seqs]) == []


def test_a_shorter_or_another_head_of_the_same_log_is_a_contradiction() -> None:
    first = head(9)
    assert log_heads.contradictions([first, head(7)]) == [first]
    assert log_heads.contradictions([first, head(9, history=2)]) == [first]
    assert log_heads.contradictions([first, head(7, log="b")]) == []

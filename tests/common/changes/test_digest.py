"""The digest is a sum: in any order, in any bucket, taken away as it was added."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from common.changes.digest import (
    EMPTY,
    FANOUT,
    SIZE_BYTES,
    Buckets,
    bucket_of,
    differing,
    moved,
    split,
    total,
)

HASHES = st.binary(min_size=SIZE_BYTES, max_size=SIZE_BYTES)
RECORDS = st.dictionaries(st.text(max_size=8), HASHES, max_size=30)


def buckets_of(records: dict[str, bytes]) -> Buckets:
    buckets = Buckets()
    for record_id, record_hash in records.items():
        buckets.add(record_id, record_hash)
    return buckets


@given(st.lists(HASHES), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(hashes: list[bytes], random: object) -> None:
    mixed = list(hashes)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert moved(EMPTY, (), hashes) == moved(EMPTY, (), mixed)


@given(HASHES, st.lists(HASHES), st.lists(HASHES))
def test_what_is_added_and_taken_away_leaves_the_root(
    root: bytes, first: list[bytes], second: list[bytes]
) -> None:
    there = moved(root, first, second)
    assert moved(there, second, first) == root


@given(st.lists(HASHES, min_size=1))
def test_a_record_that_is_missing_changes_the_root(hashes: list[bytes]) -> None:
    assert (moved(EMPTY, (), hashes) == moved(EMPTY, (), hashes[1:])) == (hashes[0] == EMPTY)


@given(RECORDS)
def test_buckets_roll_up_to_tops_and_tops_to_the_root(records: dict[str, bytes]) -> None:
    buckets = buckets_of(records)
    root = moved(EMPTY, (), records.values())
    assert buckets.root() == root == total(buckets.tops())
    for top, their_sum in enumerate(split(buckets.tops())):
        if their_sum != EMPTY:
            assert total(buckets.below(top)) == their_sum


@given(RECORDS, RECORDS)
def test_removed_records_leave_the_buckets_of_the_others(
    kept: dict[str, bytes], gone: dict[str, bytes]
) -> None:
    buckets = buckets_of(kept)
    for record_id, record_hash in gone.items():
        buckets.add(record_id, record_hash)
    for record_id, record_hash in gone.items():
        buckets.remove(record_id, record_hash)
    assert buckets.tops() == buckets_of(kept).tops()


@given(st.text())
def test_a_records_bucket_is_the_first_two_bytes_of_its_ids_hash(record_id: str) -> None:
    first, second = hashlib.sha256(record_id.encode()).digest()[:2]
    assert bucket_of(record_id) == first * FANOUT + second


@given(RECORDS, st.data())
def test_one_changed_record_differs_in_its_bucket_alone(
    records: dict[str, bytes], data: st.DataObject
) -> None:
    changed = data.draw(st.text(max_size=8))
    was, becomes = records.get(changed, EMPTY), data.draw(HASHES)
    ours, theirs = buckets_of(records), buckets_of({**records, changed: becomes})
    top, low = divmod(bucket_of(changed), FANOUT)
    expected = [] if was == becomes else [top]
    assert differing(ours.tops(), theirs.tops()) == expected
    if expected:
        assert differing(ours.below(top), theirs.below(top)) == [low]

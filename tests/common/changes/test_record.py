"""Records as exact bytes, heads in compact form, digests that move with them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from common.changes import digest
from common.changes.heads import DEFAULT, head_of, seen_by, with_written
from common.changes.record import decode_values, encode_values, record_hash

NAMES = st.sampled_from(["1.1", "1.2", "2.1", "17.1042"])
FIELDS = st.sampled_from(["a", "b", "c"])
VALUES = st.dictionaries(
    FIELDS, st.one_of(st.none(), st.text(max_size=5), st.integers(-9, 9), st.booleans())
)


@given(VALUES)
def test_equal_values_are_equal_bytes_whatever_their_order(values: dict) -> None:
    shuffled = dict(reversed(values.items()))
    assert encode_values(values) == encode_values(shuffled)
    assert decode_values(encode_values(values)) == {
        name: value for name, value in values.items() if value is not None
    }


@given(st.lists(st.tuples(NAMES, st.sets(FIELDS, min_size=1)), min_size=1, max_size=6))
def test_compact_heads_answer_as_a_full_table_would(writes: list[tuple[str, set[str]]]) -> None:
    heads: dict[str, str] = {}
    full: dict[str, str] = {}
    for name, fields in writes:
        if not heads:
            full = dict.fromkeys("abc", name)
        full |= dict.fromkeys(fields, name)
        heads = with_written(heads, fields, name)
    assert {field: head_of(heads, field) for field in "abc"} == full
    assert all(head_of(seen_by(heads, "ab"), field) == full[field] for field in "ab")


def test_a_record_that_does_not_exist_has_no_head() -> None:
    assert head_of({}, "a") is None
    assert seen_by({}, ["a"]) == {}
    assert with_written({}, ["a"], "1.1") == {DEFAULT: "1.1"}


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=6), st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_changes(parts: list[bytes], random) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)
    root = digest.moved(digest.EMPTY, [], parts)
    for part in shuffled:
        root = digest.moved(root, [part], [])
    assert root == digest.EMPTY


def test_a_hash_tells_entity_id_values_and_heads_apart() -> None:
    hashes = {
        record_hash("a", "1", b"x", b"y"),
        record_hash("a", "1", b"xy", b""),
        record_hash("b", "1", b"x", b"y"),
        record_hash("a", "2", b"x", b"y"),
    }
    assert len(hashes) == 4

"""A log's entries follow from each other, and its signed head is bound to all that it says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from common.changes.log import HEAD_DOMAIN, genesis, head_is_signed, head_message, next_entry
from common.crypto.signing import SigningKey

KEY = SigningKey.from_bytes(bytes(range(32)))
HEAD = {"scope": "office/stc", "incarnation": "a" * 16, "seq": 7, "entry_hash": bytes(32)}


def is_signed(**head: object) -> bool:
    signed = KEY.sign(HEAD_DOMAIN, head_message(**HEAD))  # type: ignore[arg-type]
    return head_is_signed(KEY.public, **HEAD | head, signature=signed)  # type: ignore[arg-type]


def test_the_servers_own_head_is_signed() -> None:
    assert is_signed()


def test_a_head_of_another_place_is_not() -> None:
    other = {"scope": "office/stb", "incarnation": "b" * 16, "seq": 8, "entry_hash": b"\1" * 32}
    assert [name for name, value in other.items() if is_signed(**{name: value})] == []


def test_scope_and_incarnation_cannot_be_shifted_into_each_other() -> None:
    assert genesis("office/stc", "1") != genesis("office/stc1", "")


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, unique=True))
def test_another_order_leads_to_another_head(hashes: list[bytes]) -> None:
    def end(of: list[bytes]) -> bytes:
        place = genesis("catalog", "a")
        for one in of:
            place = next_entry(place, one)
        return place

    assert end(hashes) != end(hashes[::-1])

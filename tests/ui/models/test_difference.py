"""One list of row numbers turned into another by a removal and an insertion."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.models.difference import Difference, difference

numbers = st.lists(st.integers(1, 6), max_size=12)


@given(numbers, numbers)
def test_the_change_makes_the_new_list_of_the_old_one(old: list[int], new: list[int]) -> None:
    change = difference(array("q", old), array("q", new))
    made = list(old)
    made[change.start : change.start + change.removed] = new[
        change.start : change.start + change.inserted
    ]
    assert made == new


@given(numbers)
def test_equal_lists_need_no_change(same: list[int]) -> None:
    change = difference(array("q", same), array("q", same))
    assert (change.removed, change.inserted) == (0, 0)


def test_a_registration_is_one_insertion_at_the_top() -> None:
    old, new = array("q", range(1000)), array("q", [7000, *range(1000)])
    assert difference(old, new) == Difference(0, 0, 1)


def test_a_removal_is_one_line_gone() -> None:
    new = array("q", [number for number in range(1000) if number != 500])
    assert difference(array("q", range(1000)), new) == Difference(500, 1, 0)

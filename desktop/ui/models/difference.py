"""What turns one list of row numbers into another: one stretch taken out, one put in its place.

A registration, a removal or a page of a pull is exactly that; comparing bytes finds it in lists of
a million in a few milliseconds.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """At ``start``: how many are ``removed``, and how many are then ``inserted``."""

    start: int
    removed: int
    inserted: int


def difference(old: array[int], new: array[int]) -> Difference:
    """The smallest such change; none where both counts are 0."""
    before, after = memoryview(old).cast("B"), memoryview(new).cast("B")
    size, most = old.itemsize, min(len(old), len(new))
    head = _common(most, lambda count: before[: count * size] == after[: count * size])
    tail = _common(
        most - head,
        lambda count: before[len(before) - count * size :] == after[len(after) - count * size :],
    )
    return Difference(head, len(old) - head - tail, len(new) - head - tail)


def _common(most: int, holds: Callable[[int], bool]) -> int:
    """The largest count up to ``most`` for which ``holds``, which holds for all smaller ones."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low

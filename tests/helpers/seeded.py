"""Randomness that one seed replays, for tests that only need it to be there."""

from __future__ import annotations

import random


class SeededRandom:
    """A `common.ids.Random` whose bytes follow from ``seed``."""

    def __init__(self, seed: int = 0) -> None:
        self._generator = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        """``count`` bytes, the same each time the seed is the same."""
        return self._generator.randbytes(count)

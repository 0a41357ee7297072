"""What the demo says: each step, what it did, and what it proved by looking again."""

from __future__ import annotations

import time
from typing import Any


class NotProved(Exception):
    """Something is not as it was claimed to be: the demo ends here, loudly."""


class Teller:
    """Counts steps and seconds; every claim is checked before it is printed."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._step = 0
        self._claims = 0
        self._begun_s = time.monotonic()

    def title(self, text: str) -> None:
        """The head of the whole."""
        self._print(f"{text}\n{'═' * len(text)}")

    def step(self, text: str) -> None:
        """A new step."""
        self._step += 1
        seconds = time.monotonic() - self._begun_s
        self._print(f"\n[{self._step}/{self._steps}] {text}  ({seconds:.0f} giây)")

    def did(self, text: str) -> None:
        """Something was done."""
        self._print(f"    · {text}")

    def prove(self, claim: str, seen: Any, expected: Any = True) -> None:
        """Say ``claim`` if what was ``seen`` is what was ``expected``.

        Raises:
            NotProved: it is not.
        """
        if seen != expected:
            raise NotProved(f"{claim}\n  thấy:  {seen!r}\n  phải là: {expected!r}")
        self._claims += 1
        self._print(f"    ✓ {claim}")

    def end(self, text: str) -> None:
        """The last word, with the sum."""
        seconds = time.monotonic() - self._begun_s
        self._print(f"\n{text}: {self._claims} điều đã kiểm, {seconds:.0f} giây.")

    def _print(self, text: str) -> None:
        print(text, flush=True)

"""An office whose books run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.office import Office
from tests.helpers.books import office_with_books
from tests.helpers.offices import TickingClock


@pytest.fixture
def clock() -> TickingClock:
    """14 September 2026, nine in the morning in Vietnam."""
    return TickingClock()


@pytest.fixture
def running(tmp_path: Path, clock: TickingClock) -> Iterator[Office]:
    """An office with both books at 100, of 11 September 2026."""
    opened = office_with_books(tmp_path / "store", clock=clock)
    yield opened
    opened.close()

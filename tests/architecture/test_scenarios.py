"""docs/scenarios.md promises tests by name: each is there, in the files that it names."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "scenarios.md"
PROVED, WAITING = PAGE.read_text("utf-8").split("## Waiting")
ROWS = re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", PROVED, re.MULTILINE)


@pytest.mark.parametrize(("name", "files"), ROWS, ids=[name for name, _ in ROWS])
def test_a_scenario_is_a_test_of_that_name(name: str, files: str) -> None:
    named = [ROOT / "tests" / file for file in re.findall(r"`([^`]+)`", files)]
    holding = [path for path in named if f"def test_{name}" in path.read_text("utf-8")]
    assert any(f"def test_{name}(" in path.read_text("utf-8") for path in holding)


def test_no_scenario_both_is_proved_and_waits() -> None:
    waiting = set(re.findall(r"`(\w+)`", WAITING))
    assert len(ROWS) > 20
    assert waiting.isdisjoint(name for name, _ in ROWS)

"""`docs/cli.md` is the contract: every command, option and exit code stands there."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.cli import main
from sync_server.cli.parser import build

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"


def commands(
    parser: argparse.ArgumentParser, path: str = "vanthu-server"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, with its parser."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield path, parser
    for group in groups:
        for name, below in group.choices.items():
            yield from commands(below, f"{path} {name}")


COMMANDS = dict(commands(build()))
COMMON = {"-h", "--help", "--data", "--database", "--json"}


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_and_option_stands_in_the_document(command: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"## `{command}" in page
    section = page.partition(f"## `{command}")[2].partition("\n## ")[0]
    actions = COMMANDS[command]._actions
    options = {option for action in actions for option in action.option_strings}
    assert [one for one in sorted(options - COMMON) if one not in section] == []


@pytest.mark.parametrize("code", ["DONE", "REFUSED", "USAGE", "DATA", "INTERNAL", "INTERRUPTED"])
def test_every_exit_code_stands_in_the_document(code: str) -> None:
    assert f"\n| {getattr(main, code)} |" in PAGE.read_text(encoding="utf-8")

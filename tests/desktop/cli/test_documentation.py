"""Everything that a script may write stands in docs/cli.md, and every code that it may meet."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator

import pytest

from desktop.cli.main import command_parser
from tests.architecture.tree import ROOT, dotted, find, sources

PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")
OURS = PAGE[PAGE.index("\n# `vanthu`\n") : PAGE.index("\n# `vanthu-server`\n")]
COMMON = {"--help", "--store", "--json", "--password-file", "--login"}


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """(words, parser) of every command that does something."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for name, child in (pair for group in groups for pair in group.choices.items()):
        below = list(commands(child))
        yield from [(f"{name} {words}", leaf) for words, leaf in below] or [(name, child)]


COMMANDS = dict(commands(command_parser()))


def section(words: str) -> str:
    """What the page says of a command: its group's section."""
    head = words.partition(" ")[0]
    found = re.search(rf"^## `vanthu {head}[ `].*?(?=^## |\Z)", OURS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section for {words}"
    return found.group()


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_is_described(words: str) -> None:
    text = section(words)
    name = words.partition(" ")[2]
    assert not name or f"`{name}" in text


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_option_is_described_where_its_command_is(words: str) -> None:
    options = {
        option
        for action in COMMANDS[words]._actions
        for option in action.option_strings
        if option.startswith("--")
    }
    missing = [option for option in sorted(options - COMMON) if option not in section(words)]
    assert missing == []


def test_every_common_option_is_described() -> None:
    assert [option for option in sorted(COMMON) if option not in PAGE] == []


def test_every_code_of_wrong_usage_is_described() -> None:
    codes = {
        str(call.args[0].value)  # type: ignore[attr-defined]
        for source in sources("desktop/cli")
        for call in find(source, ast.Call)
        if dotted(call.func) == "UsageError" and call.args
    }
    assert codes
    assert [code for code in sorted(codes) if f"`{code}`" not in OURS] == []

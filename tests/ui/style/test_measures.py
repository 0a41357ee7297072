"""Gaps and sizes stand in the tokens alone, as colours do."""

from __future__ import annotations

import ast

from tests.architecture.tree import Source, dotted, find, is_below, sources

TOKENS = "desktop/ui/style/tokens.py"
MEASURING = {
    "setContentsMargins", "setSpacing", "setHorizontalSpacing", "setVerticalSpacing", "addSpacing",
    "setFixedSize", "setFixedWidth", "setFixedHeight", "setMinimumSize", "setMinimumWidth",
    "setMinimumHeight", "setMaximumWidth", "setMaximumHeight", "setIconSize", "setPointSize",
    "setPointSizeF", "setPixelSize", "setHandleWidth", "setDefaultSectionSize", "QSize", "QMargins",
}  # fmt: skip


def own_measures(source: Source) -> list[str]:
    """Calls that set a size or gap from a number other than 0."""
    return [
        source.at(call, dotted(call.func))
        for call in find(source, ast.Call)
        if dotted(call.func).rpartition(".")[2] in MEASURING
        and any(isinstance(part, ast.Constant) and part.value for part in call.args)
    ]


def test_sizes_and_gaps_are_written_in_the_tokens_only() -> None:
    window = [source for source in sources("desktop/ui") if not is_below(source.name, TOKENS)]
    assert [place for source in window for place in own_measures(source)] == []


def test_a_size_written_elsewhere_is_noticed() -> None:
    code = "def lay_out(box: object) -> None:\n    box.setSpacing(7)\n"
    assert own_measures(Source("room.py", code, ast.parse(code))) == ["room.py:2: box.setSpacing"]

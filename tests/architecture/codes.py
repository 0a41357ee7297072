"""Error codes as they are raised: found by the classes that carry them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from tests.architecture.tree import Source, dotted, find

BASE = "VanThuError"


@dataclass(frozen=True)
class Raised:
    """A literal code and where it is made into an error.

    ``params`` are the names given with it; None where a ``**mapping`` hides them.
    """

    code: str
    place: str
    params: frozenset[str] | None


def families(files: Iterable[Source]) -> set[str]:
    """Names of the classes of errors that carry a code: the base and what inherits from it."""
    bases = {
        node.name: {dotted(base).rpartition(".")[2] for base in node.bases}
        for source in files
        for node in find(source, ast.ClassDef)
    }
    known = {BASE}
    while more := {name for name, parents in bases.items() if parents & known} - known:
        known |= more
    return known


def raised_codes(files: Iterable[Source]) -> list[Raised]:
    """Codes given as literals, first argument of an error's class."""
    files = list(files)
    names = families(files)
    return [
        Raised(first.value, source.at(call, first.value), _given(call))
        for source in files
        for call in find(source, ast.Call)
        if dotted(call.func).rpartition(".")[2] in names and call.args
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    ]


def _given(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)

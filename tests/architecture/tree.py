"""The source tree as data: files, their text and their syntax trees, read once per run.

The rules beside this module are short because what they ask about is prepared here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("common", "desktop", "sync_server")
CODE = (*PACKAGES, "installers", "tests")
NOT_OURS = {
    ".git", ".venv", ".run", ".hypothesis", ".import_linter_cache", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", "__pycache__", "build", "dist", "node_modules",
}  # fmt: skip
TEXT_SUFFIXES = {
    "", ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".mako", ".md", ".po", ".py",
    ".qss", ".sh", ".sql", ".svg", ".toml", ".ts", ".txt", ".typ", ".yaml", ".yml",
}  # fmt: skip

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Source:
    """One Python file: ``name`` is its path from the root, with forward slashes."""

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """``what``, with the place where a reader finds it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {what}"


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below ``folders`` (paths from the root; a single file is itself)."""
    return tuple(_parsed(path) for path in _files(folders) if path.suffix == ".py")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Name and text of every text file of the checkout that is ours."""
    return tuple(
        (_name(path), path.read_text("utf-8"))
        for path in _files(("",))
        if path.suffix.lower() in TEXT_SUFFIXES
    )


def offences(
    rule: Callable[[Source], list[str]], folders: Sequence[str], outside: Sequence[str] = ()
) -> list[str]:
    """Every place below ``folders`` that breaks ``rule``, but for the paths ``outside`` of it."""
    ruled = [one for one in sources(*folders) if not is_below(one.name, *outside)]
    return [place for source in ruled for place in rule(source)]


def find(source: Source, kind: type[Node]) -> list[Node]:
    """Every node of ``kind`` in the file."""
    return [node for node in ast.walk(source.tree) if isinstance(node, kind)]


def functions(source: Source) -> list[Function]:
    """Every function and method of the file, nested ones too."""
    return [node for node in ast.walk(source.tree) if isinstance(node, Function)]


def imports(node: ast.AST) -> list[tuple[ast.stmt, str]]:
    """Each import below ``node`` with the full name of what it brings: ``package.module.name``."""
    found: list[tuple[ast.stmt, str]] = []
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            found += [(child, alias.name) for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            found += [(child, f"{child.module}.{alias.name}") for alias in child.names]
    return found


def is_below(name: str, *packages: str) -> bool:
    """Whether the dotted or slashed ``name`` is one of ``packages`` or inside one."""
    return any(name == one or name.startswith((f"{one}.", f"{one}/")) for one in packages)


def strings(source: Source) -> list[ast.Constant]:
    """String constants of the file, pieces of f-strings too, but not docstrings."""
    told = {id(node) for node in _docstrings(source.tree)}
    return [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def dotted(node: ast.AST) -> str:
    """``os.path.join`` for the expression that says so; empty for anything but plain names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for statement in body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value


def _files(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        start = ROOT / folder
        yield from [start] if start.is_file() else _files_below(start)


def _files_below(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _files_below(path)
        else:
            yield path


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _parsed(path: Path) -> Source:
    return parsed(_name(path), path.read_text("utf-8"))


def parsed(name: str, text: str) -> Source:
    """The source ``text`` as if it stood in the file ``name``."""
    return Source(name, text, ast.parse(text, name))

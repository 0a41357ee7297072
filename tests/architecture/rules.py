"""The rules of the house, each a function from one source file to the places that break it.

The tests beside this module lay them over the whole tree; `test_rules_bite.py` shows each of them
a file that breaks it.
"""

from __future__ import annotations

import ast
import re

from tests.architecture.tree import (
    Definition,
    Source,
    dotted,
    find,
    functions,
    imports,
    is_below,
    strings,
)

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70

SQL_LIBRARIES = (
    "aiosql", "alembic", "psycopg", "sqlalchemy", "sqlcipher3", "sqlite3", "sqlite_utils",
)  # fmt: skip
# What a signature must be able to name where a connection is only passed on.
SQL_TYPES = {"sqlalchemy.Connection", "sqlalchemy.Engine"}
SQL = re.compile(
    r"""\s*(
        SELECT\s.+\sFROM\s | SELECT\s+\S+\( | INSERT\s+(OR\s+\w+\s+)?INTO\s | REPLACE\s+INTO\s
        | UPDATE\s+\S+\s+SET\s | DELETE\s+FROM\s | PRAGMA\s+\w+ | ATTACH\s+DATABASE | VACUUM\b
        | (CREATE|DROP)\s+(UNIQUE\s+|TEMP\s+|VIRTUAL\s+)*(TABLE|INDEX|TRIGGER|VIEW)\s
        | ALTER\s+TABLE\s | BEGIN\s+(IMMEDIATE|EXCLUSIVE|DEFERRED) | WITH\s+\w+\s+AS\s*\(
        | SAVEPOINT\s+\w+ | ROLLBACK\s+TO\s
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
ORDER_BY_ID = re.compile(
    r"order\s+by\s+([\w\"]+\.)?\"?id\"?\b|order_by\(\s*[\w.]*\bc\.id\b", re.IGNORECASE
)
QT_LIBRARIES = ("PySide6", "shiboken6", "PyQt6", "qtpy")
COLOUR = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\brgba?\(\s*\d", re.IGNORECASE)


# ── sizes and words ──────────────────────────────────────────────────────────


def long_file(source: Source) -> list[str]:
    """The file, when it has more lines than a reader bears."""
    lines = len(source.text.splitlines())
    return [f"{source.name}: {lines} lines"] if lines > FILE_LINES_MAX else []


def long_functions(source: Source) -> list[str]:
    """Functions longer than a screen."""
    return [
        source.at(function, f"{function.name} has {lines} lines")
        for function in functions(source)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES_MAX
    ]


def mute_module(source: Source) -> list[str]:
    """The file, when it does not open with what it is."""
    told = ast.get_docstring(source.tree) or not source.text.strip()
    return [] if told else [source.name]


def mute_public_names(source: Source) -> list[str]:
    """Public functions and classes of the module without a docstring."""
    return [
        source.at(node, node.name)
        for node in source.tree.body
        if isinstance(node, Definition)
        and (node.name == "_" or not node.name.startswith("_"))
        and not ast.get_docstring(node)
    ]


def untyped_returns(source: Source) -> list[str]:
    """Functions that do not say what they return."""
    return [source.at(one, one.name) for one in functions(source) if one.returns is None]


def terse_test_names(source: Source) -> list[str]:
    """Tests whose name is a thing (`test_fold`) and not a statement."""
    return [
        source.at(one, one.name)
        for one in functions(source)
        if one.name.startswith("test_") and one.name.count("_") < 2
    ]


# ── imports ──────────────────────────────────────────────────────────────────


def imports_of(
    source: Source, *packages: str, except_for: frozenset[str] = frozenset()
) -> list[str]:
    """Imports of any of ``packages``, or from inside one, but for the names ``except_for``."""
    return [
        source.at(statement, name)
        for statement, name in imports(source.tree)
        if is_below(name, *packages) and name not in except_for
    ]


def late_imports(source: Source) -> list[str]:
    """Imports inside functions, and modules imported by a name made at run time."""
    late = [
        source.at(statement, f"{name} inside {function.name}")
        for function in functions(source)
        for statement, name in imports(function)
    ]
    by_name = ("importlib.import_module", "import_module", "__import__")
    return late + [
        source.at(call, dotted(call.func))
        for call in find(source, ast.Call)
        if dotted(call.func) in by_name
    ]


def vague_imports(source: Source) -> list[str]:
    """Relative and star imports."""
    return [
        source.at(node, "relative or star import")
        for node in find(source, ast.ImportFrom)
        if node.level or any(alias.name == "*" for alias in node.names)
    ]


# ── storage ──────────────────────────────────────────────────────────────────


def sql_texts(source: Source) -> list[str]:
    """Strings that are SQL statements."""
    return [
        source.at(text, repr(str(text.value)[:60]))
        for text in strings(source)
        if SQL.match(str(text.value))
    ]


def ordered_by_id(name: str, text: str) -> list[str]:
    """Queries in ``text`` whose order begins with an id; a wrong clock makes wrong ids (R26)."""
    return [f"{name}: {found.group()}" for found in ORDER_BY_ID.finditer(text)]


# ── faults and output ────────────────────────────────────────────────────────


def broad_handlers(source: Source) -> list[str]:
    """Handlers that catch what nobody thought of, unless what they do not know is raised again."""
    handlers = [
        source.at(handler, "catches everything")
        for handler in find(source, ast.ExceptHandler)
        if _is_broad(handler) and not _passes_on(handler)
    ]
    return handlers + [
        source.at(call, "suppresses everything")
        for call in find(source, ast.Call)
        if dotted(call.func).endswith("suppress")
        and any(dotted(kind) in ("Exception", "BaseException") for kind in call.args)
    ]


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or dotted(kind) in ("Exception", "BaseException") for kind in caught)


def _passes_on(handler: ast.ExceptHandler) -> bool:
    ends_raising = isinstance(handler.body[-1], ast.Raise)
    raises = [node for node in ast.walk(handler) if isinstance(node, ast.Raise)]
    return ends_raising and any(one.exc is None for one in raises)


def prints(source: Source) -> list[str]:
    """Calls that print; words for people go through the edges."""
    return [
        source.at(call, "print")
        for call in find(source, ast.Call)
        if dotted(call.func) in ("print", "pprint.pprint", "pprint")
    ]


# ── colours ──────────────────────────────────────────────────────────────────


def own_colours(source: Source) -> list[str]:
    """Colours written out, made from literals, or taken from Qt's named ones."""
    written = [
        source.at(text, str(text.value)[:60])
        for text in strings(source)
        if COLOUR.search(str(text.value))
    ]
    makers = ("QColor", "fromRgb", "fromRgbF", "qRgb", "qRgba")
    made = [
        source.at(call, "a colour made from literals")
        for call in find(source, ast.Call)
        if dotted(call.func).rpartition(".")[2] in makers
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    named = [
        source.at(node, dotted(node))
        for node in find(source, ast.Attribute)
        if ".GlobalColor." in f".{dotted(node)}" and node.attr != "transparent"
    ]
    return written + made + named

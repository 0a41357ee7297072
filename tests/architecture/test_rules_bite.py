"""Each rule finds what it forbids: a rule that never bites guards nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.architecture import portability, rules
from tests.architecture.codes import raised_codes
from tests.architecture.tree import Source, parsed

BROKEN: list[tuple[Callable[[Source], list[str]], str]] = [
    (rules.long_file, '"""Long."""\n' + "x = 1\n" * 400),
    (rules.long_functions, "def long() -> None:\n" + "    x = 1\n" * 70),
    (rules.mute_module, "x = 1\n"),
    (rules.mute_public_names, "def public() -> None: ...\n"),
    (rules.mute_public_names, "class Public: ...\n"),
    (rules.untyped_returns, "class A:\n    async def f(self): ...\n"),
    (rules.terse_test_names, "def test_fold() -> None: ...\n"),
    (rules.late_imports, "def f() -> None:\n    import os\n"),
    (rules.late_imports, "def f() -> None:\n    if True:\n        from os import path\n"),
    (rules.late_imports, "import importlib\nimportlib.import_module('os')\n"),
    (rules.vague_imports, "from os import *\n"),
    (rules.vague_imports, "from . import sibling\n"),
    (rules.sql_texts, "x = 'SELECT a FROM b '\n"),
    (rules.sql_texts, "x = f'insert into {table} values (1)'\n"),
    (rules.sql_texts, "x = '\\n  UPDATE t SET a = 1'\n"),
    (rules.sql_texts, "x = 'pragma user_version'\n"),
    (rules.broad_handlers, "try: x()\nexcept: pass\n"),
    (rules.broad_handlers, "try: x()\nexcept Exception as e: log(e)\n"),
    (rules.broad_handlers, "try: x()\nexcept (OSError, BaseException): raise Other\n"),
    (rules.broad_handlers, "with contextlib.suppress(Exception): x()\n"),
    (rules.prints, "print('x')\n"),
    (rules.own_colours, "x = 'color: #fa0'\n"),
    (rules.own_colours, "x = 'rgb(1, 2, 3)'\n"),
    (rules.own_colours, "x = QtGui.QColor(1, 2, 3)\n"),
    (rules.own_colours, "x = QColor('red')\n"),
    (rules.own_colours, "x = Qt.GlobalColor.red\n"),
    (portability.posix_only, "import fcntl\n"),
    (portability.posix_only, "from os import fork\n"),
    (portability.posix_only, "x = os.getuid()\n"),
    (portability.posix_only, "kill(1, signal.SIGKILL)\n"),
    (portability.posix_only, "Popen(['x'], start_new_session=True)\n"),
    (portability.unnamed_encodings, "x = path.read_text()\n"),
    (portability.unnamed_encodings, "path.write_text('x')\n"),
    (portability.unnamed_encodings, "open('x', 'w')\n"),
]
SOUND: list[tuple[Callable[[Source], list[str]], str]] = [
    (rules.mute_public_names, "def _private() -> None: ...\n"),
    (rules.sql_texts, "'''Select what comes from there.'''\nx = 'select one'\n"),
    (rules.sql_texts, "x = 'Update failed'\n"),
    (rules.broad_handlers, "try: x()\nexcept BaseException:\n    undo()\n    raise\n"),
    (rules.broad_handlers, "try: x()\nexcept Exception:\n    if a: raise\n    raise Known\n"),
    (rules.broad_handlers, "try: x()\nexcept OSError: pass\n"),
    (rules.late_imports, "if TYPE_CHECKING:\n    import os\n"),
    (rules.own_colours, "x = QColor(token)\ny = Qt.GlobalColor.transparent\nz = '#{name}'\n"),
    (portability.unnamed_encodings, "open('x', 'rb')\nopen('x', encoding='utf-8')\n"),
    (portability.unnamed_encodings, "path.read_text('utf-8')\npath.write_text(x, 'utf-8')\n"),
]


@pytest.mark.parametrize(("rule", "code"), BROKEN)
def test_a_rule_finds_what_it_forbids(rule: Callable[[Source], list[str]], code: str) -> None:
    assert len(rule(parsed("desktop/sample.py", code))) == 1


@pytest.mark.parametrize(("rule", "code"), SOUND)
def test_a_rule_lets_the_rest_pass(rule: Callable[[Source], list[str]], code: str) -> None:
    assert rule(parsed("desktop/sample.py", code)) == []


@pytest.mark.parametrize("query", ["order by id", "ORDER BY d.id DESC", ".order_by(t.c.id)"])
def test_an_order_by_id_is_found(query: str) -> None:
    assert rules.ordered_by_id("x.sql", f"select * from t {query}")


def test_an_id_may_break_a_tie() -> None:
    assert rules.ordered_by_id("x.sql", "select * from t order by arrival_date, id") == []


def test_codes_are_found_in_errors_of_every_family() -> None:
    own = parsed("a.py", "class Full(EnvironmentFault): ...\nraise Full('disk_full')\n")
    base = parsed("b.py", "class EnvironmentFault(VanThuError): ...\nraise ValueError('no')\n")
    assert [one.code for one in raised_codes([own, base])] == ["disk_full"]

"""Each kind of work has its place: SQL, Qt, printing, broad handlers, late imports, colours."""

from __future__ import annotations

from tests.architecture import portability, rules
from tests.architecture.tree import PACKAGES, is_below, offences, texts

SQL_PLACES = ("desktop/store", "desktop/queries", "sync_server/db")
QT_PLACES = ("desktop/ui",)
COLOUR_PLACES = ("desktop/ui/style/tokens.py",)
PRINTING_PLACES = (
    "desktop/__main__.py",
    "desktop/cli",
    "desktop/demo",
    "desktop/demo.py",
    "sync_server/__main__.py",
    "sync_server/cli",
    "sync_server/cli.py",
)
# The command line answers at once: what one command needs is loaded by that command.
LATE_IMPORT_PLACES = ("desktop/__main__.py", "desktop/cli", "sync_server/__main__.py")
# The four edges: a lane's top, Qt's exception hook, the ASGI handler, the command line's main.
BROAD_HANDLER_PLACES = (
    "desktop/jobs/lanes.py",
    "desktop/ui/app.py",
    "sync_server/api/errors.py",
    "desktop/cli/main.py",
    "sync_server/cli.py",
    "sync_server/cli/main.py",
)


def test_sql_is_written_in_its_three_places_only() -> None:
    assert offences(rules.sql_texts, PACKAGES, outside=SQL_PLACES) == []
    files = [name for name, _ in texts() if name.endswith(".sql") and is_below(name, *PACKAGES)]
    assert [name for name in files if not is_below(name, *SQL_PLACES)] == []


def test_database_libraries_are_imported_in_the_same_places_only() -> None:
    def strays(source: rules.Source) -> list[str]:
        types = frozenset(rules.SQL_TYPES)
        return rules.imports_of(source, *rules.SQL_LIBRARIES, except_for=types)

    assert offences(strays, PACKAGES, outside=SQL_PLACES) == []


def test_nothing_is_ordered_by_an_id() -> None:
    ours = [(name, text) for name, text in texts() if is_below(name, *PACKAGES)]
    assert [place for name, text in ours for place in rules.ordered_by_id(name, text)] == []


def test_qt_is_imported_by_the_window_only() -> None:
    def strays(source: rules.Source) -> list[str]:
        return rules.imports_of(source, *rules.QT_LIBRARIES)

    assert offences(strays, PACKAGES, outside=QT_PLACES) == []


def test_colours_are_named_in_one_file_only() -> None:
    assert offences(rules.own_colours, ["desktop/ui"], outside=COLOUR_PLACES) == []


def test_only_command_lines_print() -> None:
    assert offences(rules.prints, PACKAGES, outside=PRINTING_PLACES) == []


def test_imports_stand_at_the_top() -> None:
    assert offences(rules.late_imports, PACKAGES, outside=LATE_IMPORT_PLACES) == []


def test_imports_are_absolute_and_name_what_they_bring() -> None:
    assert offences(rules.vague_imports, [*PACKAGES, "installers", "tests"]) == []


def test_packages_import_neither_tests_nor_installers() -> None:
    def strays(source: rules.Source) -> list[str]:
        return rules.imports_of(source, "tests", "installers")

    assert offences(strays, PACKAGES) == []


def test_broad_handlers_stand_at_the_four_edges_only() -> None:
    assert offences(rules.broad_handlers, PACKAGES, outside=BROAD_HANDLER_PLACES) == []


def test_the_window_side_needs_no_posix_system() -> None:
    assert offences(portability.posix_only, ["common", "desktop"]) == []


def test_text_files_are_opened_in_a_named_encoding() -> None:
    assert offences(portability.unnamed_encodings, PACKAGES) == []

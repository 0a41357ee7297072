"""Files and functions stay small, and say what they are."""

from __future__ import annotations

import unicodedata

from tests.architecture import rules
from tests.architecture.tree import CODE, PACKAGES, offences, sources, texts


def test_no_file_is_longer_than_a_reader_bears() -> None:
    assert offences(rules.long_file, CODE) == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert offences(rules.long_functions, CODE) == []


def test_every_module_opens_with_what_it_is() -> None:
    assert offences(rules.mute_module, CODE) == []


def test_every_public_name_of_common_is_described() -> None:
    assert offences(rules.mute_public_names, ["common"]) == []


def test_every_function_says_what_it_returns() -> None:
    assert offences(rules.untyped_returns, [*PACKAGES, "installers"]) == []


def test_every_test_is_named_by_a_statement() -> None:
    assert offences(rules.terse_test_names, ["tests"]) == []


def test_every_package_folder_has_its_door() -> None:
    names = {source.name for source in sources(*PACKAGES)}
    folders = {name.rpartition("/")[0] for name in names}
    assert {folder for folder in folders if f"{folder}/__init__.py" not in names} == set()


def test_every_text_is_in_composed_form() -> None:
    assert [name for name, text in texts() if not unicodedata.is_normalized("NFC", text)] == []

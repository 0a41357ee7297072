"""Settings: declared once, and found in the documents."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from common.errors import RuleViolation
from sync_server.settings import Settings, read_settings, variable_of

NAMES = [setting.name for setting in dataclasses.fields(Settings)]
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_a_flag_goes_before_the_environment_and_that_before_the_default() -> None:
    environment = {"VANTHU_SERVER_DATA": "/srv/a", "VANTHU_SERVER_PORT": "81"}
    assert read_settings(environment, {"port": "82"}).port == 82
    assert read_settings(environment, {"port": None}).port == 81
    assert read_settings(environment, {}).host == "127.0.0.1"


def test_an_empty_variable_is_none() -> None:
    environment = {"VANTHU_SERVER_DATA": "/srv/a", "VANTHU_SERVER_DATABASE": ""}
    assert read_settings(environment, {}).database is None


@pytest.mark.parametrize(
    ("name", "text"),
    [("port", "eighty"), ("port", "-1"), ("uploads_max", "0"), ("log_level", "LOUD")],
)
def test_what_makes_no_sense_names_its_variable(name: str, text: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        read_settings({"VANTHU_SERVER_DATA": "/srv/a", variable_of(name): text}, {})
    assert (refusal.value.code, refusal.value.field) == ("setting_invalid", name)
    assert refusal.value.params == {"value": text, "variable": variable_of(name)}


def test_the_data_folder_has_to_be_said() -> None:
    with pytest.raises(RuleViolation, match="data_folder_missing"):
        read_settings({}, {})


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_stands_in_the_documents(name: str) -> None:
    assert f"`{variable_of(name)}`" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", dataclasses.fields(Settings), ids=NAMES)
def test_every_setting_has_its_label(setting: dataclasses.Field[object]) -> None:
    assert setting.metadata["label"]

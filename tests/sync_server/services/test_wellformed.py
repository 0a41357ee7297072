"""The shape of what a device sends."""

from __future__ import annotations

import pytest

from common.changes.changeset import At, Change, Guard, Header, NumberClaim
from common.entities.schema import Value
from sync_server.services.wellformed import is_id, is_name, is_well_formed

ID = "01999999-0000-7000-8000-000000000000"


def header(
    *,
    actor: str = ID,
    guards: tuple[Guard, ...] = (),
    numbers: tuple[NumberClaim, ...] = (),
) -> Header:
    return Header(1, "office/stc", 1, 1, 0, At(0), actor, "edit_incoming", guards, numbers)


def change(
    entity: str = "incoming_document", record_id: str = ID, **values: Value
) -> tuple[Change, ...]:
    return (Change(entity, record_id, values),)


def test_an_ordinary_changeset_is_well_formed() -> None:
    guard = Guard("incoming_document", ID, "removed_at", "1.1")
    claim = NumberClaim(ID, 2026, 1, 7, "", ID, "2026-09-14")
    asked = header(guards=(guard,), numbers=(claim,))
    assert is_well_formed(asked, change(subject="Về việc", page_amount=3))


@pytest.mark.parametrize("text", ["", "x", "A" * 36, ID + "0", ID[:-1] + "\0", "g" * 36])
def test_an_id_is_36_characters_of_a_uuid(text: str) -> None:
    assert is_id(ID)
    assert not is_id(text)
    assert not is_well_formed(header(actor=text), ())
    assert not is_well_formed(header(), change(record_id=text))
    assert not is_well_formed(header(guards=(Guard("user", text, "x", ""),)), ())
    assert not is_well_formed(header(numbers=(NumberClaim(text, 1, 1, 1, "", ID, ""),)), ())
    reserved_or_given = NumberClaim(ID, 1, 1, 1, "", text, "")
    assert is_well_formed(header(numbers=(reserved_or_given,)), ()) is (text == "")


@pytest.mark.parametrize("name", ["", "Subject", "sub ject", "sub\0ject", "x" * 65, "1st"])
def test_names_are_plain_words(name: str) -> None:
    assert not is_name(name)
    assert not is_well_formed(header(), change(entity=name))
    assert not is_well_formed(header(), change(**{name: "x"}))
    assert not is_well_formed(header(guards=(Guard(name, ID, "x", ""),)), ())


def test_a_name_of_a_newer_version_is_a_name() -> None:
    assert is_name("some_new_field")


@pytest.mark.parametrize("value", ["a\0b", ["x", "a\0b"]])
def test_no_text_holds_a_nul(value: Value) -> None:
    assert not is_well_formed(header(), change(subject=value))
    assert not is_well_formed(header(), (Change("dispatch", ID, add={"to": ["\0"]}),))
    assert not is_well_formed(header(), (Change("dispatch", ID, remove={"to": ["\0"]}),))

"""Search: with marks first, without marks after, numbers and notations, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest

from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.registers import StartRegister
from desktop.office import Office
from desktop.queries.search import Found, search
from tests.helpers.offices import new_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("den", 1244, date(2026, 9, 1), "Quyển 2"))
    for subject, day in (
        ("Quyết định phê duyệt dự án thủy lợi", "2026-09-10"),
        ("Thông báo quyết đính chính lịch họp", "2026-09-11"),
        ("Về việc tuyển dụng công chức", "2026-09-12"),
    ):
        opened.run(RegisterIncoming(_fields(subject, day)))
    opened.index_waiting()
    yield opened
    opened.close()


def _fields(subject: str, day: str) -> dict[str, str]:
    return {
        "subject": subject,
        "arrival_date": day,
        "code_number": "2257",
        "code_notation": "QĐ-UBND",
        "organ_name": "UBND tỉnh",
    }


def _found(office: Office, query: str) -> Found:
    with office.read() as connection:
        return search(connection, query)


def _subjects(found: Found) -> list[str]:
    return [str(hit.values["subject"]).split()[0] for hit in found.hits]


@pytest.mark.parametrize("query", ["quyet dinh", "QUYET DINH", "quyết định"])
def test_words_are_found_with_and_without_marks(office: Office, query: str) -> None:
    assert set(_subjects(_found(office, query))) == {"Quyết", "Thông"}


def test_words_typed_with_marks_come_first_when_they_match_with_marks(office: Office) -> None:
    found = _found(office, "quyết định")
    assert _subjects(found) == ["Quyết", "Thông"]
    assert found.exact == 1


def test_words_typed_without_marks_come_newest_first(office: Office) -> None:
    assert _subjects(_found(office, "quyet dinh")) == ["Thông", "Quyết"]


def test_decomposed_input_finds_the_same(office: Office) -> None:
    assert _found(office, normalize("NFD", "quyết định")) == _found(office, "quyết định")


def test_tone_placement_makes_no_difference(office: Office) -> None:
    assert _found(office, "thuỷ lợi").exact == 1


@pytest.mark.parametrize("query", ["2257", "QĐ-UBND", "2257/QĐ-UBND", "qd-ubnd"])
def test_number_and_notation_are_found(office: Office, query: str) -> None:
    assert len(_found(office, query).hits) == 3


def test_the_last_word_may_be_half_typed(office: Office) -> None:
    assert _subjects(_found(office, "tuyen du")) == ["Về"]


@pytest.mark.parametrize("query", ["1246", "1246/2026"])
def test_an_arrival_number_alone_jumps_to_it(office: Office, query: str) -> None:
    found = _found(office, query)
    assert found.jumps == 1
    assert found.hits[0].values["arrival_number"] == 1246


@pytest.mark.parametrize("query", ["", "  ", '"', "AND", "a*b(", "NEAR(", "';--"])
def test_hostile_or_empty_input_is_just_words(office: Office, query: str) -> None:
    assert _found(office, query).hits == ()


def test_an_edited_document_is_found_by_its_new_words_only(office: Office) -> None:
    document = _found(office, "tuyển dụng").hits[0]
    office.run(EditIncoming(document.id, {"subject": "Về việc thi đua"}))
    office.index_waiting()
    assert _found(office, "tuyển dụng").hits == ()
    assert len(_found(office, "thi đua").hits) == 1


def test_a_removed_document_is_not_found(office: Office) -> None:
    document = _found(office, "tuyển dụng").hits[0]
    office.run(RemoveIncoming(document.id, "nhầm"))
    office.index_waiting()
    assert _found(office, "tuyển dụng").hits == ()

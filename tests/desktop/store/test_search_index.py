"""Words of what is gone leave the index, however few documents it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.incoming import RegisterIncoming, RemoveIncoming
from desktop.commands.registers import StartRegister
from desktop.office import Office
from desktop.store import search_index
from tests.helpers.offices import START, new_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("den", 1, START.date(), "Quyển 1"))
    yield opened
    opened.close()


def _terms(office: Office) -> set[str]:
    with office.store.write() as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms "
            "USING fts5vocab('main', 'search_index', 'row')"
        )
        return {term for (term,) in connection.execute("SELECT term FROM temp.terms")}


@pytest.mark.parametrize("others", [0, 1, 40])
def test_the_words_of_a_removed_document_are_forgotten(office: Office, others: int) -> None:
    made = office.run(RegisterIncoming({"subject": "xuanthachquyen"}))
    office.index_waiting()
    for number in range(others):
        office.run(RegisterIncoming({"subject": f"khac{number}"}))
    office.run(RemoveIncoming(made.id, "Nhập nhầm"))
    office.index_waiting()
    with office.store.write() as connection:
        search_index.forget_deleted(connection)
    assert "xuanthachquyen" not in _terms(office)
    assert others == 0 or "khac0" in _terms(office)

"""The ledger as people read it: no gap unexplained, cancelled numbers struck through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.rules.numbering import number_id
from desktop.commands.incoming import RemoveIncoming
from desktop.commands.ledger_rows import ReserveNumbers
from desktop.office import Office
from desktop.queries.ledger import Gap, gaps, lines
from tests.helpers.books import DEN, arrive, office_with_books


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = office_with_books(tmp_path / "store", last=3)
    yield opened
    opened.close()


def forget(office: Office, number: int) -> None:
    """A row that got lost."""
    with office.store.write() as connection:
        connection.execute("DELETE FROM number WHERE id = ?", (number_id(DEN, 2026, number, ""),))


def found(office: Office, year: int = 2026) -> list[Gap]:
    with office.read() as connection:
        return gaps(connection, DEN, year)


def test_what_stood_on_paper_before_is_one_stretch(office: Office) -> None:
    assert found(office) == [Gap(1, 3, "", "on_paper")]


def test_each_number_without_a_document_has_its_reason(office: Office) -> None:
    made = arrive(office)
    office.run(RemoveIncoming(made.id, "Vào sổ nhầm"))
    office.run(ReserveNumbers("den", "Bà Lan", "Chờ thư"))
    arrive(office)
    assert found(office)[1:] == [
        Gap(4, 4, "", "cancelled", "Vào sổ nhầm"),
        Gap(5, 5, "", "reserved", "Chờ thư", "Bà Lan"),
    ]


def test_what_nobody_explains_comes_first(office: Office) -> None:
    for _ in range(4):
        arrive(office)
    forget(office, 5)
    forget(office, 6)
    assert found(office) == [Gap(5, 6, "", "unexplained"), Gap(1, 3, "", "on_paper")]


def test_a_number_cancelled_without_a_reason_is_not_explained(office: Office) -> None:
    arrive(office)
    with office.store.write() as connection:
        connection.execute("UPDATE number SET state = 'cancelled'")
    assert found(office)[0] == Gap(4, 4, "", "unexplained")


def test_a_year_without_a_book_has_no_gaps(office: Office) -> None:
    assert found(office, 2025) == []


def test_a_cancelled_number_is_shown_struck_through_with_who_and_why(office: Office) -> None:
    made = arrive(office, "Nhầm")
    arrive(office, "Đúng")
    office.run(RemoveIncoming(made.id, "Vào sổ nhầm"))
    with office.read() as connection:
        first, second = lines(connection, DEN, 2026)
    assert (first.is_struck, second.is_struck) == (True, False)
    assert first.document is not None
    assert first.document.values["subject"] == "Nhầm"
    assert (first.row.values["reason"], first.closed_by) == ("Vào sổ nhầm", "Phạm Thị Hoa")

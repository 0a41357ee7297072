"""Groups of hits with their headings, under Qt's own tester."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.queries.search import Found
from desktop.store.view import Row
from desktop.ui.models.search_results import HIT_ROLE, Hit, SearchResults


def row(number: int) -> Row:
    values = {
        "subject": f"Văn bản {number}",
        "arrival_number": number,
        "code_number": "5",
        "code_notation": "QĐ-X",
        "organ_name": "Sở Nội vụ",
        "issued_date": "2026-09-11",
        "state": "da_dang_ky",
    }
    return Row("incoming_document", str(number), "office/stc", values, {})


def found(jumps: int, exact: int, folded: int) -> Found:
    hits = tuple(row(number) for number in range(jumps + exact + folded))
    return Found(hits, jumps, exact, 0)


@pytest.fixture
def results(qapp: object) -> SearchResults:
    made = SearchResults()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def texts(results: SearchResults) -> list[str]:
    return [str(results.index(at, 0).data()) for at in range(results.rowCount())]


@pytest.mark.parametrize(
    ("groups", "headings"),
    [
        ((1, 0, 0), ["Đúng số đến"]),
        ((0, 2, 0), ["Kết quả"]),
        ((0, 1, 1), ["Khớp cả dấu", "Khớp khi bỏ dấu"]),
        ((0, 0, 2), ["Khớp khi bỏ dấu"]),
        ((1, 1, 1), ["Đúng số đến", "Khớp cả dấu", "Khớp khi bỏ dấu"]),
        ((0, 0, 0), []),
    ],
)
def test_each_group_has_its_heading(
    results: SearchResults, groups: tuple[int, int, int], headings: list[str]
) -> None:
    results.show_found(found(*groups))
    assert [text for text in texts(results) if not text.startswith("Văn bản")] == headings


def test_a_heading_cannot_be_chosen(results: SearchResults) -> None:
    results.show_found(found(0, 1, 0))
    assert not results.index(0, 0).flags() & Qt.ItemFlag.ItemIsSelectable
    assert results.index(1, 0).flags() & Qt.ItemFlag.ItemIsSelectable
    assert results.first_hit == 1


def test_a_hit_tells_number_code_date_and_issuer(results: SearchResults) -> None:
    results.show_found(found(0, 1, 0))
    hit = results.index(1, 0).data(HIT_ROLE)
    assert isinstance(hit, Hit)
    assert hit.note == "Số đến 0  ·  5/QĐ-X  ·  11/09/2026  ·  Sở Nội vụ"
    spoken = str(results.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.endswith("Đã đăng ký")


def test_no_search_leaves_nothing(results: SearchResults) -> None:
    results.show_found(found(0, 1, 0))
    results.show_found(None)
    assert (results.rowCount(), results.first_hit) == (0, -1)

"""The demo's documents are real files in the prescribed form, and the same ones each time."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date

import docx
import pypdf
import pytest

from common.entities.catalogue import DOCUMENT_TYPES
from common.entities.documents import INCOMING_DOCUMENT
from common.text.notation import parse_notation
from desktop.demo.documents import (
    OFFICES,
    DocumentSpec,
    make_docx,
    make_pdf,
    matters,
    sample_decision,
    sample_incoming,
)
from desktop.demo.issuers import ISSUERS

ARRIVED = date(2013, 10, 8)
SEVERAL = range(len(matters()))


def spec_of(index: int) -> DocumentSpec:
    """What is printed on the ``index``-th document."""
    return sample_incoming(index, arrival_date=ARRIVED)[1]


def pdf_of(spec: DocumentSpec) -> pypdf.PdfReader:
    """``spec`` as a PDF, opened."""
    return pypdf.PdfReader(io.BytesIO(make_pdf(spec)))


def words(text: str) -> str:
    """``text`` in composed form, its line breaks as spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_of_pdf(spec: DocumentSpec) -> str:
    """All text of the PDF."""
    return words(" ".join(page.extract_text() for page in pdf_of(spec).pages))


def text_of_docx(spec: DocumentSpec) -> str:
    """All text of the Word document, tables too."""
    opened = docx.Document(io.BytesIO(make_docx(spec)))
    cells = [cell for table in opened.tables for row in table.rows for cell in row.cells]
    paragraphs = [*opened.paragraphs, *(line for cell in cells for line in cell.paragraphs)]
    return words(" ".join(paragraph.text for paragraph in paragraphs))


@pytest.mark.parametrize("read", [text_of_pdf, text_of_docx])
@pytest.mark.parametrize("index", [0, 2, 7, 9])
def test_what_is_printed_is_read_back(index: int, read: object) -> None:
    spec = spec_of(index)
    text = read(spec)  # type: ignore[operator]
    expected = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        f"Số: {spec.number_notation}", spec.place_and_date, spec.subject, *spec.body,
        "Nơi nhận:", *spec.recipients, *spec.signer_lines, spec.signer_name, *spec.addressees,
    )  # fmt: skip
    assert [part for part in expected if part not in text] == []


def test_a_letter_has_its_subject_under_the_number_and_no_title() -> None:
    text = text_of_pdf(spec_of(0))
    assert f"V/v {spec_of(0).subject}" in text
    assert "CÔNG VĂN" not in text


def test_a_committee_stands_in_two_lines() -> None:
    page = pdf_of(sample_decision("2257/QĐ-UBND", ARRIVED)).pages[0].extract_text()
    lines = [words(line) for line in page.splitlines()]
    assert any(line.startswith("ỦY BAN NHÂN DÂN") for line in lines)
    assert any(line.startswith("TỈNH HẢI DƯƠNG") for line in lines)


def test_an_urgent_document_bears_its_stamp() -> None:
    urgent = [spec for spec in map(spec_of, SEVERAL) if spec.stamp]
    assert {spec.stamp for spec in urgent} == {"KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"}
    assert all(spec.stamp in text_of_pdf(spec) for spec in urgent)


def test_the_number_of_pages_is_what_the_register_says() -> None:
    for index in SEVERAL:
        fields, spec = sample_incoming(index, arrival_date=ARRIVED)
        assert len(pdf_of(spec).pages) == fields["page_amount"], spec.subject


@pytest.mark.parametrize("make", [make_pdf, make_docx])
def test_the_same_document_is_the_same_file(make: object) -> None:
    assert make(spec_of(3)) == make(spec_of(3))  # type: ignore[operator]


def test_a_subject_cannot_change_the_form() -> None:
    spec = sample_decision("1/QĐ-UBND", ARRIVED)
    nasty = '#panic("x") $a$ *b* "c" \\ //'
    told = DocumentSpec(
        spec.organ_name,
        "",
        "1/QĐ-UBND",
        spec.place,
        ARRIVED,
        "Thông báo",
        nasty,
        (nasty,),
        (),
        "",
        "",
    )
    assert text_of_pdf(told).count(nasty) == 2


def test_the_same_index_seed_and_day_give_the_same_document() -> None:
    first, again = (sample_incoming(5, arrival_date=ARRIVED) for _ in range(2))
    other = sample_incoming(5, arrival_date=ARRIVED, seed=7)
    assert first == again != other


def test_fields_are_those_of_an_incoming_document() -> None:
    known = {field.name for field in INCOMING_DOCUMENT.fields}
    fields, spec = sample_incoming(1, arrival_date=ARRIVED)
    assert set(fields) <= known
    assert f"{fields['code_number']}/{fields['code_notation']}" == spec.number_notation


def test_notations_are_read_as_they_were_written() -> None:
    for index in range(200):
        fields, spec = sample_incoming(index, arrival_date=ARRIVED)
        read = parse_notation(spec.number_notation)
        assert (read.code_number, read.code_notation) == (
            fields["code_number"],
            fields["code_notation"],
        )


def test_no_number_of_one_agency_is_met_twice() -> None:
    met = [(spec.number_notation, spec.organ_name) for spec in map(spec_of, range(1000))]
    assert len(set(met)) == len(met)


def test_a_document_is_issued_on_a_working_day_shortly_before_it_arrives() -> None:
    days = {spec.issued_date for spec in map(spec_of, range(100))}
    assert all(day.weekday() < 5 and 0 < (ARRIVED - day).days <= 7 for day in days)


def test_the_pool_is_wide_enough_to_look_like_an_office() -> None:
    assert len({matter.subject for matter in matters()}) >= 40
    assert len({issuer.name for issuer in ISSUERS}) >= 20
    assert all(matter.writers() for matter in matters())
    assert {matter.type_code for matter in matters()} <= {kind.code for kind in DOCUMENT_TYPES}


def test_the_offices_are_the_province_s_thirty_one() -> None:
    with OFFICES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = sum(int(row[kind]) for row in rows for kind in list(row)[4:9])
    assert (len(rows), len({row["code"] for row in rows}), people) == (31, 31, 1521)

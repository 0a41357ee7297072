"""One administrative document in the form of NĐ 30/2020: as PDF by typst, as DOCX by python-docx.

The files are real: their text can be read, searched and copied. The same document gives the same
bytes each time, so that a test may compare them and a demo can be played again.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import docx
import typst
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from common.text.dates import place_and_date

FORM = Path(__file__).with_name("document.typ")
LETTER = "Công văn"
"""The one type whose name is not printed: its subject stands under the number, after «V/v»."""

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_COMMITTEE = "Ủy ban nhân dân "
_FACE = "Times New Roman"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """All that is printed on one document.

    ``parent_organ`` and ``authority`` may be empty; ``authority`` stands above the signer's post
    («TM. Ủy ban nhân dân», «KT. Giám đốc»), a line each. A paragraph of ``body`` in capitals is a
    heading. ``addressees`` are those of «Kính gửi», ``recipients`` the lines of «Nơi nhận» without
    dashes, ``stamp`` that of the urgency.
    """

    organ_name: str
    parent_organ: str
    number_notation: str
    place: str
    issued_date: date
    type_name: str
    subject: str
    body: tuple[str, ...]
    recipients: tuple[str, ...]
    signer_position: str
    signer_name: str
    authority: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    stamp: str = ""

    @property
    def is_letter(self) -> bool:
        """Whether it is a công văn, which has no title."""
        return self.type_name == LETTER

    @property
    def place_and_date(self) -> str:
        """The line above the title: ``Hải Dương, ngày 08 tháng 10 năm 2013``."""
        return place_and_date(self.place, self.issued_date)

    @property
    def signer_lines(self) -> tuple[str, ...]:
        """What stands above the signature, in capitals."""
        return tuple(line.upper() for line in (*self.authority, self.signer_position))


def head_lines(organ_name: str) -> list[str]:
    """The agency's name as its block is broken: «Ủy ban nhân dân» stands in a line of its own."""
    rest = organ_name.removeprefix(_COMMITTEE)
    if rest != organ_name and rest:
        return [_COMMITTEE.strip(), rest[:1].upper() + rest[1:]]
    return [organ_name] if organ_name else []


def make_pdf(spec: DocumentSpec) -> bytes:
    """``spec`` as a PDF with real text, byte for byte the same each time."""
    values = {
        "motto": MOTTO,
        "organ": head_lines(spec.organ_name),
        "parent": head_lines(spec.parent_organ),
        "number": spec.number_notation,
        "place_date": spec.place_and_date,
        "date": [spec.issued_date.year, spec.issued_date.month, spec.issued_date.day],
        "type": "" if spec.is_letter else spec.type_name,
        "subject": spec.subject,
        "body": spec.body,
        "recipients": spec.recipients,
        "signer_lines": spec.signer_lines,
        "signer": spec.signer_name,
        "addressees": spec.addressees,
        "stamp": spec.stamp,
    }
    words = json.dumps(values, ensure_ascii=False)
    return bytes(typst.compile(str(FORM), sys_inputs={"spec": words}, ignore_system_fonts=True))


def make_docx(spec: DocumentSpec) -> bytes:
    """``spec`` as a Word document, byte for byte the same each time."""
    document = docx.Document()
    _set_up(document, spec)
    _write_head(document, spec)
    _write_title(document, spec)
    for text in spec.body:
        _write_paragraph(document, text)
    _write_foot(document, spec)
    written = io.BytesIO()
    document.save(written)
    return _without_clock(written.getvalue())


def _set_up(document: Document, spec: DocumentSpec) -> None:
    """Page and type as NĐ 30/2020 PL I.I; the author is the agency, the time the day of issue."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FACE, Pt(14)
    style.paragraph_format.space_after = Pt(6)
    told = document.core_properties
    told.title, told.author, told.language = spec.subject, spec.organ_name, "vi-VN"
    told.created = told.modified = datetime.combine(spec.issued_date, time(8))
    told.last_modified_by, told.revision = spec.organ_name, 1


def _write_head(document: Document, spec: DocumentSpec) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.width, right.width = Cm(6.5), Cm(10)
    for text in head_lines(spec.parent_organ):
        _line(left, text.upper(), 13)
    for text in head_lines(spec.organ_name):
        _line(left, text.upper(), 13, bold=True)
    _line(left, f"Số: {spec.number_notation}", 13)
    if spec.is_letter:
        _line(left, f"V/v {spec.subject}", 12)
    if spec.stamp:
        _line(left, spec.stamp, 13, bold=True)
    _line(right, MOTTO[0], 13, bold=True)
    _line(right, MOTTO[1], 14, bold=True)
    _line(right, spec.place_and_date, 14, italic=True)
    for cell in (left, right):
        _drop_first(cell)


def _write_title(document: Document, spec: DocumentSpec) -> None:
    if not spec.is_letter:
        for text in (spec.type_name.upper(), spec.subject):
            title = document.add_paragraph()
            title.alignment = _CENTRE
            title.add_run(text).bold = True
    if spec.addressees:
        to = document.add_paragraph(f"Kính gửi: {'; '.join(spec.addressees)}.")
        to.alignment = _CENTRE


def _write_paragraph(document: Document, text: str) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if text.isupper():  # «QUYẾT ĐỊNH:», a heading of its own
        paragraph.alignment, run.bold = _CENTRE, True
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)


def _write_foot(document: Document, spec: DocumentSpec) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, centred=False)
    for text in spec.recipients:
        _line(left, f"- {text}", 11, centred=False)
    for text in spec.signer_lines:
        _line(right, text, 14, bold=True)
    signature = _line(right, spec.signer_name, 14, bold=True)
    signature.paragraph_format.space_before = Pt(64)
    for cell in (left, right):
        _drop_first(cell)


def _line(
    cell: _Cell,
    text: str,
    points: int,
    *,
    bold: bool = False,
    italic: bool = False,
    centred: bool = True,
) -> Paragraph:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = _CENTRE
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(points)
    return paragraph


def _drop_first(cell: _Cell) -> None:
    """A new cell begins with an empty paragraph, which would push all others down."""
    empty = cell.paragraphs[0]._element
    empty.getparent().remove(empty)


def _without_clock(written: bytes) -> bytes:
    """The same package with the times of its parts set to one moment."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(copy, "w") as target:
        for part in source.infolist():
            kept = zipfile.ZipInfo(part.filename, _ZIP_EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(kept, source.read(part))
    return copy.getvalue()

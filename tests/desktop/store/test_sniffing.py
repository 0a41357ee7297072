"""A file is what its first bytes say; programs and scripts are refused by name and by content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from desktop.store.sniffing import HEAD_SIZE_BYTES, Sniffed, media_type_of, sniff
from tests.helpers.refusals import code_of

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = OOXML + "wordprocessingml.document"
ODF = "application/vnd.oasis.opendocument."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TEXT = "Kính gửi: Ủy ban nhân dân tỉnh\r\n".encode()


def zipped(*names: str, first: bytes = b"<x/>") -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, first if name == names[0] else b"<x/>" * 2000)
    return raw.getvalue()


def old_office(stream: str) -> bytes:
    return OLE + bytes(1000) + stream.encode("utf-16-le") + bytes(100)


SAMPLES = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "tờ trình.pdf", "application/pdf"),
    (b"\r\n%PDF-1.4", "máy quét cũ.PDF", "application/pdf"),
    (zipped("[Content_Types].xml", "word/document.xml"), "a.docx", DOCX),
    (zipped("word/numbering.xml", "[Content_Types].xml"), "a.docx", DOCX),
    (zipped("[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "customXml/item1.xml",
            "docProps/core.xml", "xl/workbook.xml"), "a.xlsx", OOXML + "spreadsheetml.sheet"),
    (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx",
     OOXML + "presentationml.presentation"),
    (zipped("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.text"), "a.odt",
     ODF + "text"),
    (zipped("mimetype", "c.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"), "a.ods",
     ODF + "spreadsheet"),
    (zipped("mimetype", "c.xml", first=b"application/vnd.oasis.opendocument.text-template"),
     "a.ott", ODF + "text-template"),
    (zipped("anh/1.jpg"), "ảnh.zip", "application/zip"),
    (old_office("WordDocument"), "cũ.doc", "application/msword"),
    (old_office("Workbook"), "cũ.xls", "application/vnd.ms-excel"),
    (old_office("PowerPoint Document"), "cũ.ppt", "application/vnd.ms-powerpoint"),
    (old_office("EncryptedPackage"), "có mật khẩu.docx", "application/x-ole-storage"),
    (b"{\\rtf1\\ansi", "a.rtf", "application/rtf"),
    (TEXT, "a.txt", "text/plain"),
    (b"\xef\xbb\xbf" + TEXT, "a.csv", "text/plain"),
    ("Kính gửi".encode("utf-16"), "a.txt", "text/plain"),
    (b'<?xml version="1.0"?><edXML/>', "a.xml", "application/xml"),
    (b"<!DOCTYPE html><html>", "a.html", "text/html"),
    (b"\x89PNG\r\n\x1a\n" + bytes(30), "a.png", "image/png"),
    (b"\xff\xd8\xff\xe0" + bytes(30), "a.JPEG", "image/jpeg"),
    (b"II*\x00" + bytes(30), "quét.tiff", "image/tiff"),
    (b"Rar!\x1a\x07\x00" + bytes(30), "a.rar", "application/x-rar-compressed"),
    (b"\x01\x02\x03\x04" * 9, "a.khongbiet", "application/octet-stream"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "name", "media_type"), SAMPLES)
def test_a_type_is_known_by_its_first_bytes(head: bytes, name: str, media_type: str) -> None:
    assert sniff(head, name) == Sniffed(media_type, extension_matches=True)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"%PDF-1.7", "a.docx"),
        (b"%PDF-1.7", "a"),
        (TEXT, "a.pdf"),
        (zipped("anh/1.jpg"), "a.docx"),
        (old_office("WordDocument"), "a.pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "a.jpg"),
        (b"\x01\x02\x03\x04" * 9, "a.pdf"),
        ("Độc lập".encode() + b"\xff\xff\xff\xff", "cũ.txt"),
    ],
)
def test_a_name_that_says_something_else_is_noticed(head: bytes, name: str) -> None:
    assert not sniff(head, name).extension_matches


@pytest.mark.parametrize(
    "name",
    [
        "a.exe", "a.EXE", "a.pdf.exe", "a.pdf.exe ", "a.exe.", "báo cáo\u202efdp.scr", "a.js",
        "a.vbs", "a.bat", "a.cmd", "a.ps1", "a.lnk", "a.hta", "a.msi", "a.jar", "a.sh",
        "a.py", "a.url", "a.settingcontent-ms", "x.pdf:y.wsf", "a.ex\u200be", "thư mục/a.com",
        "C:\\a.iso",
    ],
)  # fmt: skip
def test_programs_and_scripts_are_refused_by_name(name: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        sniff(TEXT, name)
    assert (refused.value.code, refused.value.field) == ("attachment_type_refused", "attachment")
    assert refused.value.params == {"name": name}


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\x00\x03\x00\x00\x00" + bytes(60),
        b"\x7fELF\x02\x01\x01" + bytes(60),
        b"\xcf\xfa\xed\xfe" + bytes(60),
        b"\xca\xfe\xba\xbe" + bytes(60),
        b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
        b"ITSF" + bytes(60),
        b"#!/bin/sh\nrm -rf ~\n",
        b"\xef\xbb\xbf#!/usr/bin/python3\n",
    ],
)
def test_programs_and_scripts_are_refused_by_content(head: bytes) -> None:
    for name in ("tờ trình.pdf", "a.txt", "a"):
        assert code_of(lambda name=name: sniff(head, name)) == "attachment_type_refused"


def test_a_text_that_begins_like_a_program_is_a_text() -> None:
    assert sniff(b"MZ la hai chu cai dau", "a.txt") == Sniffed("text/plain", True)


def test_real_files_of_common_makers_are_known(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Tờ trình " * 3000)
    document.save(str(tmp_path / "a.docx"))
    head = (tmp_path / "a.docx").read_bytes()[:HEAD_SIZE_BYTES]
    assert sniff(head, "a.docx") == Sniffed(DOCX, True)


@pytest.mark.parametrize("cut", range(3, 12))
def test_a_text_cut_inside_a_letter_is_still_a_text(cut: int) -> None:
    assert media_type_of("ếợẫđ".encode()[:cut]) == "text/plain"
    assert media_type_of("\ufeffếợẫđ𠀀".encode("utf-16-le")[: 2 + cut]) == "text/plain"


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_under_any_name_have_a_type_or_are_refused(head: bytes, name: str) -> None:
    assert code_of(lambda: sniff(head, name)) in ("", "attachment_type_refused")
    assert "/" in media_type_of(head)


@given(st.sampled_from([head for head, _, _ in SAMPLES]), st.integers(0, 2000))
def test_a_cut_head_of_a_known_file_is_no_crash(head: bytes, kept: int) -> None:
    assert "/" in media_type_of(head[:kept])

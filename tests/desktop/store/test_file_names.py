"""Whatever a file is called, the name it gets is safe on every system and still its own."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store.file_names import NAME_SIZE_BYTES_MAX, NAMELESS, ending_of, safe_file_name

hostile = st.text(
    st.sampled_from('aĐ.é \t\n\0/\\:*?"<>|\u202e\u200b\u2028\ud800\ue000~$%&') | st.characters(),
    max_size=300,
) | st.sampled_from(["CON", "con.pdf", "LPT1.tar.gz", "..", ".", "nul.", "COM¹.txt"])


@pytest.mark.parametrize(
    "name",
    [
        "Tờ trình số 15.pdf",
        "báo cáo quý 1.docx",
        "a.tar.gz",
        "không đuôi",
        "2026-01-05 (bản 2).xlsx",
    ],
)
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert safe_file_name(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.pdf", "x.pdf"),
        ("/", NAMELESS),
        ("", NAMELESS),
        ("...", NAMELESS),
        (".pdf", "pdf"),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ("báo cáo\u202efdp.exe", "báo cáofdp.exe"),
        ("x.pdf:evil.exe", "x.pdf_evil.exe"),
        ("what?*.pdf", "what__.pdf"),
        ("x.pdf. . ", "x.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("AUX", "_AUX"),
        ("com¹.txt", "_com¹.txt"),
        ("aux .txt", "_aux .txt"),
        ("console.txt", "console.txt"),
        (unicodedata.normalize("NFD", "Đề án.pdf"), "Đề án.pdf"),
    ],
)
def test_a_hostile_name_is_disarmed(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@given(hostile)
def test_every_name_becomes_one_plain_part_of_a_path(name: str) -> None:
    safe = safe_file_name(name)
    assert PurePosixPath(safe).name == safe
    assert PureWindowsPath(safe).name == safe
    assert not PureWindowsPath(safe).is_reserved()
    assert not set(safe) & set('/\\:*?"<>|')
    assert all(unicodedata.category(character)[0] != "C" for character in safe)
    assert safe.strip(" .") == safe


@given(hostile)
def test_a_safe_name_is_in_bounds_composed_and_safe_again(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe.encode()) <= NAME_SIZE_BYTES_MAX
    assert unicodedata.is_normalized("NFC", safe)
    assert safe_file_name(safe) == safe


@given(st.text(st.sampled_from("ưdế"), min_size=200, max_size=400))
def test_a_long_name_keeps_its_ending(stem: str) -> None:
    assert safe_file_name(f"{stem}.docx").endswith(".docx")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", "pdf"),
        ("a.pdf.exe", "exe"),
        ("a.exe. . ", "exe"),
        ("a.ex\u200be", "exe"),
        ("a.pdf:b.js", "js"),
        ("a.settingcontent-ms", "settingcontent-ms"),
        ("README", ""),
        (".bashrc", ""),
        ("", ""),
    ],
)
def test_the_ending_is_the_one_the_system_goes_by(name: str, ending: str) -> None:
    assert ending_of(name) == ending


@given(hostile)
def test_the_ending_of_a_name_is_that_of_its_safe_form(name: str) -> None:
    assert ending_of(name) == ending_of(safe_file_name(name))

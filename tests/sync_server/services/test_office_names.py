"""Full names and abbreviations of the province's offices."""

from __future__ import annotations

import unicodedata

import pytest

from sync_server.services.office_names import abbreviation_of, full_name_of


@pytest.mark.parametrize(
    ("code", "name", "full_name", "abbreviation"),
    [
        ("stc", "Sở Tài chính", "Sở Tài chính", "STC"),
        ("sgtvt", "Sở GTVT", "Sở Giao thông vận tải", "SGTVT"),
        ("tphaiduong", "TP Hải Dương", "Ủy ban nhân dân thành phố Hải Dương", "UBND"),
        ("chilinh", "Chí Linh", "Ủy ban nhân dân thị xã Chí Linh", "UBND"),
        ("namsach", "Nam Sách", "Ủy ban nhân dân huyện Nam Sách", "UBND"),
    ],
)
def test_short_names_are_written_out(
    code: str, name: str, full_name: str, abbreviation: str
) -> None:
    assert (full_name_of(code, name), abbreviation_of(code)) == (full_name, abbreviation)


def test_an_office_that_is_not_listed_keeps_its_name() -> None:
    assert full_name_of("sonew", "Sở Mới") == "Sở Mới"
    assert abbreviation_of("sonew") == "SONEW"


def test_names_are_nfc() -> None:
    names = [full_name_of(code, "") for code in ("svhttdl", "sldtbxh", "bqlkcn", "thanhmien")]
    assert all(names)
    assert [unicodedata.normalize("NFC", name) for name in names] == names

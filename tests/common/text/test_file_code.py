"""The code of a case file is its parts joined by dots."""

from __future__ import annotations

import pytest

from common.text.file_code import compose_file_code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("000.00.01.H23", 2026, "01.TCCB"), "000.00.01.H23.2026.01.TCCB"),
        (("", 2026, "01.TCCB"), "2026.01.TCCB"),
        (("", None, ""), ""),
    ],
)
def test_a_part_that_is_not_known_is_left_out(
    parts: tuple[str, int | None, str], code: str
) -> None:
    assert compose_file_code(*parts) == code

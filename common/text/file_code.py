"""The code of a case file, as it is shown and exported.

Its three parts are fixed by NĐ 30/2020 PL VI Phần II.III; the joining dot is customary, so the
parts are stored and only composed here.
"""

from __future__ import annotations


def compose_file_code(organ_id: str, file_catalog: int | None, file_notation: str) -> str:
    """``000.00.01.H23.2026.01.TCCB``; a part that is not known is left out."""
    year = str(file_catalog) if file_catalog else ""
    return ".".join(part for part in (organ_id, year, file_notation) if part)

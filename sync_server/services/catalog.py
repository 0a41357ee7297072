"""What the centre keeps for all offices: types of document, and the days off that never move.

Days that follow the moon, and those that the government moves each year, are entered by people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.changes.record import Values
from common.entities.catalogue import DOCUMENT_TYPES
from common.ids import derived_id
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference

_FIXED_HOLIDAYS = (
    (1, 1, "Tết Dương lịch"),
    (4, 30, "Ngày Chiến thắng"),
    (5, 1, "Ngày Quốc tế lao động"),
    (9, 2, "Quốc khánh"),
)
"""Bộ luật Lao động 2019 Đ.112: the days whose date in the solar year is fixed."""


def write_catalog(work: ScopeWork, today: date) -> None:
    """Bring the catalog to what this version knows, for this year and the next."""
    wanted = (*_document_types(), *_holidays(today.year), *_holidays(today.year + 1))
    work.state.load((entity, record_id) for entity, record_id, _ in wanted)
    changes = (difference(work, *one) for one in wanted)
    act(work, "import_catalog", [change for change in changes if change])


def _document_types() -> Iterator[tuple[str, str, Values]]:
    for spec in DOCUMENT_TYPES:
        values: Values = {
            "code": spec.code,
            "name": spec.name,
            "abbreviation": spec.abbreviation,
            "kind": spec.kind,
            "has_year": spec.has_year,
            "active": True,
        }
        yield "document_type", derived_id("document_type", spec.code), values


def _holidays(year: int) -> Iterator[tuple[str, str, Values]]:
    for month, day, name in _FIXED_HOLIDAYS:
        iso = date(year, month, day).isoformat()
        values: Values = {"day": iso, "name": name, "working": False}
        yield "holiday", derived_id("holiday", iso), values

"""Registers of any length, laid in as a pull brings them: quicker than registering each."""

from __future__ import annotations

from datetime import date, timedelta

from common.changes.record import Record
from common.ids import derived_id
from common.protocol.messages import Cursor
from desktop.office import Office
from desktop.store import layers
from tests.helpers.offices import rows_of

_FIRST_DAY = date(2026, 1, 5)
_A_DAY = 40


def arrival(position: int) -> Record:
    """The arrival number ``position`` (from 1)."""
    day = (_FIRST_DAY + timedelta(days=position // _A_DAY)).isoformat()
    return Record(
        "incoming_document",
        derived_id("incoming_document", str(position)),
        {
            "subject": f"Về việc báo cáo tình hình thực hiện nhiệm vụ, lần thứ {position}",
            "type_name": "Công văn",
            "organ_name": "Ủy ban nhân dân huyện Ninh Giang",
            "code_number": str(position),
            "code_notation": "UBND-VP",
            "issued_date": day,
            "arrival_date": day,
            "arrival_number": position,
            "state": "da_dang_ky",
        },
        {"*": "0.2"},
    )


def lay_arrivals(office: Office, count: int) -> None:
    """Put ``count`` settled arrivals into the office's register."""
    rows = rows_of((arrival(position) for position in range(1, count + 1)), seq=2)
    with office.store.write() as connection:
        cursor = Cursor("a" * 32, 2, b"\2" * 32)
        layers.promote(connection, office.who.office_scope, rows, cursor)

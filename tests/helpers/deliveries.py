"""Deliveries as the postman writes them into an office's scope."""

from __future__ import annotations

from common.changes.record import Record, Values
from common.ids import derived_id
from common.protocol.messages import Cursor
from desktop.events import Changed
from desktop.office import Office
from desktop.store import layers
from tests.helpers.offices import rows_of

DELIVERED_AT_MS = 1_789_000_000_000


def delivery(name: str, **values: object) -> list[Record]:
    """A delivery called ``name`` with one file that has not arrived."""
    record_id = derived_id("delivery", name, "stc")
    stated: Values = {
        "from_office": "vpubnd",
        "from_name": "Văn phòng UBND tỉnh",
        "type_name": "Quyết định",
        "code_number": "2257",
        "code_notation": "QĐ-UBND",
        "issued_date": "2026-09-11",
        "organ_name": "Ủy ban nhân dân tỉnh",
        "subject": f"Về việc {name}",
        "urgency": 0,
        "sent_at": DELIVERED_AT_MS,
        "delivered_at": DELIVERED_AT_MS,
        "state": "cho_tiep_nhan",
    }
    stated |= values  # type: ignore[arg-type]
    sha256 = derived_id("file", name).replace("-", "") * 2
    file: Values = {
        "document_id": record_id,
        "document_entity": "delivery",
        "name": f"{name}.pdf",
        "size_bytes": 1000,
        "media_type": "application/pdf",
        "sha256": sha256,
        "ordinal": 1,
    }
    return [
        Record("delivery", record_id, stated, {"*": "0.3"}),
        Record("attachment", derived_id("attachment", record_id, sha256, "1"), file, {"*": "0.3"}),
    ]


def lay_deliveries(office: Office, *deliveries: list[Record], seq: int = 3) -> list[str]:
    """Bring them in as a pull does, tell it, and return their ids."""
    records = [record for one in deliveries for record in one]
    with office.store.write() as connection:
        cursor = Cursor("a" * 32, seq, bytes([seq]) * 32)
        keys = layers.promote(connection, office.who.office_scope, rows_of(records, seq), cursor)
    office.events.announce(Changed(tuple(keys), "sync"))
    return [record.id for record in records if record.entity == "delivery"]

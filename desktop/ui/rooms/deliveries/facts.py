"""What the pane tells of a delivery, and of the arrival that it became."""

from __future__ import annotations

from dataclasses import dataclass

from common.ids import derived_id
from common.rules.workflow import ARRIVED
from common.text.messages import _
from desktop.queries.records import detail
from desktop.store.connection import Connection
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.rooms.record_pane import Fact, RecordPane
from desktop.ui.rooms.record_words import (
    Shown,
    badges_of,
    label_of,
    load_shown,
    signer_of,
    trouble_of,
)

ENTITY = "delivery"
ARRIVAL = "incoming_document"


@dataclass(frozen=True)
class DeliveryLoaded:
    """A delivery, and the arrival that accepting it made."""

    shown: Shown
    arrival: Row | None


def load(connection: Connection, number: int) -> DeliveryLoaded | None:
    """The delivery with this row number, or ``None``."""
    shown = load_shown(connection, ENTITY, number)
    if shown is None:
        return None
    found = detail(connection, ARRIVAL, derived_id(ARRIVAL, shown.row.id))
    return DeliveryLoaded(shown, found.row if found else None)


def fill(pane: RecordPane, loaded: DeliveryLoaded) -> None:
    """Show one delivery."""
    shown = loaded.shown
    values = shown.values
    pane.show_heading(
        words.text(values.get("from_name")), "", words.subject(values), badges_of(shown)
    )
    pane.show_trouble(*trouble_of(shown))
    pane.show_facts(facts(loaded))
    pane.show_files(shown.detail.files)
    if shown.state == ARRIVED and any(not one.here for one in shown.detail.files):
        told = _("Tệp còn đang trên đường về. Có thể tiếp nhận trước, tệp sẽ tự về sau.")
        pane.show_trouble("info", told)


def facts(loaded: DeliveryLoaded) -> list[Fact]:
    """Label and value of what a delivery has."""
    values = loaded.shown.values
    return [
        (_("Số đến"), _arrival_told(loaded.arrival)),
        (_("Số, ký hiệu"), words.code(values)),
        (label_of(ENTITY, "issued_date"), words.day(values.get("issued_date"))),
        (_("Tác giả"), words.text(values.get("organ_name"))),
        (label_of(ENTITY, "full_name"), signer_of(values)),
        (label_of(ENTITY, "due_date"), words.day(values.get("due_date"))),
        (label_of(ENTITY, "sent_at"), words.instant(values.get("sent_at"))),
        (label_of(ENTITY, "delivered_at"), words.instant(values.get("delivered_at"))),
        (label_of(ENTITY, "return_reason"), words.text(values.get("return_reason"))),
        (label_of(ENTITY, "recall_asked_at"), words.instant(values.get("recall_asked_at"))),
        (label_of(ENTITY, "recall_reason"), words.text(values.get("recall_reason"))),
    ]


def _arrival_told(arrival: Row | None) -> str:
    if arrival is None:
        return ""
    return words.number(arrival.values.get("arrival_number")) or _("Chờ số")

"""What the pane tells of an arrival."""

from __future__ import annotations

from common.text.messages import _
from desktop.ui import words
from desktop.ui.rooms.record_pane import Fact, RecordPane
from desktop.ui.rooms.record_words import Shown, badges_of, label_of, signer_of, trouble_of

ENTITY = "incoming_document"


def fill(pane: RecordPane, shown: Shown) -> None:
    """Show one arrival."""
    values = shown.values
    number = words.number(values.get("arrival_number"))
    pane.show_heading(
        _("Số đến") if number else "", number, words.subject(values), badges_of(shown)
    )
    pane.show_trouble(*trouble_of(shown))
    pane.show_facts(facts(shown))
    pane.show_files(shown.detail.files)


def facts(shown: Shown) -> list[Fact]:
    """Label and value of what an arrival has, in the order of the book."""
    values = shown.values
    return [
        (label_of(ENTITY, "arrival_date"), words.day(values.get("arrival_date"))),
        (_("Số, ký hiệu"), words.code(values)),
        (_("Tác giả"), words.text(values.get("organ_name"))),
        (label_of(ENTITY, "issued_date"), words.day(values.get("issued_date"))),
        (label_of(ENTITY, "full_name"), signer_of(values)),
        (_("Nơi nhận"), words.text(values.get("to_places"))),
        (label_of(ENTITY, "due_date"), words.day(values.get("due_date"))),
        (label_of(ENTITY, "page_amount"), words.number(values.get("page_amount"))),
        (label_of(ENTITY, "description"), words.text(values.get("description"))),
        (label_of(ENTITY, "arrived_at"), words.instant(values.get("arrived_at"))),
        (label_of(ENTITY, "recalled_at"), words.instant(values.get("recalled_at"))),
        (label_of(ENTITY, "recalled_why"), words.text(values.get("recalled_why"))),
    ]

"""What the pane tells of an outgoing document, and of those it was sent to."""

from __future__ import annotations

from dataclasses import dataclass

from common.changes.merge import Fate
from common.rules.workflow import WAITING
from common.text.messages import _
from desktop.queries.exchange import RecipientStatus, recipients
from desktop.queries.own_work import own_work_on
from desktop.store.connection import Connection
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
from desktop.ui.widgets.badge import BadgeLook
from desktop.ui.widgets.badge_list import Line

ENTITY = "outgoing_document"


@dataclass(frozen=True)
class Sent:
    """One recipient, and the fate of the dispatch to it where that is not yet settled."""

    status: RecipientStatus
    fate: Fate | None


@dataclass(frozen=True)
class OutgoingLoaded:
    """An outgoing document with its recipients."""

    shown: Shown
    sent: tuple[Sent, ...]


def load(connection: Connection, number: int) -> OutgoingLoaded | None:
    """The document with this row number, or ``None``."""
    shown = load_shown(connection, ENTITY, number)
    if shown is None:
        return None
    found = recipients(connection, shown.row.id)
    fates = {
        dispatch_id: words.gravest(
            (one.fate for one in own_work_on(connection, "dispatch", dispatch_id)),
            in_conflict=False,
        )
        for dispatch_id in {one.dispatch_id for one in found}
    }
    return OutgoingLoaded(shown, tuple(Sent(one, fates[one.dispatch_id]) for one in found))


def fill(pane: RecordPane, shown: Shown) -> None:
    """Show one document."""
    values = shown.values
    has_number = bool(values.get("code_number"))
    caption = _("Số, ký hiệu") if has_number else _("Ký hiệu (chưa có số)")
    pane.show_heading(caption, words.code(values), words.subject(values), badges_of(shown))
    pane.show_trouble(*trouble_of(shown))
    pane.show_facts(facts(shown))
    pane.show_files(shown.detail.files)


def facts(shown: Shown) -> list[Fact]:
    """Label and value of what a document has, in the order of the book."""
    values = shown.values
    return [
        (_("Ngày ban hành"), words.day(values.get("issued_date"))),
        (label_of(ENTITY, "full_name"), signer_of(values)),
        (label_of(ENTITY, "to_places"), words.text(values.get("to_places"))),
        (label_of(ENTITY, "unit"), words.text(values.get("unit"))),
        (label_of(ENTITY, "issued_amount"), words.number(values.get("issued_amount"))),
        (label_of(ENTITY, "page_amount"), words.number(values.get("page_amount"))),
        (label_of(ENTITY, "due_date"), words.day(values.get("due_date"))),
        (label_of(ENTITY, "description"), words.text(values.get("description"))),
        (label_of(ENTITY, "recalled_at"), words.instant(values.get("recalled_at"))),
        (label_of(ENTITY, "recalled_why"), words.text(values.get("recalled_why"))),
    ]


def recipient_lines(loaded: OutgoingLoaded) -> list[Line]:
    """Each recipient with what came back from it; what has not left says why."""
    return [_line(one, waits=loaded.shown.state == WAITING) for one in loaded.sent]


def _line(sent: Sent, *, waits: bool) -> Line:
    status = sent.status
    if status.recall:
        told = (words.instant(status.recall_at_ms), status.recall_description)
        note = " · ".join(filter(None, told))
        return status.office_name, words.status_look(status.recall), note
    note = " · ".join(filter(None, (words.instant(status.at_ms), status.description)))
    if status.status:
        return status.office_name, words.status_look(status.status), note
    if waits:
        return status.office_name, BadgeLook(_("Gửi khi có số"), "warning", "clock"), ""
    look = words.fate_look(sent.fate) if sent.fate else None
    return status.office_name, look or words.status_look(""), note

"""The room of outgoing documents: register, pane with recipients, form, issuing and sending."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from common.text.messages import _
from desktop.commands.outgoing import RemoveOutgoing
from desktop.commands.runner import Outcome
from desktop.queries.listing import Listing
from desktop.queries.records import offices
from desktop.store.connection import Connection
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.models import columns
from desktop.ui.models.office_choice import OfficeChoice
from desktop.ui.rooms.outgoing import facts
from desktop.ui.rooms.outgoing.actions import OutgoingActions
from desktop.ui.rooms.outgoing.facts import OutgoingLoaded
from desktop.ui.rooms.outgoing.form import OutgoingForm
from desktop.ui.rooms.outgoing.issue import IssueDialog
from desktop.ui.rooms.outgoing.send import SendDialog
from desktop.ui.rooms.reasoned import do_with_reason
from desktop.ui.rooms.record_pane import section_title
from desktop.ui.rooms.record_words import Shown
from desktop.ui.rooms.register_room import RegisterRoom
from desktop.ui.rooms.room import warning_text
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.widgets.badge_list import BadgeList
from desktop.ui.widgets.empty_state import EmptyState


class OutgoingRoom(RegisterRoom):
    """Văn bản đi."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        empty = EmptyState(
            "send",
            _("Sổ văn bản đi còn trống"),
            _("Soạn văn bản đầu tiên: bấm nút dưới đây hoặc Ctrl+N."),
            action_text=_("Soạn văn bản đi"),
        )
        listing = Listing(facts.ENTITY)
        super().__init__(session, _("Văn bản đi"), listing, columns.OUTGOING, empty, parent)
        self._sent_to: set[str] = set()
        self._recipients_title = section_title(_("Nơi nhận qua mạng"))
        self.recipients = BadgeList()
        self.pane.more.addWidget(self._recipients_title)
        self.pane.more.addWidget(self.recipients)
        self.acts = OutgoingActions(self)
        self.form = OutgoingForm(session)
        self.pages.addWidget(self.form)
        for action in (self.acts.edit, self.acts.send, self.acts.issue):
            self.header.add_action(action)
        self.header.add_action(self.acts.prepare, "primary")
        empty.action_triggered.connect(self.prepare_new)
        self.form.closed.connect(self.show_book)
        self.form.saved.connect(self._take_saved)
        self.update_actions()

    def room_actions(self) -> list[QAction]:
        """The room's menu; a form has its own buttons."""
        return [*self.acts.all(), self.settle] if self.shows_book else []

    def load(self, connection: Connection, number: int) -> Any:
        """A document with its recipients."""
        return facts.load(connection, number)

    def fill(self, loaded: OutgoingLoaded) -> Shown:
        """Show a document in the pane."""
        facts.fill(self.pane, loaded.shown)
        self._sent_to = {one.status.office_code for one in loaded.sent}
        self._recipients_title.setVisible(bool(loaded.sent))
        self.recipients.show_lines(facts.recipient_lines(loaded))
        self.recipients.setVisible(bool(loaded.sent))
        return loaded.shown

    def update_actions(self) -> None:
        """By role and state."""
        self.acts.prepare.setEnabled(self.session.may("create_outgoing"))
        self.acts.edit.setEnabled(self.can("edit_outgoing"))
        self.acts.issue.setEnabled(self.can("issue_outgoing"))
        self.acts.send.setEnabled(self.can("send_outgoing"))
        self.acts.remove.setEnabled(self.can("remove_outgoing"))
        may_attach = self.shown is not None and self.session.may("attach_files")
        self.acts.attach.setEnabled(may_attach)
        self.pane.files.set_read_only(not may_attach)

    def may_leave(self) -> bool:
        """Asks where a form with typed text is open."""
        if self.shows_book:
            return True
        self.form.request_close()
        return self.shows_book

    @Slot()
    def open_current(self) -> None:
        """Enter opens what can still be corrected."""
        if self.acts.edit.isEnabled():
            self.edit_current()

    @Slot()
    def prepare_new(self) -> None:
        """Open an empty form."""
        self.show_page(self.form)
        self.form.open_new()

    @Slot()
    def edit_current(self) -> None:
        """Open the form with the current record."""
        if self.shown is not None:
            self.show_page(self.form)
            self.form.open_edit(self.shown)

    # ── issuing and sending ──────────────────────────────────────────────────

    @Slot()
    def issue_current(self) -> None:
        """Ask for the date, and issue."""
        if self.shown is None:
            return
        dialog = IssueDialog(self.session, self.shown.row, self)
        dialog.issued.connect(self._issued)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _issued(self, outcome: Outcome) -> None:
        if outcome.values.get("code_number"):
            told = _("Đã phát hành số {code}.").format(code=words.code(outcome.values))
        else:
            told = _("Văn bản đang chờ số từ máy giữ sổ.")
        self.tell("\n".join(filter(None, (told, warning_text(outcome.warnings)))))
        self.show_record(outcome.id)

    @Slot()
    def send_current(self) -> None:
        """Ask for the offices, and send."""
        if self.shown is not None:
            self.session.query(self, offices, self._open_send)

    def _open_send(self, rows: list[Row]) -> None:
        if self.shown is None:
            return
        offered = [_choice(row) for row in rows]
        others = [one for one in offered if one.code != self.session.office_code]
        dialog = SendDialog(self.session, self.shown.row, others, self._sent_to, self)
        dialog.sent.connect(self._sent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _sent(self, outcome: Outcome) -> None:
        to = outcome.values.get("to_offices")
        count = len(to) if isinstance(to, list) else 0
        told = _("Đã ghi lệnh gửi đến {count} cơ quan; văn bản đi khi đồng bộ.")
        self.tell(told.format(count=count))

    @Slot()
    def remove_current(self) -> None:
        """Drop what was never issued, with a reason."""
        if self.shown is None:
            return
        record_id = self.shown.row.id
        told = _("«{subject}» chưa phát hành sẽ được gỡ khỏi sổ; lý do được ghi lại.")
        dialog = AskReason(
            _("Gỡ dự thảo"),
            told.format(subject=words.subject(self.shown.values)),
            _("Gỡ dự thảo"),
            self,
            icon="trash",
        )
        do_with_reason(
            self.session, dialog, lambda why: RemoveOutgoing(record_id, why), self._removed
        )

    def _removed(self, _outcome: Outcome) -> None:
        self.tell(_("Đã gỡ dự thảo."))

    @Slot(object, bool)
    def _take_saved(self, outcome: Outcome, then_next: bool) -> None:
        edited = self.form.edited_record is not None
        told = _("Đã lưu sửa đổi.") if edited else _("Đã lưu dự thảo. Phát hành để cấp số.")
        self.tell("\n".join(filter(None, (told, warning_text(outcome.warnings)))))
        if then_next:
            self.form.open_new()
        else:
            self.show_record(outcome.id)


def _choice(row: Row) -> OfficeChoice:
    code, full, name, short = (
        words.text(row.values.get(key)) for key in ("code", "full_name", "name", "abbreviation")
    )
    return OfficeChoice(code, full or name, f"{name} {short} {code}")

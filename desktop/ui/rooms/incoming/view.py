"""The room of arrivals: register, pane and form, and what leads from one to the other."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from common.text.messages import _
from desktop.commands.incoming import RemoveIncoming
from desktop.commands.runner import Outcome
from desktop.events import Changed
from desktop.queries.listing import Listing
from desktop.queries.registers import RegisterState, registers
from desktop.store.connection import Connection
from desktop.ui import words
from desktop.ui.bridge import touches
from desktop.ui.models import columns
from desktop.ui.rooms.incoming import facts
from desktop.ui.rooms.incoming.actions import IncomingActions
from desktop.ui.rooms.incoming.form import IncomingForm
from desktop.ui.rooms.reasoned import do_with_reason
from desktop.ui.rooms.record_words import Shown
from desktop.ui.rooms.register_room import RegisterRoom
from desktop.ui.rooms.room import record_warned_of, warning_text
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.widgets.empty_state import EmptyState


class IncomingRoom(RegisterRoom):
    """Văn bản đến."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        empty = EmptyState(
            "inbox",
            *_first_steps(),
            action_text=_("Đăng ký văn bản đến"),
        )
        listing = Listing(facts.ENTITY)
        super().__init__(session, _("Văn bản đến"), listing, columns.INCOMING, empty, parent)
        self.acts = IncomingActions(self)
        self.form = IncomingForm(session)
        self.pages.addWidget(self.form)
        self.header.add_action(self.acts.edit)
        self.header.add_action(self.acts.register, "primary")
        empty.action_triggered.connect(self.register_new)
        self._empty = empty
        self.register.model.listed.connect(self._look_at_book)
        session.bridge.changed.connect(self._on_changed)
        self.form.closed.connect(self.show_book)
        self.form.saved.connect(self._take_saved)
        self.update_actions()

    def room_actions(self) -> list[QAction]:
        """The room's menu; a form has its own buttons."""
        return [*self.acts.all(), self.settle] if self.shows_book else []

    def fill(self, loaded: Shown) -> Shown:
        """Show an arrival in the pane."""
        facts.fill(self.pane, loaded)
        return loaded

    def update_actions(self) -> None:
        """By role and state."""
        self.acts.register.setEnabled(self.session.may("register_incoming"))
        self.acts.edit.setEnabled(self.can("edit_incoming"))
        self.acts.remove.setEnabled(self.can("remove_incoming"))
        may_attach = self.shown is not None and self.session.may("attach_files")
        self.acts.attach.setEnabled(may_attach)
        self.pane.files.set_read_only(not may_attach)

    def may_leave(self) -> bool:
        """Asks where a form with typed text is open."""
        if self.shows_book:
            return True
        self.form.request_close()
        return self.shows_book

    @Slot(object)
    def _on_changed(self, event: Changed) -> None:
        if touches(event, ("series", "register_book")):
            self._look_at_book(self.register.model.rowCount())

    @Slot(int)
    def _look_at_book(self, count: int) -> None:
        """An empty register may be one whose book nobody has opened."""
        if not count:
            year = self.session.today().year

            def read(connection: Connection) -> list[RegisterState]:
                return registers(connection, year)

            self.session.query(self, read, self._tell_empty)

    def _tell_empty(self, books: list[RegisterState]) -> None:
        unopened = [one for one in books if one.kind == "incoming" and one.last_number is None]
        if unopened:
            told = _("Sổ văn bản đến năm {year} chưa mở").format(year=unopened[0].year)
            how = _(
                "Vào Hệ thống › Mở sổ đăng ký, nhập số cuối trên sổ giấy; "
                "sau đó đăng ký bằng nút dưới đây hoặc Ctrl+N."
            )
            self._empty.show_text(told, how)
        else:
            self._empty.show_text(*_first_steps())

    @Slot()
    def open_current(self) -> None:
        """Enter opens the record for correction, where that may be done."""
        if self.acts.edit.isEnabled():
            self.edit_current()

    @Slot()
    def register_new(self) -> None:
        """Open an empty form."""
        self.show_page(self.form)
        self.form.open_new()

    @Slot()
    def edit_current(self) -> None:
        """Open the form with the current record."""
        if self.shown is not None:
            self.show_page(self.form)
            self.form.open_edit(self.shown)

    @Slot()
    def remove_current(self) -> None:
        """Take a wrong entry out of sight, with a reason; its number stays in the book."""
        if self.shown is None:
            return
        record_id, number = self.shown.row.id, words.number(self.shown.values.get("arrival_number"))
        told = _(
            "Văn bản sẽ không còn trong sổ hiện hành. Số đến {number} vẫn giữ trong sổ, "
            "ghi là đã hủy kèm lý do, và không cấp lại."
        )
        untold = _("Văn bản chưa có số sẽ được gỡ khỏi sổ; lý do được ghi lại.")
        dialog = AskReason(
            _("Gỡ văn bản đến"),
            told.format(number=number) if number else untold,
            _("Gỡ văn bản"),
            self,
            icon="trash",
        )
        do_with_reason(
            self.session, dialog, lambda why: RemoveIncoming(record_id, why), self._removed
        )

    def _removed(self, _outcome: Outcome) -> None:
        self.tell(_("Đã gỡ văn bản khỏi sổ."))

    @Slot(object, bool)
    def _take_saved(self, outcome: Outcome, then_next: bool) -> None:
        self._tell_saved(outcome)
        if then_next:
            self.form.open_next(outcome)
        else:
            self.show_record(outcome.id)

    def _tell_saved(self, outcome: Outcome) -> None:
        number = words.number(outcome.values.get("arrival_number"))
        if self.form.edited_record is not None:
            told = _("Đã lưu sửa đổi.")
        elif number:
            told = _("Đã đăng ký, số đến {number}.").format(number=number)
        else:
            told = _("Đã đăng ký, đang chờ số.")
        warned = warning_text(outcome.warnings)
        other = record_warned_of(self.entity, outcome.warnings)
        text = "\n".join(filter(None, (told, warned)))
        self.tell(text, _("Xem văn bản kia") if other else "", other)


def _first_steps() -> tuple[str, str]:
    return (
        _("Sổ văn bản đến còn trống"),
        _("Đăng ký văn bản đầu tiên: bấm nút dưới đây hoặc Ctrl+N."),
    )

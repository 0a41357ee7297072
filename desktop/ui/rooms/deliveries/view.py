"""The room of deliveries: what waits, Hỏa tốc first; accept it or send it back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QWidget

from common.ids import derived_id
from common.rules.workflow import ACCEPTED, ARRIVED, CANCELLED, RETURNED
from common.text.messages import _
from common.text.phrases import STATES
from desktop.commands.exchange import ReturnDelivery
from desktop.commands.runner import Outcome
from desktop.queries.listing import Listing
from desktop.store.connection import Connection
from desktop.ui import words
from desktop.ui.models import columns
from desktop.ui.rooms.deliveries import facts
from desktop.ui.rooms.deliveries.accept import AcceptDialog
from desktop.ui.rooms.deliveries.facts import DeliveryLoaded
from desktop.ui.rooms.reasoned import do_with_reason
from desktop.ui.rooms.record_words import Shown
from desktop.ui.rooms.register_room import RegisterRoom
from desktop.ui.rooms.room import record_warned_of, warning_text
from desktop.ui.session import Session
from desktop.ui.widgets.actions import make_action
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.empty_state import EmptyState

_ALL = ""


class DeliveriesRoom(RegisterRoom):
    """Đã nhận."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._empty = EmptyState("mail-down", "", "")
        listing = Listing(facts.ENTITY, {"state": ARRIVED})
        super().__init__(session, _("Đã nhận"), listing, columns.DELIVERIES, self._empty, parent)
        self._arrival_id = ""
        self._make_actions()
        self._choice = self._state_choice()
        self.header.add_widget(self._choice)
        self.header.add_action(self.send_back)
        self.header.add_action(self.accept_it, "primary")
        self._arrival_button = ActionButton(self.show_arrival)
        self.pane.more.addWidget(self._arrival_button)
        self.pane.files.set_read_only(True)
        self._tell_empty(ARRIVED)
        self.update_actions()

    def _make_actions(self) -> None:
        self.accept_it = make_action(
            self, _("Tiếp nhận…"), self.accept_current, icon="check", shortcuts=("Ctrl+T",)
        )
        self.send_back = make_action(
            self,
            _("Trả lại…"),
            self.return_current,
            icon="arrow-back-up",
            shortcuts=("Ctrl+R",),
        )
        self.show_arrival = make_action(
            self, _("Xem trong sổ văn bản đến"), self._go_to_arrival, icon="inbox"
        )

    def _state_choice(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Hiện những văn bản"))
        for state in (ARRIVED, ACCEPTED, RETURNED, CANCELLED):
            box.addItem(_(STATES[state]), state)
        box.addItem(_("Tất cả"), _ALL)
        box.currentIndexChanged.connect(self._choose_state)
        return box

    @Slot(int)
    def _choose_state(self, _place: int) -> None:
        state = str(self._choice.currentData())
        self._tell_empty(state)
        filters = {"state": state} if state else None
        self.register.model.set_listing(Listing(facts.ENTITY, filters))

    def _tell_empty(self, state: str) -> None:
        if state == ARRIVED:
            self._empty.show_text(
                _("Không có văn bản nào chờ tiếp nhận"),
                _("Văn bản các cơ quan gửi qua mạng sẽ hiện ở đây sau khi đồng bộ (F5)."),
            )
        else:
            self._empty.show_text(
                _("Không có văn bản nào"),
                _("Chọn «Tất cả» để xem mọi văn bản đã nhận qua mạng."),
            )

    def room_actions(self) -> list[QAction]:
        """The room's menu."""
        return [self.accept_it, self.send_back, self.show_arrival]

    def load(self, connection: Connection, number: int) -> Any:
        """A delivery with the arrival it became."""
        return facts.load(connection, number)

    def fill(self, loaded: DeliveryLoaded) -> Shown:
        """Show a delivery in the pane."""
        facts.fill(self.pane, loaded)
        self._arrival_id = loaded.arrival.id if loaded.arrival else ""
        return loaded.shown

    def update_actions(self) -> None:
        """By role and state."""
        self.accept_it.setEnabled(self.can("accept_delivery"))
        self.send_back.setEnabled(self.can("return_delivery"))
        has_arrival = self.shown is not None and bool(self._arrival_id)
        self.show_arrival.setEnabled(has_arrival)
        self.show_arrival.setVisible(has_arrival)

    def show_record(self, record_id: str) -> None:
        """Go to a delivery, whatever became of it."""
        self._choice.setCurrentIndex(self._choice.findData(_ALL))
        super().show_record(record_id)

    @Slot()
    def open_current(self) -> None:
        """Enter accepts what waits."""
        if self.accept_it.isEnabled():
            self.accept_current()

    # ── what is done ─────────────────────────────────────────────────────────

    @Slot()
    def accept_current(self) -> None:
        """Ask for unit and deadline, and accept."""
        if self.shown is None:
            return
        dialog = AcceptDialog(self.session, self.shown.row, self)
        dialog.accepted_into.connect(self._accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _accepted(self, outcome: Outcome) -> None:
        number = words.number(outcome.values.get("arrival_number"))
        told = _("Đã tiếp nhận, số đến {number}.").format(number=number)
        text = told if number else _("Đã tiếp nhận, đang chờ số.")
        warned = warning_text(outcome.warnings)
        other = record_warned_of(outcome.entity, outcome.warnings)
        target = other or (outcome.entity, outcome.id)
        link = _("Xem văn bản kia") if other else _("Xem trong sổ")
        self.tell("\n".join(filter(None, (text, warned))), link, target)

    @Slot()
    def return_current(self) -> None:
        """Send it back with a reason, which its sender reads."""
        if self.shown is None:
            return
        record_id, sender = self.shown.row.id, words.text(self.shown.values.get("from_name"))
        told = _("Văn bản sẽ được trả lại {sender}. Lý do được gửi cho nơi gửi đọc.")
        dialog = AskReason(
            _("Trả lại văn bản"),
            told.format(sender=sender),
            _("Trả lại"),
            self,
            icon="arrow-back-up",
        )
        do_with_reason(
            self.session, dialog, lambda why: ReturnDelivery(record_id, why), self._returned
        )

    def _returned(self, _outcome: Outcome) -> None:
        self.tell(_("Đã trả lại văn bản; nơi gửi sẽ biết khi đồng bộ."))

    @Slot()
    def _go_to_arrival(self) -> None:
        if self.shown is not None:
            arrival = derived_id(facts.ARRIVAL, self.shown.row.id)
            self.record_wanted.emit(facts.ARRIVAL, arrival)

"""A clerk at the window and a colleague at another PC, over the real server in one process."""

from __future__ import annotations

from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from desktop.commands.conflicts import SettleConflict, settling
from desktop.commands.incoming import EditIncoming
from desktop.office import Office
from desktop.queries.conflicts import Dispute, open_disputes
from desktop.store import view
from desktop.ui.rooms.sync import SyncRoom
from desktop.ui.session import Session
from desktop.ui.windows.main_window import SYNC, MainWindow
from tests.helpers.keyboard import press
from tests.helpers.province import Province
from tests.helpers.sessions import settle


@dataclass
class Desk:
    """A clerk at the window, and a colleague at another PC of the office."""

    world: Province
    mine: Office
    other: Office
    session: Session
    window: MainWindow
    qtbot: QtBot
    arrival: str

    @property
    def room(self) -> SyncRoom:
        found = self.window.rooms[SYNC]
        assert isinstance(found, SyncRoom)
        return found

    def rest(self) -> None:
        settle(self.session, self.qtbot)

    def together(self) -> None:
        """Everybody syncs until everybody knows."""
        for office in (self.mine, self.other) * 2:
            office.sync()
        self.session.engine.count_again()
        self.rest()

    def clash(self, mine: str = "hai", others: str = "một", field: str = "subject") -> None:
        """The colleague's value stands, mine is parked."""
        self.other.run(EditIncoming(self.arrival, {field: others}))
        self.other.sync()
        self.mine.run(EditIncoming(self.arrival, {field: mine}))
        self.together()

    def open_room(self) -> None:
        press("Ctrl+5")
        self.rest()

    def value(self, office: Office, field: str = "subject") -> object:
        with office.read() as connection:
            row = view.get(connection, "incoming_document", self.arrival)
        return row.values.get(field) if row else None

    def disputes(self, office: Office) -> list[Dispute]:
        with office.read() as connection:
            return open_disputes(connection)

    def settled_as(self, dispute: Dispute, outcome: str, why: str) -> SettleConflict:
        """The colleague's decision of a conflict."""
        return settling(dispute.row.values, dispute.row.id, outcome, why, base=dispute.row.heads)

    def titles(self) -> list[str]:
        model = self.room.model
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return [str(index.data()) for index in rows]

    def values(self) -> list[str]:
        return [card.value for card in self.room.settling.cards.cards]

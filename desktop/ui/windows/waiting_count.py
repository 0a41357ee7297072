"""How many deliveries wait, at their room in the navigation; told apart where one is Hỏa tốc."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from common.entities.catalogue import Urgency
from common.rules.workflow import ARRIVED
from desktop.events import Changed
from desktop.queries.listing import Listing, count
from desktop.store.connection import Connection
from desktop.ui.bridge import touches
from desktop.ui.session import Session
from desktop.ui.widgets.side_navigation import SideNavigation


class WaitingCount(QObject):
    """Counts again whenever a delivery changed."""

    def __init__(self, session: Session, navigation: SideNavigation, room: str) -> None:
        super().__init__(navigation)
        self._session, self._navigation, self._room = session, navigation, room
        self.waiting = 0
        session.bridge.changed.connect(self._on_changed)
        self._count()

    @Slot(object)
    def _on_changed(self, event: Changed) -> None:
        if touches(event, ("delivery",)):
            self._count()

    def _count(self) -> None:
        self._session.query(self, _waiting, self._show)

    def _show(self, found: tuple[int, int]) -> None:
        self.waiting, express = found
        self._navigation.set_count(self._room, self.waiting, "flash" if express else "info")


def _waiting(connection: Connection) -> tuple[int, int]:
    """All that wait, and those among them that are Hỏa tốc."""
    waiting = count(connection, Listing("delivery", {"state": ARRIVED}))
    express = sum(
        count(connection, Listing("delivery", {"state": ARRIVED, "urgency": int(level)}))
        for level in (Urgency.EXPRESS, Urgency.EXPRESS_TIMED)
    )
    return waiting, express

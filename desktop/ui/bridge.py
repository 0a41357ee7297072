"""The office's events as Qt signals: announced on any thread, heard on the GUI thread.

The one place where plain subscriptions become signals, so that no room unsubscribes by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.events import Changed, Event, Events, SyncStateChanged


class Bridge(QObject):
    """Hears one office until it is closed."""

    changed = Signal(object)
    """:class:`desktop.events.Changed`: records look different now."""
    sync_state_changed = Signal(str, str)
    """State of the engine and its detail (an error code, or empty)."""
    _announced = Signal(object)

    def __init__(self, events: Events, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._announced.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = events.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        """On whatever thread it happened."""
        self._announced.emit(event)

    @Slot(object)
    def _pass_on(self, event: Event) -> None:
        if isinstance(event, Changed):
            self.changed.emit(event)
        elif isinstance(event, SyncStateChanged):
            self.sync_state_changed.emit(str(event.state), event.detail)

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()


def touches(event: Changed, entities: Iterable[str]) -> bool:
    """Whether any record of one of ``entities`` looks different now."""
    wanted = set(entities)
    return any(entity in wanted for entity, _ in event.keys)

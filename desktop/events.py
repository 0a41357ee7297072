"""What the office tells those who look at it: plain values, plain subscription, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.changes.record import Key


@dataclass(frozen=True)
class Changed:
    """Records that look different now. ``origin`` is ``command`` or ``sync``."""

    keys: tuple[Key, ...]
    origin: str


@dataclass(frozen=True)
class SyncStateChanged:
    """The sync engine went from one state of its closed list to another."""

    state: str
    detail: str = ""


Event = Changed | SyncStateChanged
Listener = Callable[[Event], None]


class Events:
    """Who listens. Listeners are called on the thread that announces."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every event; the returned call ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            self._listeners.remove(listener)

        return unsubscribe

    def announce(self, event: Event) -> None:
        """Tell all."""
        for listener in tuple(self._listeners):
            listener(event)

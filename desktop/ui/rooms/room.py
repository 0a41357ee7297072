"""What the main window asks of every room, and what a room tells the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from common.changes.record import Key
from common.text.phrases import WARNINGS, sentence
from desktop.commands.runner import Warned
from desktop.ui.session import Session


@dataclass(frozen=True)
class Notice:
    """Something to say in passing, with a record that it can lead to."""

    text: str
    action_text: str = ""
    target: Key | None = None


class Room(QWidget):
    """One room. The window shows it, asks for its actions, and leaves it only when it may."""

    noticed = Signal(object)
    """:class:`Notice`: an outcome to be told in passing."""
    record_wanted = Signal(str, str)
    """Entity and id of a record that should be shown in its own room."""
    actions_changed = Signal()
    """Which actions there are may be different now."""

    entity = ""
    """The entity whose records the room shows; empty for none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session

    def room_actions(self) -> list[QAction]:
        """What can be done here, in the order of the menu; ``None`` is not among them."""
        return []

    def enter(self) -> None:
        """The room has just been shown: take the keyboard."""

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks the person where something would."""
        return True

    def may_show_record(self) -> bool:
        """Whether another record may be shown here; what would be lost by it is asked about."""
        return self.may_leave()

    def show_record(self, record_id: str) -> None:
        """Go to a record of :attr:`entity`."""


def warning_text(warnings: Iterable[Warned]) -> str:
    """All warnings of an outcome in words, one line each."""
    return "\n".join(sentence(WARNINGS, one.code, one.params) for one in warnings)


def record_warned_of(entity: str, warnings: Iterable[Warned]) -> Key | None:
    """The other record that a warning is about, as a possible duplicate; ``None`` for none."""
    for one in warnings:
        other = one.params.get("id")
        if isinstance(other, str):
            return entity, other
    return None

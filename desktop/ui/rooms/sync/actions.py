"""What can be done in the room of syncing, each with its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from common.text.messages import _
from desktop.ui.widgets.actions import make_action


class Doer(Protocol):
    """The room that does it."""

    def settle_current(self) -> None:
        """Settle by what is chosen."""

    def show_about(self) -> None:
        """Go to the record in its own room."""

    def leave_pane(self) -> None:
        """The keyboard back to the list."""


class SyncActions:
    """The actions of the room."""

    def __init__(self, room: QWidget, sync: Callable[[], None]) -> None:
        doer: Doer = room  # type: ignore[assignment]
        self.sync = make_action(room, _("Đồng bộ ngay"), sync, icon="refresh")
        self.settle = make_action(
            room,
            _("Giải quyết"),
            doer.settle_current,
            icon="check",
            shortcuts=("Ctrl+Return", "Ctrl+Enter"),
        )
        self.show_it = make_action(
            room, _("Mở văn bản"), doer.show_about, icon="external-link", shortcuts=("Ctrl+O",)
        )
        self.back = make_action(room, _("Về danh sách"), doer.leave_pane, shortcuts=("Esc",))

    def all(self) -> list[QAction]:
        """In the order of the menu; syncing itself stands in the window's."""
        return [self.settle, self.show_it]

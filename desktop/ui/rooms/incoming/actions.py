"""What can be done in the room of arrivals, each with its key."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from common.text.messages import _
from desktop.ui.rooms.file_actions import FileActions
from desktop.ui.widgets.actions import make_action


class Doer(Protocol):
    """The room that does it."""

    files: FileActions

    def register_new(self) -> None:
        """Open an empty form."""

    def edit_current(self) -> None:
        """Open the form with the current record."""

    def remove_current(self) -> None:
        """Ask why, and remove it."""


class IncomingActions:
    """The actions of one room."""

    def __init__(self, room: QWidget) -> None:
        doer: Doer = room  # type: ignore[assignment]
        self.register = make_action(
            room, _("Đăng ký văn bản đến"), doer.register_new, icon="plus", shortcuts=("Ctrl+N",)
        )
        self.edit = make_action(
            room, _("Sửa"), doer.edit_current, icon="pencil", shortcuts=("F2", "Ctrl+E")
        )
        self.attach = make_action(
            room,
            _("Đính kèm tệp…"),
            doer.files.choose_and_attach,
            icon="paperclip",
            shortcuts=("Ctrl+Shift+A",),
        )
        self.remove = make_action(
            room, _("Gỡ khỏi sổ…"), doer.remove_current, icon="trash", shortcuts=("Shift+Del",)
        )

    def all(self) -> list[QAction]:
        """In the order of the menu."""
        return [self.register, self.edit, self.attach, self.remove]

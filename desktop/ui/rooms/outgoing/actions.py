"""What can be done in the room of outgoing documents, each with its key."""

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

    def prepare_new(self) -> None:
        """Open an empty form."""

    def edit_current(self) -> None:
        """Open the form with the current record."""

    def issue_current(self) -> None:
        """Ask for the date, and issue."""

    def send_current(self) -> None:
        """Ask for the offices, and send."""

    def remove_current(self) -> None:
        """Ask why, and remove it."""


class OutgoingActions:
    """The actions of one room."""

    def __init__(self, room: QWidget) -> None:
        doer: Doer = room  # type: ignore[assignment]
        self.prepare = make_action(
            room, _("Soạn văn bản đi"), doer.prepare_new, icon="plus", shortcuts=("Ctrl+N",)
        )
        self.edit = make_action(
            room, _("Sửa"), doer.edit_current, icon="pencil", shortcuts=("F2", "Ctrl+E")
        )
        self.issue = make_action(
            room, _("Phát hành…"), doer.issue_current, icon="rubber-stamp", shortcuts=("Ctrl+P",)
        )
        self.send = make_action(
            room, _("Gửi…"), doer.send_current, icon="send", shortcuts=("Ctrl+G",)
        )
        self.attach = make_action(
            room,
            _("Đính kèm tệp…"),
            doer.files.choose_and_attach,
            icon="paperclip",
            shortcuts=("Ctrl+Shift+A",),
        )
        self.remove = make_action(
            room, _("Gỡ dự thảo…"), doer.remove_current, icon="trash", shortcuts=("Shift+Del",)
        )

    def all(self) -> list[QAction]:
        """In the order of the menu."""
        return [self.prepare, self.edit, self.issue, self.send, self.attach, self.remove]

"""What needs a reason before it is done: removing, taking off a file, sending back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from common.errors import VanThuError
from desktop.commands.runner import Command, Outcome
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.words import said


def do_with_reason(
    session: Session,
    dialog: AskReason,
    command_of: Callable[[str], Command],
    on_done: Callable[[Outcome], None],
) -> None:
    """Open ``dialog``; when a reason is given run its command, and close on success.

    A refusal is said in the dialog, which stays.
    """
    _Reasoned(session, dialog, command_of, on_done)
    dialog.open()


class _Reasoned(QObject):
    def __init__(
        self,
        session: Session,
        dialog: AskReason,
        command_of: Callable[[str], Command],
        on_done: Callable[[Outcome], None],
    ) -> None:
        super().__init__(dialog)
        self._session, self._dialog = session, dialog
        self._command_of, self._on_done = command_of, on_done
        dialog.given.connect(self._run)
        dialog.finished.connect(dialog.deleteLater)

    @Slot(str)
    def _run(self, reason: str) -> None:
        self._session.run(self, self._command_of(reason), self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self._dialog.accept()
        self._on_done(outcome)

    def _refused(self, error: VanThuError) -> None:
        self._dialog.refuse(said(error))

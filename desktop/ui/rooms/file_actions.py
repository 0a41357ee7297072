"""What a person does with the files of the record that a pane shows: open, save, attach, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from common.errors import VanThuError
from common.text.fold import nfc
from common.text.messages import _
from desktop.commands.attachments import AttachFiles, RemoveAttachment
from desktop.commands.runner import NewFile, Outcome
from desktop.jobs.lanes import Lane
from desktop.queries.records import AttachedFile
from desktop.ui.rooms.reasoned import do_with_reason
from desktop.ui.rooms.record_words import Shown
from desktop.ui.rooms.room import Notice, warning_text
from desktop.ui.session import Session
from desktop.ui.widgets.ask_reason import AskReason
from desktop.ui.words import said

Opener = Callable[[Path], bool]


def new_files(paths: list[Path]) -> tuple[NewFile, ...]:
    """Files of this PC as commands take them; their names in NFC, as macOS does not give them."""
    return tuple(NewFile(path, nfc(path.name)) for path in paths)


def open_with_system(path: Path) -> bool:
    """Show a file with the program that the system has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class FileActions(QObject):
    """Works on the files of the record it was last given."""

    noticed = Signal(object)
    """:class:`desktop.ui.rooms.room.Notice`."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._opener: Opener = open_with_system
        self._shown: Shown | None = None

    def use_viewer(self, opener: Opener) -> None:
        """Show files by ``opener`` in place of the system's programs."""
        self._opener = opener

    def look_at(self, shown: Shown | None) -> None:
        """The record whose files are meant from now on."""
        self._shown = shown

    def _file(self, key: str) -> AttachedFile | None:
        files = self._shown.detail.files if self._shown else ()
        found = next((one for one in files if one.id == key), None)
        if found is not None and not found.here:
            self._tell(_("Tệp «{name}» chưa về máy này: hãy đồng bộ khi có mạng."), found.name)
            return None
        return found

    @Slot(str)
    def open(self, key: str) -> None:
        """Show a file in the person's own viewer."""
        file = self._file(key)
        if file is None:
            return
        sha256, name = file.sha256, file.name
        self._start(
            lambda: self._session.files.open(self._session.office, sha256, name), self._show
        )

    def _show(self, path: Path) -> None:
        if not self._opener(path):
            self._tell(_("Máy này không có chương trình để mở «{name}»."), path.name)

    @Slot(str)
    def save(self, key: str) -> None:
        """Write a readable copy to where the person says."""
        file = self._file(key)
        if file is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(self._window, _("Lưu bản sao"), file.name)
        if not chosen:
            return
        sha256, name, target = file.sha256, file.name, Path(chosen)
        self._start(
            lambda: self._session.files.save_as(self._session.office, sha256, name, target),
            self._saved,
        )

    def _saved(self, target: Path) -> None:
        self._tell(_("Đã lưu bản sao «{name}»."), target.name)

    @Slot(list)
    def attach(self, paths: list[Path]) -> None:
        """Add files to the record."""
        if self._shown is None or not paths:
            return
        row = self._shown.row
        command = AttachFiles(row.entity, row.id, new_files(paths))
        self._session.run(self, command, self._attached, self._refused)

    def _attached(self, outcome: Outcome) -> None:
        told = _("Đã đính kèm tệp.")
        self.noticed.emit(Notice("\n".join(filter(None, (told, warning_text(outcome.warnings))))))

    @Slot()
    def choose_and_attach(self) -> None:
        """Ask for files and add them."""
        chosen, _kind = QFileDialog.getOpenFileNames(self._window, _("Chọn tệp đính kèm"))
        self.attach([Path(name) for name in chosen])

    @Slot(str)
    def remove(self, key: str) -> None:
        """Take a file off the record, with a reason."""
        files = self._shown.detail.files if self._shown else ()
        file = next((one for one in files if one.id == key), None)
        if file is None or not self._session.may("remove_attachment"):
            return
        told = _("«{name}» sẽ không còn đi kèm văn bản. Lý do được ghi lại cùng văn bản.")
        dialog = AskReason(
            _("Gỡ tệp đính kèm"), told.format(name=file.name), _("Gỡ tệp"), self._window
        )
        attachment_id = file.id
        do_with_reason(
            self._session,
            dialog,
            lambda reason: RemoveAttachment(attachment_id, reason),
            self._removed,
        )

    def _removed(self, _outcome: Outcome) -> None:
        self.noticed.emit(Notice(_("Đã gỡ tệp đính kèm.")))

    def _start(self, work: Callable[[], Path], on_done: Callable[[Path], None]) -> None:
        self._session.tasks.start(
            Lane.READ, work, owner=self, on_done=on_done, on_error=self._refused
        )

    def _refused(self, error: VanThuError) -> None:
        self.noticed.emit(Notice(said(error)))

    def _tell(self, pattern: str, name: str) -> None:
        self.noticed.emit(Notice(pattern.format(name=name)))

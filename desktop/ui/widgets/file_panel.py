"""The files of a document with what can be done with them: open, save a copy, add, remove."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.file_row import FILE_ROLE
from desktop.ui.widgets.file_strip import FileLook, FileStrip
from desktop.ui.widgets.labels import text_label


class FilePanel(QWidget):
    """A strip of files under its title, with buttons for the current one."""

    files_offered = Signal(list)
    """Paths (``list[Path]``) that were dropped or chosen."""
    open_requested = Signal(str)
    save_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self._title = text_label("", "label")
        self._none = text_label(_("Không có tệp đính kèm."), "muted")
        self._strip = FileStrip(self)
        self._open = push_button(_("Mở tệp"), icon="external-link")
        self._save = push_button(_("Lưu ra…"), icon="file")
        self._read_only = False
        if narrow:  # the dashed frame says as much as the words beside the button
            for hint in self._strip.findChildren(QLabel):
                hint.hide()
        self._lay_out()
        self._strip.files_offered.connect(self.files_offered)
        self._strip.open_requested.connect(self.open_requested)
        self._strip.remove_requested.connect(self.remove_requested)
        self._open.clicked.connect(self._open_current)
        self._save.clicked.connect(self._save_current)
        self.show_files(())

    def _lay_out(self) -> None:
        self._buttons = QWidget(self)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        row.setSpacing(SPACE.sm)
        row.addWidget(self._open)
        row.addWidget(self._save)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.sm)
        for part in (self._title, self._none, self._strip, self._buttons):
            box.addWidget(part)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the buttons, which come with the first file."""
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(self._buttons.sizeHint().width(), least.height()))

    @property
    def current_key(self) -> str:
        """Key of the current file, or of the only one; empty where there is none."""
        files = self._list()
        item = files.currentItem() or (files.item(0) if files.count() else None)
        return str(item.data(FILE_ROLE).key) if item else ""

    def show_files(self, files: Sequence[FileLook]) -> None:
        """Show ``files`` in their order."""
        self._strip.show_files(files)
        count = len(files)
        title = _("Tệp đính kèm ({count})").format(count=count) if count else _("Tệp đính kèm")
        self._title.setText(title)
        self._buttons.setVisible(bool(count))
        self._show_parts(count)

    def set_read_only(self, read_only: bool) -> None:
        """Files can be opened and saved, not added or removed."""
        self._read_only = read_only
        self._strip.set_read_only(read_only)
        self._show_parts(self._list().count())

    def _show_parts(self, count: int) -> None:
        self._none.setVisible(self._read_only and not count)
        self._strip.setVisible(not self._read_only or bool(count))

    def _list(self) -> QListWidget:
        files = self._strip.findChild(QListWidget)
        assert isinstance(files, QListWidget)
        return files

    @Slot()
    def _open_current(self) -> None:
        if self.current_key:
            self.open_requested.emit(self.current_key)

    @Slot()
    def _save_current(self) -> None:
        if self.current_key:
            self.save_requested.emit(self.current_key)

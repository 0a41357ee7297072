"""The files attached to something: a list to open from, to drop onto, to add to and remove from.

It only shows and tells; reading, checking and encrypting a file is the work of whoever listens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from common.text.messages import _
from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SIZE, SPACE, Tone
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.file_row import FILE_ROLE, FileDelegate
from desktop.ui.widgets.labels import text_label

ROWS_SHOWN_MAX = 4


@dataclass(frozen=True, slots=True)
class FileLook:
    """One file as shown. ``key`` names it to who listens; ``note`` is its state («chưa tải về»)."""

    key: str
    name: str
    size_bytes: int
    note: str = ""
    tone: Tone = "neutral"


class FileStrip(QFrame):
    """Enter opens the current file, Delete asks to remove it, files may be dropped anywhere."""

    files_offered = Signal(list)
    """Paths (``list[Path]``) that were dropped or chosen."""
    open_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "drop")
        self._read_only = False
        self._list = _FileList(self)
        self._add = push_button(_("Thêm tệp…"), icon="paperclip")
        self._hint = text_label(_("hoặc kéo tệp thả vào đây"), "caption")
        self._lay_out()
        self.setAcceptDrops(True)
        self.setFocusProxy(self._add)
        self._add.clicked.connect(self._choose)
        self._list.open_asked.connect(self.open_requested)
        self._list.remove_asked.connect(self._ask_removal)
        self.show_files(())

    def _lay_out(self) -> None:
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(SPACE.sm, SPACE.sm, SPACE.sm, SPACE.sm)
        foot.setSpacing(SPACE.sm)
        foot.addWidget(self._add)
        foot.addWidget(self._hint)
        foot.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(SIZE.ring, SIZE.ring, SIZE.ring, SIZE.ring)
        box.setSpacing(SPACE.none)
        box.addWidget(self._list)
        box.addWidget(self._foot)

    def show_files(self, files: Sequence[FileLook]) -> None:
        """Show ``files`` in their order; the current one stays current if it is still there."""
        self._list.show_files(files)
        self.setAccessibleName(_("Tệp đính kèm: {count}").format(count=len(files)))

    def set_read_only(self, read_only: bool) -> None:
        """Files can only be opened."""
        self._read_only = read_only
        set_style_property(self, "part", "card" if read_only else "drop")
        self.setAcceptDrops(not read_only)
        self._foot.setVisible(not read_only)
        self._list.set_removable(not read_only)
        self.setFocusProxy(self._list if read_only else self._add)

    @Slot()
    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(self, _("Chọn tệp đính kèm"))
        if chosen:
            self.files_offered.emit([Path(name) for name in chosen])

    @Slot(str)
    def _ask_removal(self, key: str) -> None:
        if not self._read_only:
            self.remove_requested.emit(key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only files of this PC are taken."""
        if _local_files(event.mimeData()):
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Offer what was dropped; folders are passed over."""
        self._show_over(False)
        paths = _local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_offered.emit(paths)

    def _show_over(self, over: bool) -> None:
        set_style_property(self, "over", "true" if over else "false")


def _local_files(data: QMimeData) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


class _FileList(QListWidget):
    """As high as its rows, up to a few; then it scrolls."""

    open_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("part", "files")
        self.setAccessibleName(_("Tệp đính kèm"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._delegate = FileDelegate(self)
        self._delegate.remove_pressed.connect(self.remove_asked)
        self.setItemDelegate(self._delegate)
        self.itemDoubleClicked.connect(self._open)

    def set_removable(self, removable: bool) -> None:
        self._delegate.removable = removable

    def show_files(self, files: Sequence[FileLook]) -> None:
        kept = self._current_key()
        self.clear()
        for look in files:
            item = QListWidgetItem(look.name)
            item.setData(FILE_ROLE, look)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join((look.name, look.note)))
            item.setToolTip(look.name)
            self.addItem(item)
            if look.key == kept:
                self.setCurrentItem(item)
        rows = min(len(files), ROWS_SHOWN_MAX)
        self.setFixedHeight(rows * SIZE.file_row + (2 * SIZE.line if rows else 0))
        self.setVisible(bool(files))

    def _current_key(self) -> str:
        item = self.currentItem()
        return item.data(FILE_ROLE).key if item else ""

    @Slot(QListWidgetItem)
    def _open(self, item: QListWidgetItem) -> None:
        self.open_asked.emit(item.data(FILE_ROLE).key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._current_key()
        if key and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_asked.emit(key)
        elif key and event.matches(QKeySequence.StandardKey.Delete):
            self.remove_asked.emit(key)
        else:
            super().keyPressEvent(event)

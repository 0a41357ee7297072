"""The pane beside a register: one record with its state, what is the matter, its facts and files.

Filled by its room, which knows what the facts of its entity are; knows no command.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.queries.records import AttachedFile
from desktop.ui.style.tokens import SIZE, SPACE, Tone
from desktop.ui.widgets.badge import Badge, BadgeLook
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.fact_list import FactList
from desktop.ui.widgets.file_panel import FilePanel
from desktop.ui.widgets.file_strip import FileLook
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import paragraph, rule, text_label
from desktop.ui.widgets.scroll_pane import ScrollPane

Fact = tuple[str, str]


class RecordPane(QFrame):
    """Heading, badges, trouble, facts, more (what a room adds), files."""

    files_offered = Signal(list)
    open_requested = Signal(str)
    save_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "pane")
        self.setAccessibleName(name)
        self._number = text_label("", "display")
        self._caption = text_label("", "muted")
        self._subject = paragraph("", "subtitle")
        self._trouble = Banner(self)
        self._facts = FactList()
        self.first = QVBoxLayout()
        """What a room offers to do before all else, under the badges."""
        self.more = QVBoxLayout()
        self.files = FilePanel(narrow=True)
        self._stack = QStackedWidget()
        self._lay_out()
        inner = self.files.minimumSizeHint().width()
        self.setMinimumWidth(inner + 2 * SPACE.lg + SIZE.scrollbar)
        self.files.files_offered.connect(self.files_offered)
        self.files.open_requested.connect(self.open_requested)
        self.files.save_requested.connect(self.save_requested)
        self.files.remove_requested.connect(self.remove_requested)
        self.clear()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.md)
        heading = QVBoxLayout()
        heading.setSpacing(SPACE.none)
        heading.addWidget(self._caption)
        heading.addWidget(self._number)
        self._badges = FlowLayout()
        column.addLayout(heading)
        column.addWidget(self._subject)
        column.addLayout(self._badges)
        column.addLayout(self.first)
        column.addWidget(rule())
        column.addWidget(self._facts)
        column.addLayout(self.more)
        column.addWidget(self.files)
        self._filled = QWidget()
        filled = QVBoxLayout(self._filled)
        filled.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        filled.setSpacing(SPACE.none)
        filled.addWidget(self._trouble)
        filled.addWidget(ScrollPane(content), 1)
        self._nothing = _centred(text_label(_("Chọn một văn bản để xem."), "muted"))
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._filled)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.addWidget(self._stack)

    @property
    def is_empty(self) -> bool:
        """Whether no record is shown."""
        return self._stack.currentWidget() is self._nothing

    @property
    def trouble(self) -> str:
        """What is the matter with the record, in words; empty where nothing is."""
        return self._trouble.text

    def clear(self) -> None:
        """Show no record."""
        self._stack.setCurrentWidget(self._nothing)

    def show_heading(
        self, caption: str, number: str, subject: str, badges: Iterable[BadgeLook]
    ) -> None:
        """Show a record's number, subject and badges."""
        self._caption.setText(caption)
        self._number.setText(number)
        self._number.setVisible(bool(number))
        self._subject.setText(subject)
        while (item := self._badges.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for look in badges:
            self._badges.addWidget(Badge(look))
        self._stack.setCurrentWidget(self._filled)

    def show_trouble(self, tone: Tone, text: str) -> None:
        """Say what is the matter; an empty text says that nothing is."""
        if text:
            self._trouble.show_message(tone, text)
        else:
            self._trouble.dismiss()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show ``(label, value)`` pairs."""
        self._facts.show_facts(facts)

    def show_files(self, files: Iterable[AttachedFile]) -> None:
        """Show the files; those that have not arrived say so."""
        self.files.show_files([_file_look(one) for one in files])


def section_title(text: str) -> QLabel:
    """The title of what a room adds to the pane."""
    return text_label(text, "label")


def _file_look(file: AttachedFile) -> FileLook:
    note, tone = ("", "neutral") if file.here else (_("chưa về"), "warning")
    return FileLook(file.id, file.name, file.size_bytes, note, tone)  # type: ignore[arg-type]


def _centred(label: QLabel) -> QWidget:
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.addStretch(1)
    row.addWidget(label)
    row.addStretch(1)
    return frame

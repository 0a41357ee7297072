"""One field of a form: label, required mark, editor, and one line for help or for what is wrong.

Help and error share that line, so a form does not jump when it is checked; both are handed to
screen readers as the editor's description.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from common.text.messages import _
from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.labels import paragraph, text_label

LabelPosition = Literal["above", "beside"]


class FieldRow(QWidget):
    """``editor`` under or beside its ``label``."""

    def __init__(
        self,
        label: str,
        editor: QWidget,
        *,
        required: bool = False,
        help_text: str = "",
        label_position: LabelPosition = "above",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_text, self._help, self._error = label, help_text, ""
        self.required = required
        self.editor = editor
        self._label = text_label(label, "label")
        self._label.setBuddy(editor)
        self._heading = self._make_heading()
        self._note_icon = IconLabel("alert-circle", "danger_text", SIZE.icon_sm)
        self._note = paragraph("", "caption")
        self._lay_out(label_position)
        name = _("{label} (bắt buộc)").format(label=label) if required else label
        editor.setAccessibleName(name)
        self._show_note()

    def _make_heading(self) -> QWidget:
        heading = QWidget(self)
        row = QHBoxLayout(heading)
        row.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        row.setSpacing(SPACE.xs)
        row.addWidget(self._label)
        if self.required:
            mark = QLabel("*")
            mark.setProperty("textRole", "required")
            mark.setToolTip(_("Bắt buộc"))
            row.addWidget(mark)
        row.addStretch(1)
        return heading

    def _lay_out(self, position: LabelPosition) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        grid.setHorizontalSpacing(SPACE.md)
        grid.setVerticalSpacing(SPACE.xs)
        note = QHBoxLayout()
        note.setSpacing(SPACE.xs)
        note.addWidget(self._note_icon, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        top, left = (1, 0) if position == "above" else (0, 1)
        grid.addWidget(self._heading, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.editor, top, left)
        grid.addLayout(note, top + 1, left)
        grid.setColumnStretch(left, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, self.editor.sizePolicy().verticalPolicy())

    @property
    def label(self) -> str:
        """The label's words."""
        return self._label_text

    @property
    def error(self) -> str:
        """What is wrong with the field; empty when nothing is."""
        return self._error

    def set_error(self, text: str) -> None:
        """Say below the editor what is wrong; an empty text takes it back."""
        self._error = text
        set_style_property(self._marked(), "invalid", "true" if text else "false")
        self._show_note()

    def set_help(self, text: str) -> None:
        """Say below the editor what helps to fill it."""
        self._help = text
        self._show_note()

    def heading_width(self) -> int:
        """Pixels that the label and its mark need."""
        return self._heading.sizeHint().width()

    def set_heading_width(self, width: int) -> None:
        """Make labels beside their editors equally wide, so that the editors stand in one line."""
        self._heading.setMinimumWidth(width)

    def _marked(self) -> QWidget:
        return self.editor.focusProxy() or self.editor

    def _show_note(self) -> None:
        shown = self._error or self._help
        self._note.setText(shown)
        set_style_property(self._note, "textRole", "error" if self._error else "caption")
        self._note.setVisible(bool(shown))
        self._note_icon.setVisible(bool(self._error))
        self.editor.setAccessibleDescription(" ".join(filter(None, (self._error, self._help))))

"""A number large enough to be copied onto paper from across the desk."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.labels import paragraph, text_label


class NumberCard(QFrame):
    """What the number is, the number, and a note below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self._caption = text_label("", "muted")
        self._number = text_label("", "display")
        self._note = paragraph("", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.lg, SPACE.md, SPACE.lg, SPACE.md)
        box.setSpacing(SPACE.hair)
        for label in (self._caption, self._number, self._note):
            box.addWidget(label)

    @property
    def number(self) -> str:
        """The number shown."""
        return self._number.text()

    def show_number(
        self, caption: str, number: str, note: str = "", *, is_number: bool = True
    ) -> None:
        """Show ``number``; with ``is_number`` false it is a word in place of one, and smaller."""
        self._caption.setText(caption)
        self._number.setText(number)
        set_style_property(self._number, "textRole", "display" if is_number else "title")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(" ".join(filter(None, (caption, number, note))))

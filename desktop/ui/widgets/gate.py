"""The look of the windows before the office is open: one card in the middle, under the name."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.labels import paragraph, text_label


class Gate(QWidget):
    """A title and a sentence; what is asked goes into :attr:`content`."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner()
        self.content = QVBoxLayout()
        self._title = text_label(title, "title")
        self._sentence = paragraph(sentence, "muted")
        self._sentence.setVisible(bool(sentence))
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("part", "card")
        card.setFixedWidth(SIZE.dialog_text + 4 * SPACE.xxl)
        inside = QVBoxLayout()
        inside.setContentsMargins(SPACE.xl, SPACE.lg, SPACE.xl, SPACE.xl)
        inside.setSpacing(SPACE.md)
        inside.addWidget(self._title)
        inside.addWidget(self._sentence)
        inside.addLayout(self.content)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.none)
        column.addWidget(self.banner)
        column.addLayout(inside)
        self.content.setSpacing(SPACE.md)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.lg, SPACE.lg, SPACE.lg, SPACE.lg)
        box.setSpacing(SPACE.lg)
        box.addStretch(1)
        box.addLayout(_centred(IconLabel("rubber-stamp", "link", SIZE.icon_hero), _name()))
        box.addLayout(_centred(card))
        box.addStretch(2)


def _name() -> QLabel:
    return text_label(_("Văn Thư"), "display")


def _centred(*widgets: QWidget) -> QHBoxLayout:
    """In the middle, by stretches: an alignment would give wrapping words too little height."""
    row = QHBoxLayout()
    row.setSpacing(SPACE.md)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row

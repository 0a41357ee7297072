"""What an empty list or room says: what would stand here, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.labels import text_label


class EmptyState(QWidget):
    """An icon, a title, a sentence and, where something can be done, a button."""

    action_triggered = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        *,
        action_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = text_label(title, "subtitle")
        self._sentence = text_label(sentence, "muted")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._action = push_button(action_text, "primary")
        self._action.setVisible(bool(action_text))
        self._action.clicked.connect(self.action_triggered)
        self._lay_out(IconLabel(icon, "text_muted", SIZE.icon_hero))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def _lay_out(self, icon: IconLabel) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        box.setSpacing(SPACE.sm)
        box.addStretch(1)
        box.addWidget(icon, 0, centre)
        box.addWidget(self._title, 0, centre)
        box.addWidget(self._sentence)
        box.addSpacing(SPACE.sm)
        box.addWidget(self._action, 0, centre)
        box.addStretch(2)

    def show_text(self, title: str, sentence: str) -> None:
        """Say something else, as when a search finds nothing."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

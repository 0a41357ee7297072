"""The buttons by which one outcome of a conflict is chosen, and what was typed beside them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from common.changes.heads import Heads
from common.entities.schema import Value

Choice = tuple[str, str]
"""Outcome, and the head of the side where it is one."""


@dataclass(frozen=True)
class Draft:
    """What a person had chosen and typed when they went to another conflict."""

    heads: Heads
    choice: Choice | None
    third: Value
    reason: str


class Choices(QObject):
    """One of several buttons, wherever they stand; a choice is kept by what it means."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._meant: dict[QRadioButton, Choice] = {}

    @property
    def buttons(self) -> list[QRadioButton]:
        """In reading order."""
        return list(self._meant)

    @property
    def offered(self) -> list[str]:
        """The outcomes that can be chosen, each once."""
        return list(dict.fromkeys(outcome for outcome, _head in self._meant.values()))

    @property
    def made(self) -> Choice | None:
        """What is chosen now."""
        return next((each for button, each in self._meant.items() if button.isChecked()), None)

    @property
    def first_stop(self) -> QRadioButton | None:
        """The button that is checked, else the first that can be; ``None`` for none."""
        checked = [button for button in self._meant if button.isChecked()]
        return next(iter([*checked, *(one for one in self._meant if one.isEnabled())]), None)

    def add(self, button: QRadioButton, choice: Choice, *, enabled: bool) -> None:
        """Offer ``choice`` by ``button``."""
        button.setEnabled(enabled)
        button.toggled.connect(self.changed)
        self._group.addButton(button)
        self._meant[button] = choice

    def choose(self, choice: Choice) -> None:
        """Check the button of ``choice``, where it is offered."""
        for button, each in self._meant.items():
            if each == choice:
                button.setChecked(True)

    def clear(self) -> None:
        """Offer nothing; the buttons are taken away by whoever holds them."""
        for button in self._meant:
            self._group.removeButton(button)
        self._meant = {}

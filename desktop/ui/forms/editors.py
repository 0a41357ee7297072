"""One editor for each type of field: a widget, and the value it holds as records hold it.

A form speaks to all of them alike; a widget of the kit never learns what a field is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from common.entities.schema import Value
from common.text.fold import clean_line, clean_text
from desktop.ui.models.completion import FoldedCompleter
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.number_edit import NumberEdit
from desktop.ui.widgets.typed_date import TypedDates

Today = Callable[[], date]


class Editor(QObject):
    """A widget and its value; ``None`` for an empty one."""

    edited = Signal()
    """The value may be another now."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    @property
    def value(self) -> Value:
        """What stands there, as a record holds it."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show ``value``."""
        raise NotImplementedError

    @property
    def problem(self) -> str:
        """Why what stands there is no value, in words; empty where it is one."""
        return ""

    def set_read_only(self, read_only: bool) -> None:
        """Show the value without letting it be changed."""
        self.widget.setEnabled(not read_only)


class TextEditor(Editor):
    """One line of text, with what was typed before where values are given."""

    def __init__(self) -> None:
        self._edit = QLineEdit()
        super().__init__(self._edit)
        self._completer: FoldedCompleter | None = None
        self._edit.textChanged.connect(self.edited)

    @property
    def value(self) -> Value:
        """The line, cleaned."""
        return clean_line(self._edit.text()) or None

    def set_value(self, value: Value) -> None:
        """Show a text."""
        self._edit.setText(value if isinstance(value, str) else "")
        self._edit.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """It can still be selected and copied."""
        self._edit.setReadOnly(read_only)

    def offer(self, values: Sequence[str]) -> None:
        """Complete from ``values``, the first first."""
        if self._completer is None:
            self._completer = FoldedCompleter(self._edit)
        self._completer.set_values(values)


class LongTextEditor(Editor):
    """A text of several lines, ``lines`` of them in sight; Tab leaves it."""

    def __init__(self, lines: int) -> None:
        self._edit = QPlainTextEdit()
        super().__init__(self._edit)
        self._edit.setTabChangesFocus(True)
        margins = 2 * (SPACE.xs + self._edit.frameWidth()) + SPACE.sm
        self._edit.setFixedHeight(lines * self._edit.fontMetrics().lineSpacing() + margins)
        self._edit.textChanged.connect(self.edited)

    @property
    def value(self) -> Value:
        """The text, cleaned."""
        return clean_text(self._edit.toPlainText()).strip() or None

    def set_value(self, value: Value) -> None:
        """Show a text."""
        self._edit.setPlainText(value if isinstance(value, str) else "")

    def set_read_only(self, read_only: bool) -> None:
        """It can still be selected and copied."""
        self._edit.setReadOnly(read_only)


class DayEditor(Editor):
    """A date as an ISO text."""

    def __init__(self, today: Today) -> None:
        self._edit = DateEdit(TypedDates(today), today)
        super().__init__(self._edit)
        self._edit.textChanged.connect(self.edited)

    @property
    def value(self) -> Value:
        """``yyyy-mm-dd``."""
        chosen = self._edit.value
        return chosen.isoformat() if chosen else None

    def set_value(self, value: Value) -> None:
        """Show an ISO date."""
        self._edit.set_value(date.fromisoformat(value) if isinstance(value, str) else None)

    @property
    def problem(self) -> str:
        """Why the text is no date."""
        return self._edit.problem

    def set_read_only(self, read_only: bool) -> None:
        """It can still be selected and copied."""
        self._edit.setReadOnly(read_only)


class NumberEditor(Editor):
    """A whole number."""

    def __init__(self, least: int = 1, most: int = 99_999) -> None:
        self._edit = NumberEdit(least, most)
        super().__init__(self._edit)
        self._edit.textChanged.connect(self.edited)

    @property
    def value(self) -> Value:
        """The number."""
        return self._edit.value

    def set_value(self, value: Value) -> None:
        """Show a number."""
        self._edit.set_value(value if isinstance(value, int) else None)

    def set_read_only(self, read_only: bool) -> None:
        """It can still be selected and copied."""
        self._edit.setReadOnly(read_only)


class ChoiceEditor(Editor):
    """One of a few values, each with its words; the first stands at the beginning."""

    def __init__(self, choices: Sequence[tuple[Value, str]]) -> None:
        self._box = QComboBox()
        super().__init__(self._box)
        self._kept: Value = None
        self.set_choices(choices)
        self._box.currentIndexChanged.connect(self._choose)

    def set_choices(self, choices: Sequence[tuple[Value, str]]) -> None:
        """Offer these instead; what was chosen stays chosen."""
        kept = self.value
        self._box.blockSignals(True)
        self._box.clear()
        for value, words in choices:
            self._box.addItem(words, value)
        self._box.blockSignals(False)
        self.set_value(kept)

    @property
    def value(self) -> Value:
        """The chosen value."""
        chosen: Value = self._box.currentData() if self._kept is None else self._kept
        return chosen

    def set_value(self, value: Value) -> None:
        """Choose ``value``. One that is not offered (yet) is kept until another is chosen."""
        place = self._box.findData(value)
        self._box.setCurrentIndex(max(0, place))
        self._kept = value if place < 0 else None

    @Slot(int)
    def _choose(self, _place: int) -> None:
        self._kept = None
        self.edited.emit()

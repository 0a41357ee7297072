"""A date typed as clerks type it (8/10, 08102026, hôm nay), moved by the arrow keys, or left empty.

What is typed is read by the parser that is handed in: the field knows no calendar of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from common.errors import VanThuError
from common.text.messages import _
from desktop.ui.style.icons import set_icon
from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SIZE
from desktop.ui.widgets.calendar_popup import CalendarPopup

DateParser = Callable[[str], date]
"""Text as typed (not empty) to a date; raises ``VanThuError`` or ``ValueError`` for no date."""

_DAY_STEPS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_MONTH_STEPS: dict[int, int] = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}


class DateEdit(QLineEdit):
    """A line for one date or none. Up and Down move a day, Page Up and Page Down a month."""

    value_changed = Signal(object)
    """``date`` or ``None``."""
    problem_changed = Signal(str)
    """Why the text is no date, or empty."""

    def __init__(
        self,
        parse: DateParser,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse, self._today = parse, today
        self._value: date | None = None
        self._problem = ""
        self._popup: CalendarPopup | None = None
        self.setPlaceholderText(_("ngày/tháng/năm"))
        self.setMinimumWidth(SIZE.date_field)
        self.setAccessibleName(_("Ngày"))
        self._add_calendar_button()
        self.editingFinished.connect(self.commit)

    def _add_calendar_button(self) -> None:
        self._open_calendar = QAction(_("Chọn trên lịch (Alt+mũi tên xuống)"), self)
        set_icon(self._open_calendar, "calendar", "text_muted")
        self._open_calendar.triggered.connect(self.show_calendar)
        self.addAction(self._open_calendar, QLineEdit.ActionPosition.TrailingPosition)

    @property
    def value(self) -> date | None:
        """The date, or ``None`` where nothing (or nothing readable) stands. See :attr:`problem`."""
        self.commit()
        return self._value

    @property
    def problem(self) -> str:
        """Why the text is no date, in words; empty where it is one or there is none."""
        self.commit()
        return self._problem

    def set_value(self, value: date | None) -> None:
        """Show ``value`` as dd/MM/yyyy."""
        self.setText("" if value is None else value.strftime("%d/%m/%Y"))
        self._take(value, "")

    @Slot()
    def commit(self) -> None:
        """Read what was typed and write it out in full."""
        typed = self.text().strip()
        if not typed:
            self._take(None, "")
            return
        try:
            read = self._parse(typed)
        except (VanThuError, ValueError):
            problem = _("Không hiểu ngày «{text}». Gõ ví dụ 8/10, 08102026 hoặc hôm nay.")
            self._take(None, problem.format(text=typed))
        else:
            self.set_value(read)

    def _take(self, value: date | None, problem: str) -> None:
        changed, new_problem = value != self._value, problem != self._problem
        self._value, self._problem = value, problem
        set_style_property(self, "invalid", "true" if problem else "false")
        if new_problem:
            self.problem_changed.emit(problem)
        if changed:
            self.value_changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the date; Alt+Down opens the calendar."""
        days, months = _DAY_STEPS.get(event.key(), 0), _MONTH_STEPS.get(event.key(), 0)
        if days < 0 and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.show_calendar()
        elif (days or months) and not self.isReadOnly():
            self._move(days, months)
        else:
            super().keyPressEvent(event)

    def _move(self, days: int, months: int) -> None:
        current = self.value
        if current is None:
            if not self._problem:  # the first arrow in an empty field means today
                self.set_value(self._today())
            return
        self.set_value(_date_of(_qdate_of(current).addDays(days).addMonths(months)))
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by keyboard, the whole date is selected, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    @Slot()
    def show_calendar(self) -> None:
        """Open the calendar below the field, at its date or today."""
        if self.isReadOnly():
            return
        if self._popup is None:
            self._popup = CalendarPopup(self)
            self._popup.chosen.connect(self._take_chosen)
        chosen = self.value or self._today()
        below = self.mapToGlobal(QPoint(0, self.height()))
        self._popup.open_at(below, _qdate_of(chosen))

    @Slot(QDate)
    def _take_chosen(self, chosen: QDate) -> None:
        self.set_value(_date_of(chosen))
        self.setFocus(Qt.FocusReason.PopupFocusReason)


def _qdate_of(value: date) -> QDate:
    return QDate(value.year, value.month, value.day)


def _date_of(value: QDate) -> date:
    return date(value.year(), value.month(), value.day())

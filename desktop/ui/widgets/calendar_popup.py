"""A month's sheet that opens below a date field, for those who think in weekdays.

Monday first; arrows move, Enter chooses, Esc leaves.
"""

from __future__ import annotations

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.active import colours
from desktop.ui.style.icons import set_icon
from desktop.ui.style.tokens import SPACE


class CalendarPopup(QFrame):
    """Closes by itself when a day is chosen or the reader turns elsewhere."""

    chosen = Signal(QDate)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("part", "popup")
        self._calendar = QCalendarWidget(self)
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        self._calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.ShortDayNames
        )
        self._calendar.setAccessibleName(_("Lịch"))
        self._name_buttons()
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.xs, SPACE.xs, SPACE.xs, SPACE.xs)
        box.addWidget(self._calendar)
        self._calendar.activated.connect(self._take)
        self._calendar.clicked.connect(self._take)

    def _name_buttons(self) -> None:
        for object_name, icon, name in (
            ("qt_calendar_prevmonth", "chevron-left", _("Tháng trước")),
            ("qt_calendar_nextmonth", "chevron-right", _("Tháng sau")),
        ):
            button = self._calendar.findChild(QToolButton, object_name)
            if button is not None:
                set_icon(button, icon, "text_muted")
                button.setAccessibleName(name)

    def open_at(self, place: QPoint, day: QDate) -> None:
        """Show the month of ``day`` with its upper left corner at ``place`` (global pixels)."""
        self._colour_days()
        self._calendar.setSelectedDate(day)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = min(place.x(), screen.right() - self.width())
        top = min(place.y(), screen.bottom() - self.height())
        self.move(max(left, screen.left()), max(top, screen.top()))
        self.show()
        self._calendar.setFocus()

    def _colour_days(self) -> None:
        """Qt writes weekends in red, which here means urgency; they are muted instead."""
        palette = colours()
        resting, heading = QTextCharFormat(), QTextCharFormat()
        resting.setForeground(QColor(palette.text_muted))
        heading.setForeground(QColor(palette.text_muted))
        heading.setBackground(QColor(palette.surface))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(day, resting)
        self._calendar.setHeaderTextFormat(heading)

    @Slot(QDate)
    def _take(self, day: QDate) -> None:
        self.hide()
        self.chosen.emit(day)

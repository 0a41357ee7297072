"""Asks for an unusual date a second time: a clerk who types the same again means it (design §7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from common.text.dates import format_date
from common.text.messages import _
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.typed_date import TypedDates


class RetypeDate(Dialog):
    """Accepted when ``wanted`` was typed once more."""

    def __init__(
        self, wanted: date, why: str, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Xác nhận ngày"), why, _("Xác nhận ngày này"), parent)
        self._wanted = wanted
        self._edit = DateEdit(TypedDates(today), today)
        self._row = FieldRow(_("Nhập lại ngày"), self._edit, required=True)
        self.add(self._row)
        self._edit.setFocus()

    @Slot()
    def confirm(self) -> None:
        """The same date confirms; another one is told apart from it."""
        typed = self._edit.value
        if typed == self._wanted:
            self.accept()
            return
        differs = _("Ngày nhập lại khác {wanted}. Nếu ngày kia sai, bấm Hủy rồi sửa.")
        self._row.set_error(self._edit.problem or differs.format(wanted=format_date(self._wanted)))
        self._edit.setFocus()
        self._edit.selectAll()
